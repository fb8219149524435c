"""The samples' files: that they can be read, agree with themselves, and are worded as the product is. No database."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from journey.samples.sample import FOLDER, Sample, SampleError, read_sample, read_samples
from stages.editions import get_edition

SLUGS = ["bridge-16-25", "family-circle", "safer-places"]

AVOIDED = re.compile(
    r"\b(LAC|CLA|NEET)\b"
    r"|(?i:\b(abscond\w*|challenging behaviour|placements?|hard[- ]to[- ]reach|failed to engage|beneficiar(y|ies)|cases|service users?|users?"
    r"|contact with (his|her|their|mum|dad|parents?|family|families)|care leavers?|stakeholders?|kill(s|ed)?|go/no-go|scor(e|es|ed|ing)|maturity"
    r"|pass mark|proven|it works|roll(ed|ing)?[- ]?out|best practice|silos?|leverag\w*|deep dives?|buy-in)\b)"
)


@pytest.fixture(params=SLUGS)
def sample(request: pytest.FixtureRequest) -> Sample:
    return read_sample(FOLDER / f"{request.param}.toml")


@pytest.fixture
def safer_places() -> Sample:
    return read_sample(FOLDER / "safer-places.toml")


def answered(sample: Sample) -> dict[str, int]:
    """How many questions have an answer, by stage."""
    edition = get_edition(sample.edition)
    return dict(Counter(edition.stage_of(key).key for key in sample.answers))


def texts(sample: Sample) -> Iterator[str]:
    """Every text of the sample that people read."""
    yield sample.outcome
    yield from (person.job for person in sample.people)
    for move in sample.moves:
        yield move.reason
        yield move.carries_over
    yield from (answer.text for answer in sample.answers.values())
    for decision in sample.decisions:
        yield from (decision.reason, decision.options, decision.dissent, decision.ethical, decision.feasible, *decision.parties)
        yield from decision.details.values()
        for condition in decision.conditions:
            yield from (condition.text, condition.owner, condition.note)
    yield from (sign.note for sign in sample.signs)
    for standing in sample.standings:
        yield from (standing.reason, standing.learning, standing.promises, standing.told, standing.restart)
    for line in (*sample.milestones, *sample.actions, *sample.risks):
        yield from (line.text, line.owner, getattr(line, "response", ""), *(said.note for said in line.said))
    for told in sample.evidence:
        yield from (told.title, told.held, told.note)
    for condition_told in sample.conditions:
        yield from condition_told.texts
    for involved in sample.involvements:
        yield from (involved.group, involved.asked, involved.changed, involved.told)
    for resource in sample.resources:
        yield from (resource.what, resource.note)
    for measure in sample.measures:
        yield from (measure.what, measure.unit, measure.source, measure.limits)
        for reading in measure.readings:
            yield from (reading.note, reading.because)


def altered(tmp_path: Path, old: str, new: str) -> Path:
    """Safer Places with one place in its file changed."""
    text = (FOLDER / "safer-places.toml").read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
    path = tmp_path / "safer-places.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_there_are_three_samples_in_order_of_slug() -> None:
    samples = read_samples()

    assert [sample.slug for sample in samples] == SLUGS
    assert [sample.name for sample in samples] == ["Bridge 16-25", "Family Circle", "Safer Places"]


def test_every_answer_is_to_a_question_of_the_edition_and_every_move_to_a_stage(sample: Sample) -> None:
    edition = get_edition(sample.edition)

    assert set(sample.answers) <= {question.key for question in edition.questions}
    assert {move.to for move in sample.moves} <= {stage.key for stage in edition.stages}


def test_days_are_in_order_and_none_is_after_the_day_the_sample_is_told_on(sample: Sample) -> None:
    moves = [move.day for move in sample.moves]
    answers = [answer.day for answer in sample.answers.values()]

    assert moves == sorted(set(moves))
    assert max(moves + answers) <= sample.told_on
    assert min(answers) >= moves[0]


def test_an_answer_is_written_once_its_stage_or_the_one_before_was_reached(sample: Sample) -> None:
    edition = get_edition(sample.edition)
    numbers = {stage.key: stage.number for stage in edition.stages}

    early = {
        key: answer.day
        for key, answer in sample.answers.items()
        if not any(move.day <= answer.day and numbers[move.to] >= edition.stage_of(key).number - 1 for move in sample.moves)
    }

    assert early == {}


def test_whoever_moved_or_wrote_is_among_the_people_and_one_of_them_leads(sample: Sample) -> None:
    people = {person.key for person in sample.people}

    assert {move.by for move in sample.moves} | {answer.by for answer in sample.answers.values()} == people
    assert sample.lead in sample.people
    assert [person.lead for person in sample.people].count(True) == 1


def test_no_two_people_of_the_samples_have_the_same_name() -> None:
    names = [person.name for sample in read_samples() for person in sample.people]

    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_safer_places_goes_back_from_developing_to_designing_and_returns(safer_places: Sample) -> None:
    moves = [(move.to, move.day, move.kind) for move in safer_places.moves]

    assert moves == [
        ("mobilising", date(2023, 4, 3), ""),
        ("designing", date(2023, 10, 2), "ready"),
        ("developing", date(2024, 4, 8), "ready"),
        ("designing", date(2024, 11, 12), "practice"),
        ("developing", date(2025, 3, 3), "ready"),
    ]
    assert "could not hold a place" in safer_places.moves[3].reason


def test_safer_places_leaves_two_questions_of_its_main_stage_open_one_of_them_a_starter(safer_places: Sample) -> None:
    developing = get_edition(safer_places.edition).stage("developing")

    unanswered = [question.key for question in developing.questions if question.key not in safer_places.answers]

    assert unanswered == ["dev-3", "dev-10"]
    assert "dev-3" in [question.key for question in developing.starters]


@pytest.mark.parametrize(
    ("slug", "told_on", "counts"),
    [
        ("safer-places", date(2025, 9, 30), {"mobilising": 9, "designing": 9, "developing": 8}),
        ("bridge-16-25", date(2025, 6, 27), {"mobilising": 8, "designing": 7}),
        ("family-circle", date(2025, 11, 28), {"mobilising": 8, "designing": 9, "developing": 10, "integrating": 8, "growing": 3}),
    ],
)
def test_each_sample_has_as_many_answers_as_it_is_told_with(slug: str, told_on: date, counts: dict[str, int]) -> None:
    sample = read_sample(FOLDER / f"{slug}.toml")

    assert sample.told_on == told_on
    assert answered(sample) == counts


def test_nothing_was_written_in_bridge_while_it_was_paused() -> None:
    bridge = read_sample(FOLDER / "bridge-16-25.toml")

    paused = [key for key, answer in bridge.answers.items() if date(2024, 5, 1) <= answer.day <= date(2024, 9, 30)]

    assert paused == []
    assert [(move.to, move.day) for move in bridge.moves] == [("mobilising", date(2024, 1, 22)), ("designing", date(2024, 10, 14))]


def test_family_circle_went_back_once_and_is_now_integrating() -> None:
    family = read_sample(FOLDER / "family-circle.toml")

    assert [(move.to, move.day) for move in family.moves] == [
        ("mobilising", date(2022, 9, 12)),
        ("designing", date(2023, 3, 13)),
        ("developing", date(2023, 10, 2)),
        ("designing", date(2024, 7, 8)),
        ("developing", date(2024, 9, 23)),
        ("integrating", date(2025, 4, 7)),
    ]


def test_the_texts_keep_to_the_words_we_use(sample: Sample) -> None:
    avoided = {found.group() for text in texts(sample) for found in AVOIDED.finditer(text)}
    initials = {found for text in texts(sample) for found in re.findall(r"\b[A-Z]{2,}s?\b", text)}

    assert avoided == set()
    assert initials <= {"IT"}


def test_the_texts_are_typeset_alike(sample: Sample) -> None:
    odd = {found for text in texts(sample) for found in re.findall(r"[\"'!\u2013\u2014\t\r]|  +|[ ]\n", text)}

    assert odd == set()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[answers.mob-1]\n", "[answers.mob-11]\n", "answers.mob-11: edition 1.0 has no such question"),
        ("review_every = 6\n", "review_evry = 6\n", "review_every: Field required"),
        ("review_every = 6\n", "review_every = 6\nstatus = 'fine'\n", "status: Extra inputs are not permitted"),
        ("told_on = 2025-09-30\n", "", "told_on: Field required"),
        ("day = 2024-11-12\n", "", "moves.4.day: Field required"),
        ("day = 2025-09-23\n", "", "answers.dev-8.day: Field required"),
        ("day = 2025-09-23\n", "day = 2025-10-01\n", "answers.dev-8.day: 2025-10-01 is after told_on, 2025-09-30"),
        (
            'day = 2025-09-23\nby = "lead"',
            'day = 2025-09-23\nby = "chair"',
            "answers.dev-8.by: nobody in people has the key 'chair'",
        ),
        (
            "day = 2024-11-12\n",
            "day = 2024-04-08\n",
            "moves.4.day: 2024-04-08 is not after 2024-04-08, the day of the move before",
        ),
        ('to = "mobilising"', 'to = "mobilizing"', "moves.1.to: edition 1.0 has no stage 'mobilizing'"),
        ('to = "mobilising"', 'to = "designing"', "moves.2.to: the project is in 'designing' already"),
        ("lead = true", "lead = false", "people: exactly one must have lead = true"),
        ('key = "youth"', 'key = "lead"', "people: the key 'lead' is there 2 times"),
        ('slug = "safer-places"', 'slug = "safe-places"', "slug: 'safe-places' is not the name of the file"),
        ('part = "lead"', 'part = "partner"', 'organisations: exactly one must have part = "lead"'),
        (
            'name = "Wend Valley Community Health"',
            'name = "Wend Valley Police"',
            "organisations: Wend Valley Police is there 2 times as partner",
        ),
    ],
)
def test_a_mistake_in_a_sample_names_the_file_and_the_key(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = altered(tmp_path, old, new)

    with pytest.raises(SampleError) as caught:
        read_sample(path)

    assert f"safer-places.toml: {message}" in str(caught.value).splitlines()


def test_an_unknown_edition_names_the_file_and_the_key(tmp_path: Path) -> None:
    path = altered(tmp_path, 'edition = "1.0"', 'edition = "0.1"')

    with pytest.raises(SampleError, match=r"^safer-places\.toml: edition: "):
        read_sample(path)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('answers = ["dev-9"]', 'answers = ["dev-3"]', "evidence.5.answers: the sample does not answer 'dev-3'"),
        ("moves = [4]", "moves = [6]", "evidence.3.moves: there is no move 6"),
        ("moves = [4]", "moves = [3]", "evidence.3.moves: move 3 was made before 2024-11-05, the day it was added"),
        ("day = 2025-04-24", "day = 2025-04-30", "evidence.5.day: 2025-04-30 is after 2025-04-29, the day it was added"),
        (
            "https://farrowdale.example/",
            "https://farrowdale.gov.uk/",
            "evidence.5.link: String should match pattern '^(https?://[^\\s/]+\\.example(/\\S*)?)?$'",
        ),
    ],
)
def test_a_mistake_in_the_evidence_of_a_sample_names_it(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = altered(tmp_path, old, new)

    with pytest.raises(SampleError) as caught:
        read_sample(path)

    assert f"safer-places.toml: {message}" in str(caught.value).splitlines()


def test_each_sample_lists_evidence_that_an_answer_or_a_move_cites(sample: Sample) -> None:
    assert 3 <= len(sample.evidence) <= 5
    assert all(told.answers for told in sample.evidence)
    assert any(told.moves for told in sample.evidence)


def test_evidence_is_cited_by_answers_that_were_written_once_it_was_there(sample: Sample) -> None:
    early = [(told.title, key) for told in sample.evidence for key in told.answers if told.day and sample.answers[key].day < told.day]

    assert early == []


def test_a_text_of_more_than_1200_characters_is_refused(tmp_path: Path) -> None:
    path = altered(tmp_path, "The newer surprise is kinder", "The newer surprise is kinder " * 50)

    with pytest.raises(SampleError, match=r"^safer-places\.toml: answers\.dev-5\.text: String should have at most 1200 characters$"):
        read_sample(path)


def test_a_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    path = altered(tmp_path, "[answers.mob-1]", "[answers.mob-1")

    with pytest.raises(SampleError, match=r"^safer-places\.toml: "):
        read_sample(path)


def test_each_sample_has_a_plan_with_something_overdue_something_moved_and_a_closed_risk(sample: Sample) -> None:
    overdue = [action for action in sample.actions if action.state == "open" and action.due and action.due < sample.told_on]

    assert (4 <= len(sample.actions) <= 7, 3 <= len(sample.risks) <= 4, 3 <= len(sample.milestones) <= 5) == (True, True, True)
    assert len(overdue) == 1
    assert any(action.state == "done" for action in sample.actions)
    assert [risk.state for risk in sample.risks].count("closed") == 1
    assert any(milestone.due_now != milestone.due for milestone in sample.milestones)
