"""The stage map: that its released edition says what it said, is complete, and that a mistake in its files is told with its place. No Django."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from stages.editions import FOLDER, LATEST, EditionError, get_edition, read_edition
from stages.schema import Edition

RELEASED = {"1.0": "061e32aafea394ae35f7ade3ce297b08e07cb95e482b19297915dbc2e09b4870"}
"""SHA-256 by edition. A released edition does not change, as people answered its questions as they stood: a rewording goes into the next edition."""

STAGES = ["mobilising", "designing", "developing", "integrating", "growing", "system-change"]

MARK = re.compile(r"\b(READ|INF|BG)\b|[\[\]]|\bch\. \d|\*")

AVOIDED = re.compile(
    r"\b(LAC|CLA|NEET)\b"
    r"|(?i:\b(abscond\w*|challenging behaviour|placements?|hard[- ]to[- ]reach|failed to engage|beneficiar(y|ies)|cases|service users?|users?"
    r"|care leavers?|stakeholders?|kill(s|ed)?|fail(s|ed)?|go/no-go|scor(e|es|ed|ing)|maturity|pass mark|proven|roll[- ]?out"
    r"|best practice|silos?|leverag\w*|deep dives?|buy-in)\b)"
)


@pytest.fixture
def edition() -> Edition:
    return get_edition("1.0")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The folder of edition 1.0, to break."""
    return Path(shutil.copytree(FOLDER / "1.0", tmp_path / "editions" / "1.0"))


