"""A project that has everything, for whatever is measured of its pages. Needs Django set up."""

from journey.models import Preparation, Project, Review, User
from journey.models.preparation import ReaderSaid, clear
from journey.review.checks import Unresolved
from journey.review.freeze import freeze
from journey.samples.load import copy_sample
from journey.samples.sample import read_samples

TEXT = (
    "The team met nine young people and two foster carers and asked what had changed since the spring. Most said that someone rang when they "
    "had promised to, and that this was new. Two had not been rung at all, because their worker had left and nobody had taken over the list. "
    "What we count as settled, fewer than two moves in a year, is not what they count: they spoke of the same school and of one person who knows "
    "the story.\n\n- The school keeps a room on Thursdays.\n- The money lasts until March.\n- The panel hears by January what we would stop "
    "doing.\n\nNext we agree who rings whom, and what happens when nobody answers."
)
"""About a hundred words."""


def make_full(owner: User) -> Project:
    """A practice copy of the fullest sample in which every question is answered by two hundred words."""
    made = copy_sample(max(read_samples(), key=lambda one: len(one.answers)), owner)
    project = Project.objects.visible_to(owner).get(pk=made.pk)
    known = {answer.key: answer.version for answer in project.answers.all()}
    for question in project.map.questions:
        project.answer(question.key, f"{question.text}\n\n{TEXT}\n\n{TEXT}", by=owner, seen=known.get(question.key, 0))
    return project


def freeze_one(project: Project, owner: User) -> Review:
    """Freeze the review of a project as it stands. What looks like personal data in a made-up project is none."""
    prepared = Preparation.objects.begin(project, {"achieved_1": "Groups run in two districts."}, (ReaderSaid("Dan Okafor", "standard"),), by=owner)
    try:
        return freeze(prepared, by=owner, seen=1)
    except Unresolved as unresolved:
        for flag in unresolved.flags:
            clear(project, flag.kind, flag.digest, because="Made up.", by=owner)
    return freeze(prepared, by=owner, seen=1)
