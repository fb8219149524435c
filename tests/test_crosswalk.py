"""A project read under another model's stages: nothing lost, nothing doubled without saying so, nothing changed."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from journey.crosswalk import Placed, placings, read_as
from journey.models import Project, User
from journey.models.decision import Deliberation
from journey.overview import overview
from stages.editions import LATEST, get_edition

type ClientOf = Callable[[User], Client]
MODELS = [model.key for model in get_edition(LATEST).crosswalk]


@pytest.mark.parametrize(
    ("words", "placed"),
    [
        ("", []),
        ("Discover", [Placed("Discover", "")]),
        ("Define; Develop", [Placed("Define", ""), Placed("Develop", "")]),
        ("Alpha / private beta", [Placed("Alpha", ""), Placed("Private beta", "")]),
        ("Identify/develop", [Placed("Identify/develop", "")]),
        ("Deliver (small-scale tests)", [Placed("Deliver", "small-scale tests")]),
        ("Vertical scaling (institutionalisation), step 5", [Placed("Vertical scaling (institutionalisation), step 5", "")]),
    ],
)
def test_the_words_beside_a_stage_name_one_stage_of_theirs_or_more(words: str, placed: list[Placed]) -> None:
    assert placings(words) == placed


@pytest.mark.parametrize(
    ("key", "stages"),
    [
        ("nirn", {"Exploration": [1, 2], "Installation": [2, 3], "Initial implementation": [3], "Full implementation": [4]}),
        ("ecocycle", {"Emergence": [1, 2], "Maturation": [3, 4, 5], "Declining momentum": [5, 6], "Renewal": [6]}),
        ("double-diamond", {"Discover": [1], "Define": [2], "Develop": [2], "Deliver": [3]}),
        ("gov-uk", {"Discovery": [1], "Alpha": [2, 3], "Private beta": [3], "Public beta": [4], "Live": [4, 5]}),
    ],
)
def test_their_stages_are_told_once_each_with_ours_in_them(project: Project, key: str, stages: dict[str, list[int]]) -> None:
    model = next(model for model in project.map.crosswalk if model.key == key)

    reading = read_as(model, overview(project), [])

    assert {theirs.name: [part.stage.number for part in theirs.parts] for theirs in reading.stages} == stages


@pytest.mark.parametrize("key", MODELS)
@pytest.mark.parametrize("slug", ["safer-places", "bridge-16-25", "family-circle"])
def test_every_answer_decision_and_move_stands_in_full_once(samples: list[Project], slug: str, key: str) -> None:
    project = Project.objects.samples().get(slug=slug)
    model = next(model for model in project.map.crosswalk if model.key == key)

    reading = read_as(model, overview(project), project.decisions.standing())

    parts = [part for theirs in reading.stages for part in theirs.parts] + list(reading.unplaced)
    entries = [entry for part in parts for entry in part.entries]
    in_full = [entry.question.key for entry in entries if not entry.first]
    assert sorted(in_full) == sorted(project.answers.values_list("key", flat=True))
    for entry in entries:
        places = [other for other in entries if other.question == entry.question]
        assert len(places) == 1 + len(entry.also) + bool(entry.first)
    decided = [made for theirs in reading.stages for made, first, _also in theirs.decisions if not first] + list(reading.unplaced_decisions)
    assert sorted(decision.number for decision in decided) == [1, 2, 3][: project.decisions.count()]
    assert [move.told.move.number for move in reading.moves] == list(project.moves.values_list("number", flat=True))


def test_what_is_placed_twice_says_so_and_what_has_no_place_is_listed_at_the_end(project: Project, amina: User, client_of: ClientOf) -> None:
    project.answer("des-1", "MARKER-TWICE", by=amina, seen=0)
    project.answer("gro-1", "MARKER-NOWHERE", by=amina, seen=0)
    project.answer("mob-2", "", by=amina, seen=0, because="MARKER-REASON")
    project.decide("designing", Deliberation("stay", "MARKER-DECIDED"), by=amina)
    project.move_to("growing", by=amina, reason="We began further on.")

    page = " ".join(client_of(amina).get(project.address("crosswalk", "nirn")).content.decode().split())

    assert "Our placing, approximate." in page
    assert [page.count(marker) for marker in ("MARKER-TWICE", "MARKER-NOWHERE", "MARKER-REASON", "MARKER-DECIDED")] == [1, 1, 1, 1]
    exploration, installation = page.split('id="theirs-1"')[1].split('id="theirs-2"')
    assert "MARKER-TWICE" in exploration
    assert "Also placed under Installation." in exploration
    assert "Placed here too; the answer stands in full under Exploration." in installation
    end = page.split('id="unplaced"')[1]
    assert ("MARKER-NOWHERE" in end, "has nothing that answers to these of our stages" in end) == (True, True)
    assert re.findall(r"<h3>([^<]+)</h3><p class=\"soft\">With us: On to Growing", page) == ["No match in this model"]


def test_the_journey_leads_there_and_going_back_is_one_press(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    journey = client.get(project.address("journey")).content.decode()
    shown = client.get(project.address("crosswalk", "nesta-spiral")).content.decode()

    assert [project.address("crosswalk", key) in journey for key in MODELS] == [True] * len(MODELS)
    assert "Show as: Nesta innovation spiral" in journey
    assert f'href="{project.address("journey")}"' in shown.split("<main")[1]


def test_samples_are_read_under_other_models_too_and_unknown_ones_are_not_found(samples: list[Project], client: Client) -> None:
    page = client.get("/samples/family-circle/crosswalk/double-diamond/")

    assert page.status_code == 200
    assert "312 children are known" in page.content.decode()
    assert client.get("/samples/family-circle/crosswalk/nothing/").status_code == 404