def put(path: Path, old: str, new: str) -> None:
    """Change the first place in a file that holds `old`."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal(folder: Path) -> list[str]:
    """The lines of the message with which this folder is refused."""
    with pytest.raises(EditionError) as refused:
        read_edition(folder)
    return str(refused.value).splitlines()


def texts(part: object) -> Iterator[str]:
    """Every text in a part of the edition, however deep."""
    if isinstance(part, BaseModel):
        part = dict(part)
    if isinstance(part, dict):
        part = tuple(part.values())
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from texts(one)


@pytest.mark.parametrize("number", RELEASED)
def test_a_released_edition_is_as_it_was_released(number: str) -> None:
    released = get_edition(number)

    told = json.dumps(released.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False, sort_keys=True)

    assert hashlib.sha256(told.encode()).hexdigest() == RELEASED[number]


def test_every_edition_in_the_folder_has_its_digest_here_and_the_latest_is_one_of_them() -> None:
    assert sorted(RELEASED) == sorted(folder.name for folder in FOLDER.iterdir())
    assert max(RELEASED) == LATEST


def test_there_are_six_stages_in_the_order_of_the_map(edition: Edition) -> None:
    assert [(stage.number, stage.key) for stage in edition.stages] == list(enumerate(STAGES, start=1))
    assert edition.stages[5].name == "System change"


def test_the_questions_keep_their_keys(edition: Edition) -> None:
    counts = {"mob": 9, "des": 10, "dev": 10, "int": 10, "gro": 9, "sys": 10}

    keys = [question.key for question in edition.questions]

    assert keys == [f"{begins}-{number}" for begins, count in counts.items() for number in range(1, count + 1)]
    assert len(keys) == 58


def test_each_stage_has_three_questions_to_start_with(edition: Edition) -> None:
    assert [[question.number for question in stage.starters] for stage in edition.stages] == [
        [1, 2, 3],
        [1, 2, 4],
        [1, 3, 6],
        [1, 3, 7],
        [1, 3, 6],
        [1, 4, 7],
    ]


def test_a_retired_question_stays_and_is_none_to_start_with(copy: Path) -> None:
    file = copy / "3-developing.toml"
    put(file, "start = true\n", "start = true\nretired = true\n")
    put(file, 'source = "National Implementation Research Network (NIRN)"\n', 'source = ""\nstart = true\n')

    developing = read_edition(copy).stage("developing")

    assert [question.number for question in developing.starters] == [2, 3, 6]
    assert developing.questions[0].retired


def test_the_themes_that_reviewers_read_across_are_asked_about_at_every_stage(edition: Edition) -> None:
    everywhere = {"voice", "ethics", "evidence", "resources", "workforce"}

    missing = {stage.key: everywhere - {question.theme for question in stage.questions} for stage in edition.stages}

    assert missing == {key: set() for key in STAGES}
    assert {question.theme for question in edition.questions} == {theme.key for theme in edition.themes}
    assert len(edition.themes) == 9


def test_every_stage_offers_the_decisions_of_its_own(edition: Edition) -> None:
    assert {stage.key: " ".join(stage.decisions) for stage in edition.stages} == {
        "mobilising": "move-on move-on-with-conditions stay pause stop",
        "designing": "move-on move-on-with-conditions stay go-back pause stop",
        "developing": "move-on move-on-with-conditions stay go-back branch pause stop",
        "integrating": "move-on move-on-with-conditions hold stay go-back branch pause stop",
        "growing": "move-on move-on-with-conditions hold stay go-back branch hand-over pause stop",
        "system-change": "stay hold hand-over go-back new-journey stop",
    }


def test_signs_for_going_back_point_to_where_their_words_say(edition: Edition) -> None:
    said = re.compile(r"\((?:back to (\w+)|(pause|stop))")

    pointed = {sign.key: sign.towards for stage in edition.stages for sign in stage.signs_back}
    told = {sign.key: said.search(sign.text) for stage in edition.stages for sign in stage.signs_back}

    assert pointed == {key: (match[1] or match[2]) if match else "" for key, match in told.items()}
    assert Counter(towards for towards in pointed.values() if towards) == {
        "mobilising": 2,
        "designing": 3,
        "developing": 2,
        "integrating": 1,
        "growing": 1,
        "pause": 2,
        "stop": 1,
    }


def test_there_are_twenty_conditions_in_five_clusters_with_one_each_to_ask_first(edition: Edition) -> None:
    assert [condition.key for condition in edition.conditions] == [f"c{number}" for number in range(1, 21)]
    assert [(cluster.name, len(conditions)) for cluster, conditions in edition.conditions_by_cluster] == [
        ("Mobilisers", 4),
        ("System capabilities", 4),
        ("Design and implementation", 4),
        ("Culture, climate, processes", 4),
        ("Macro context", 4),
    ]
    assert [condition.key for condition in edition.conditions if condition.first] == ["c1", "c5", "c9", "c13", "c17"]


def test_sixteen_models_are_laid_beside_each_of_our_stages(edition: Edition) -> None:
    assert len(edition.crosswalk) == 16
    assert {len(model.in_order(edition.stages)) for model in edition.crosswalk} == {6}
    diamond = next(model for model in edition.crosswalk if model.key == "double-diamond")
    assert diamond.in_order(edition.stages) == ("Discover", "Define; Develop", "Deliver (small-scale tests)", "", "", "")


def test_the_glossary_has_the_words_to_use_and_the_words_to_avoid(edition: Edition) -> None:
    assert (len(edition.glossary), len(edition.avoid)) == (20, 15)


def test_the_credit_parts_at_the_doi(edition: Edition) -> None:
    before, after = edition.credit_parts

    assert before == "Stages adapted from Lefevre, Hampson and Goldsmith (2023), doi "
    assert before + edition.credit_doi + after == edition.credit
    assert edition.credit.endswith("The authors have not endorsed this tool.")


def test_a_thing_is_found_by_its_key(edition: Edition) -> None:
    assert edition.stage("growing") is edition.stages[4]
    assert edition.question("gro-4").text == "Which places are ready, and what do they need from us first?"
    assert edition.stage_of("gro-4") is edition.stages[4]
    assert edition.theme("voice").name == "Children, young people and families"
    assert edition.decision("hold").name == "Hold at this level"


@pytest.mark.parametrize("find", ["stage", "question", "stage_of", "theme", "decision"])
def test_a_key_that_there_is_not_raises_key_error(edition: Edition, find: str) -> None:
    with pytest.raises(KeyError, match="mob-99"):
        getattr(edition, find)("mob-99")


def test_no_mark_of_the_working_papers_is_left_in_any_text(edition: Edition) -> None:
    assert [text for text in texts(edition) if MARK.search(text)] == []


def test_nothing_is_scored_or_reckoned_in_per_cent_signs(edition: Edition) -> None:
    told = edition.model_copy(update={"avoid": ()})

    assert [text for text in texts(told) if "%" in text or "score" in text.lower()] == []


def test_no_list_of_the_ten_models_is_claimed(edition: Edition) -> None:
    assert [text for text in texts(edition) if re.search(r"ten (existing )?model", text, re.IGNORECASE)] == []


def test_our_questions_and_guidance_keep_clear_of_the_words_we_avoid(edition: Edition) -> None:
    ours = list(texts(edition.stages))
    ours += [text for condition in edition.conditions for text in (condition.name, condition.description)]
    ours += [text for decision in edition.decisions for text in (decision.name, decision.meaning, decision.asks)]

    assert [text for text in ours if AVOIDED.search(text)] == []


def test_our_questions_and_their_help_are_whole_sentences(edition: Edition) -> None:
    assert [question.key for question in edition.questions if question.text[-1] not in "?."] == []
    assert [question.key for question in edition.questions if not question.help.endswith(".")] == []


def test_what_stands_in_a_list_begins_with_a_capital_and_has_no_full_stop(edition: Edition) -> None:
    lists = [item for stage in edition.stages for field in (stage.activities, stage.resources, stage.people, stage.challenges) for item in field]
    lists += [sign.text for stage in edition.stages for sign in (*stage.signs_ready, *stage.signs_back)]

    assert [item for item in lists if not item[0].isupper() or item.endswith(".")] == []


def test_nothing_of_an_edition_can_be_changed_once_it_is_read(edition: Edition) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        edition.question("mob-1").text = "Another?"  # type: ignore[misc]  # that it is frozen is the point


def test_an_edition_is_read_once() -> None:
    assert get_edition("1.0") is get_edition("1.0")


@pytest.mark.parametrize("number", ["9.9", "", "..", "1.0/..", "../editions/1.0"])
def test_an_edition_that_there_is_not_is_refused(number: str) -> None:
    with pytest.raises(EditionError, match="there is no such edition"):
        get_edition(number)


def test_the_map_needs_no_django() -> None:
    program = "import sys, stages.editions; stages.editions.get_edition('1.0'); print('django' in sys.modules)"

    told = subprocess.run([sys.executable, "-c", program], cwd=FOLDER.parents[1], capture_output=True, text=True, check=True)

    assert told.stdout == "False\n"


@pytest.mark.parametrize(
    ("file", "old", "new", "lines"),
    [
        ("map.toml", "credit_doi", "credit_doy", ["credit_doi: missing key", "credit_doy: unknown key"]),
        ("map.toml", "asks", "ask", ["decisions.1.asks: missing key", "decisions.1.ask: unknown key"]),
        ("2-designing.toml", "help =", "helpp =", ["questions.1.help: missing key", "questions.1.helpp: unknown key"]),
        ("2-designing.toml", "purpose", "porpoise", ["purpose: missing key", "porpoise: unknown key"]),
        ("2-designing.toml", "nesta", "nester", ["evidence_level.nesta: missing key", "evidence_level.nester: unknown key"]),
        ("conditions.toml", "description", "descripton", ["conditions.1.description: missing key", "conditions.1.descripton: unknown key"]),
        ("crosswalk.toml", "note", "notes", ["models.1.note: missing key", "models.1.notes: unknown key"]),
        ("crosswalk.toml", "growing =", "groving =", ["models.1.places.growing: missing key", "models.1.places.groving: unknown key"]),
        ("glossary.toml", "use =", "for =", ["terms.1.use: missing key", "terms.1.for: unknown key"]),
        ("glossary.toml", "prefer =", "better =", ["avoid.1.prefer: missing key", "avoid.1.better: unknown key"]),
    ],
)
def test_a_key_missing_or_unknown_is_told_with_its_file_and_place(copy: Path, file: str, old: str, new: str, lines: list[str]) -> None:
    put(copy / file, old, new)

    assert refusal(copy) == [f"editions/1.0/{file}: {line}" for line in lines]


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        (
            "map.toml",
            "[[decisions]]",
            '[[themes]]\nkey = "voice"\nname = "Voice"\n[[decisions]]',
            "themes.10.key: voice is the key of themes.2 already",
        ),
        (
            "map.toml",
            "[[themes]]",
            '[[decisions]]\nkey = "stay"\nname = "Stay"\nmeaning = "Stay"\nasks = "Why"\n[[themes]]',
            "decisions.4.key: stay is the key of decisions.1 already",
        ),
        ("map.toml", "doi 10.1093/bjsw/bcac183", "online", "credit: 10.1093/bjsw/bcac183 stands in it 0 times, not once"),
        ("map.toml", 'number = "1.0"', 'number = "1.1"', "number: 1.1 is not the name of the folder"),
        ("1-mobilising.toml", 'key = "mob-2"', 'key = "mob-1"', "questions.2.key: mob-1 is the key of questions.1 already"),
        ("1-mobilising.toml", 'key = "mob-2"', 'key = "des-2"', "questions.2.key: des-2 is not mob- and a number"),
        ("1-mobilising.toml", 'key = "mob-ready-2"', 'key = "mob-back-2"', "signs_ready.2.key: mob-back-2 is not mob-ready- and a number"),
        ("1-mobilising.toml", "start = true\n", "", "questions: three have start = true and are not retired, here 2"),
        ("1-mobilising.toml", 'theme = "voice"', 'theme = "noise"', "questions.3.theme: no theme noise"),
        ("1-mobilising.toml", '"stay", "pause"', '"stay", "wait"', "decisions.4: no decision wait"),
        ("1-mobilising.toml", '"stay", "pause"', '"stay", "stay"', "decisions.4.key: stay is the key of decisions.3 already"),
        ("1-mobilising.toml", "number = 1", "number = 2", "key: mobilising, number 2, belongs in 2-mobilising.toml"),
        (
            "2-designing.toml",
            'towards = "mobilising"',
            'towards = "rest"',
            "signs_back.2.towards: rest is neither another stage, nor pause, nor stop",
        ),
        ("2-designing.toml", 'short = "Turn', 'short = "  Turn', "short: the text has a line break, two blanks together, or a blank at one end"),
        (
            "2-designing.toml",
            'help = "Good',
            "help = \"It's good",
            "questions.5.help: the text has a straight quotation mark or apostrophe; use the typographic ones",
        ),
        ("2-designing.toml", 'help = "Good', 'help = "Cafe\u0301', "questions.5.help: the text is not in Unicode's form NFC"),
        ("conditions.toml", 'key = "c2"', 'key = "c1"', "conditions.2.key: c1 is the key of conditions.1 already"),
        ("conditions.toml", "first = true\n", "", "clusters.1: one condition of mobilisers has first = true, here 0"),
        ("crosswalk.toml", 'key = "open-book"', 'key = "nesta-spiral"', "models.2.key: nesta-spiral is the key of models.1 already"),
        ("glossary.toml", 'term = "practice lead"', 'term = "innovation lead"', "terms.2.term: innovation lead is the term of terms.1 already"),
    ],
)
def test_a_file_that_does_not_agree_is_told_with_its_place(copy: Path, file: str, old: str, new: str, line: str) -> None:
    put(copy / file, old, new)

    assert refusal(copy) == [f"editions/1.0/{file}: {line}"]


def test_a_condition_of_no_cluster_is_told(copy: Path) -> None:
    put(copy / "conditions.toml", 'cluster = "macro-context"', 'cluster = "micro-context"')

    assert refusal(copy) == [
        "editions/1.0/conditions.toml: conditions.17.cluster: no cluster micro-context",
        "editions/1.0/conditions.toml: clusters.5: one condition of macro-context has first = true, here 0",
    ]


@pytest.mark.parametrize("file", ["map.toml", "conditions.toml", "crosswalk.toml", "glossary.toml"])
def test_a_missing_file_is_told(copy: Path, file: str) -> None:
    (copy / file).unlink()

    assert refusal(copy) == [f"editions/1.0/{file}: the file is missing"]


def test_a_missing_stage_is_told(copy: Path) -> None:
    (copy / "6-system-change.toml").unlink()

    lines = refusal(copy)

    assert lines[0] == "editions/1.0/stages: there are six, numbered from 1 to 6, here [1, 2, 3, 4, 5]"
    assert lines[1] == "editions/1.0/crosswalk.toml: models.1.places.system-change: unknown key"


def test_a_file_that_is_no_toml_is_told_with_its_line(copy: Path) -> None:
    put(copy / "5-growing.toml", "number = 5", "number = = 5")

    assert refusal(copy) == ["editions/1.0/5-growing.toml: Invalid value (at line 3, column 10)"]


def test_a_file_that_is_not_in_utf_8_is_told(copy: Path) -> None:
    (copy / "glossary.toml").write_bytes(b'term = "caf\xe9"')

    assert refusal(copy)[0].startswith("editions/1.0/glossary.toml: 'utf-8' codec can't decode")


def test_a_folder_for_another_language_is_left_alone(copy: Path) -> None:
    (copy / "cy").mkdir()
    (copy / "cy" / "map.toml").write_text("anything", encoding="utf-8")

    assert read_edition(copy) == get_edition("1.0")
