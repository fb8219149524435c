"""What the database kept of a project, held against what its writers were told. Needs Django set up."""

from collections import Counter
from collections.abc import Sequence

from django.contrib.auth.hashers import make_password
from django.db import connection

from bench.writers import Said, mark_of
from journey.models import AnswerVersion, Event, Project, User
from journey.models.event import fault

PASSWORD = "a boat with a blue sail"
"""Of people who live for minutes."""
FAULTS = (
    "acknowledged saves lost",
    "acknowledged saves kept twice",
    "saves over a version that was not seen",
    "texts kept that nobody was told are saved",
    "answers with a gap in their version numbers",
    "answers that are not what their last version says",
    "projects whose log is not whole",
    "projects with not one entry for each version",
    "refusals without both texts",
    "faults found by the database's own check",
)


def make_people(count: int) -> list[User]:
    password = make_password(PASSWORD)  # once: that is a second of work
    people = [User.objects.create_user(f"writer{number}@example.org", name=f"Writer {number}") for number in range(1, count + 1)]
    for person in people:
        person.password = password
        person.save(update_fields=["password"])
        person.confirm_email()
    return people


def make_project(people: Sequence[User]) -> Project:
    """A project in which all of them may write."""
    project = Project.objects.start(by=people[0], name="Saved at once", outcome="Nothing that someone typed is lost.")
    for person in people[1:]:
        project.memberships.create(user=person, role="editor")
    return project


def question_keys(project: Project, count: int) -> list[str]:
    """The first keys of the map."""
    return [question.key for stage in project.map.stages for question in stage.questions][:count]


def faults(project: Project, said: Sequence[Said]) -> Counter[str]:
    """How often what was kept is not what was told; every count is 0 where all is well."""
    project.refresh_from_db()
    kept: dict[str, dict[int, str]] = {answer.key: {} for answer in project.answers.all()}
    for key, number, text in AnswerVersion.objects.filter(answer__project=project).values_list("answer__key", "number", "text"):
        kept[key][number] = text
    texts = Counter((key, text) for key, versions in kept.items() for text in versions.values())
    saved = {(one.key, one.text): one for one in said if one.told == "saved"}
    may_be = saved.keys() | {(one.key, one.text) for one in said if one.told == "unanswered"}
    found = Counter(dict.fromkeys(FAULTS, 0))
    found["acknowledged saves lost"] = sum(texts[one] == 0 for one in saved)
    found["acknowledged saves kept twice"] = sum(texts[one] > 1 for one in may_be)
    found["saves over a version that was not seen"] = sum(kept.get(key, {}).get(one.seen + 1) != text for (key, text), one in saved.items())
    found["texts kept that nobody was told are saved"] = len(texts.keys() - may_be)
    for answer in project.answers.all():
        versions = kept[answer.key]
        last = max(versions, default=0)
        found["answers with a gap in their version numbers"] += sorted(versions) != list(range(1, last + 1))
        found["answers that are not what their last version says"] += (answer.version, answer.text) != (last, versions.get(last, ""))
    found["projects whose log is not whole"] += bool(fault(project.events.all(), project.log_length, project.log_head))
    noted = project.events.filter(kind=Event.Kind.ANSWER_SAVED).count()
    found["projects with not one entry for each version"] += noted != sum(len(versions) for versions in kept.values())
    found["refusals without both texts"] = sum(not shows_both(one, kept) for one in said if one.told == "refused")
    return found


def shows_both(one: Said, kept: dict[str, dict[int, str]]) -> bool:
    """Whether a refusal held the writer's own text, and one that was saved after the version it was begun from."""
    newer = {mark_of(text) for number, text in kept.get(one.key, {}).items() if number > one.seen}
    return one.own_shown and not newer.isdisjoint(one.shown)


def is_kept(project: Project, one: Said) -> bool:
    return AnswerVersion.objects.filter(answer__project=project, answer__key=one.key, text=one.text).exists()


def is_sound() -> bool:
    """Whether SQLite finds nothing wrong with its file and its references. PostgreSQL has no such check for everyone."""
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        answers = cursor.fetchall()
        cursor.execute("PRAGMA foreign_key_check")
        return answers == [("ok",)] and not cursor.fetchall()
