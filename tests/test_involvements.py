"""Who was involved: groups by stage, what they changed, how they were told; and that none of it is lost."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from journey.log import tell
from journey.models import ChangedMeanwhile, Involvement, InvolvementVersion, Project, User
from journey.review.compose import compose
from journey.review.pdf import pdf
from journey.search import search
from tests.pdf_reader import read

type ClientOf = Callable[[User], Client]
PANEL: dict[str, Any] = {
    "stage": "mobilising",
    "group": "Carers’ panel",
    "part": "families",
    "how_many": 9,
    "day": date(2026, 3, 1),
    "until": date(2026, 4, 12),
    "asked": "How families should first hear of us.",
    "changed": "They wrote the first letter.",
    "told": "At the next meeting.",
}
SENT = {name: str(value) for name, value in PANEL.items()}
SMALL = "So small a number can point to someone."


def words(page: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page).split())


def test_the_short_form_of_the_list_takes_a_group_and_leads_back_to_the_list(project: Project, tom: User, client_of: ClientOf) -> None:
    short = {"stage": "mobilising", "group": " Carers’  panel ", "part": "families", "how_many": "9", "changed": "They wrote the first letter."}

    reply = client_of(tom).post(project.address("involvement-new"), short, follow=True)

    made = project.involvements.get()
    assert reply.redirect_chain == [(f"{project.address('involvements')}#{made.pk}", 302)]
    assert (made.group, made.about, made.made_by, made.version) == ("Carers’ panel", "Parents, carers and families; 9 people", tom, 1)
    page = words(reply.content.decode())
    assert "“Carers’ panel” is in the plan." in page
    assert "What they changed: They wrote the first letter. How they were told what became of it: not said yet." in page


def test_all_that_was_said_stands_in_the_plan_and_on_its_own_stage_alone(project: Project, amina: User, client_of: ClientOf) -> None:
    Involvement.add(project, PANEL, by=amina)

    pages = [
        words(client_of(amina).get(address).content.decode())
        for address in (project.address("involvements"), project.address("stage", "mobilising"), project.address("stage", "designing"))
    ]

    told = "Carers’ panel Parents, carers and families; 9 people; 1 March 2026 to 12 April 2026 Asked: How families should first hear of us."
    assert [told in page for page in pages] == [True, True, False]
    assert "Nobody is written down for this stage yet." in pages[2]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("stage", "", "Choose one of the stages"),
        ("stage", "finishing", "Choose one of the stages"),
        ("group", "  ", "Say which group was involved"),
        ("group", "a" * 201, "Ensure this value has at most 200 characters (it has 201)."),
        ("part", "", "Choose whose voice it is"),
        ("part", "children’s", "Choose whose voice it is"),
        ("how_many", "nine", "Write the number of people in figures, or leave it out"),
        ("how_many", "0", "Write the number of people in figures, or leave it out"),
        ("how_many", "100000", "Write the number of people in figures, or leave it out"),
        ("day", "soon", "Write the day as in 31/03/2027"),
        ("day", "2999-01-01", "This day is still to come"),
        ("day", "", "Give the day on which it began as well"),
        ("until", "2026-02-28", "This day is before the day on which it began"),
        ("changed", "a" * 1201, "This text is 1 character too long."),
    ],
)
def test_what_cannot_be_kept_is_said_twice_and_stays_in_its_box(
    project: Project, amina: User, client_of: ClientOf, field: str, value: str, message: str
) -> None:
    reply = client_of(amina).post(project.address("involvement-new"), SENT | {field: value})

    page = reply.content.decode()
    assert (reply.status_code, page.count(message)) == (422, 2)
    assert "At the next meeting." in page
    assert not Involvement.objects.exists()


@pytest.mark.parametrize(("how_many", "hinted"), [(4, True), (5, False), (None, False)])
def test_a_small_number_gets_a_calm_hint_for_those_who_write_and_is_kept(
    project: Project, amina: User, ruth: User, client_of: ClientOf, how_many: int | None, hinted: bool
) -> None:
    client_of(amina).post(project.address("involvement-new"), SENT | {"how_many": str(how_many or "")})

    assert project.involvements.get().how_many == how_many
    assert [SMALL in words(client_of(who).get(project.address("involvements")).content.decode()) for who in (amina, ruth)] == [hinted, False]


def test_what_may_identify_someone_is_pointed_out_to_those_who_write(project: Project, amina: User, ruth: User, client_of: ClientOf) -> None:
    Involvement.add(project, PANEL | {"asked": "Ask at LS6 3HN."}, by=amina)

    found = [client_of(who).get(project.address("involvements")).content.decode() for who in (amina, ruth)]

    assert ["This may identify a child or family: a postcode." in words(page) for page in found] == [True, False]


def test_every_earlier_text_is_kept_and_the_same_again_is_none(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    made = Involvement.add(project, PANEL, by=amina)
    address = project.address("involvement-edit", made.pk)

    client_of(tom).post(address, SENT | {"told": "By letter.", "seen": "1"})
    client_of(tom).post(address, SENT | {"told": "By letter.", "seen": "2"})

    page = words(client_of(amina).get(project.address("involvement", made.pk)).content.decode())
    assert list(InvolvementVersion.objects.values_list("number", "told", "by")) == [(1, "At the next meeting.", amina.pk), (2, "By letter.", tom.pk)]
    assert page.index("(as it stands now)") < page.rindex("By letter.") < page.index("At the next meeting.")


def test_of_two_who_change_it_at_once_the_second_sees_both_texts(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    made = Involvement.add(project, PANEL, by=amina)
    made.change(PANEL | {"told": "What Tom wrote."}, by=tom, seen=1)

    reply = client_of(amina).post(project.address("involvement-edit", made.pk), SENT | {"told": "What Amina wrote.", "seen": "1"})

    page = words(reply.content.decode())
    assert reply.status_code == 409
    assert page.index("As Tom Reid saved it") < page.index("What Tom wrote.") < page.index("As you have written it") < page.index("What Amina wrote.")
    assert 'name="seen" value="2"' in reply.content.decode()
    assert project.involvements.get().told == "What Tom wrote."


@pytest.mark.parametrize(
    ("pressed", "kept"),
    [
        ("", ["At the next meeting.", "What Tom wrote.", "What Amina wrote."]),
        ("theirs", ["At the next meeting.", "What Tom wrote.", "What Amina wrote.", "What Tom wrote."]),
    ],
)
def test_whichever_stands_the_other_is_kept(project: Project, amina: User, tom: User, client_of: ClientOf, pressed: str, kept: list[str]) -> None:
    made = Involvement.add(project, PANEL, by=amina)
    made.change(PANEL | {"told": "What Tom wrote."}, by=tom, seen=1)

    client_of(amina).post(project.address("involvement-edit", made.pk), SENT | {"told": "What Amina wrote.", "seen": "2", "do": pressed})

    assert project.involvements.get().told == kept[-1]
    assert list(made.versions.values_list("told", flat=True)) == kept


def test_a_change_that_another_overtook_changes_nothing(project: Project, amina: User, tom: User) -> None:
    late = Involvement.objects.get(pk=Involvement.add(project, PANEL, by=amina).pk)
    project.involvements.get().change(PANEL | {"told": "First."}, by=tom, seen=1)

    with pytest.raises(ChangedMeanwhile) as told:
        late.change(PANEL | {"told": "Second."}, by=amina, seen=1)

    assert (str(told.value.now), told.value.now.changed_by) == ("Carers’ panel", tom)
    assert list(InvolvementVersion.objects.values_list("told", flat=True)) == ["At the next meeting.", "First."]


def test_taken_out_it_is_shown_nowhere_but_can_be_read(project: Project, amina: User, client_of: ClientOf) -> None:
    made = Involvement.add(project, PANEL, by=amina)
    client = client_of(amina)

    client.post(project.address("involvement-remove", made.pk))

    assert "They wrote the first letter." not in client.get(project.address("involvements")).content.decode()
    assert "They wrote the first letter." not in client.get(project.address("stage", "mobilising")).content.decode()
    assert "They wrote the first letter." in client.get(project.address("involvement", made.pk)).content.decode()
    assert "taken out by Amina Rahman" in words(client.get(project.address("involvement", made.pk)).content.decode())
    assert (compose(project).involvements, search([project], "letter", at_most=5)) == ((), [])


def test_the_log_tells_of_each_step_and_holds_no_text(project: Project, amina: User) -> None:
    made = Involvement.add(project, PANEL, by=amina)
    made.change(PANEL | {"how_many": 8}, by=amina, seen=1)
    made.remove(by=amina)
    made.remove(by=amina)

    events = list(project.events.order_by("-sequence")[:3])

    assert [line.words for line in tell(project, events)] == [
        "took out of who was involved: Carers’ panel",
        "changed what is said of who was involved: Carers’ panel",
        "wrote down who was involved: Carers’ panel",
    ]
    assert {(event.object_id, event.key, event.stage) for event in events} == {(str(made.pk), "", "mobilising")}


def test_search_finds_it_and_leads_to_its_page(project: Project, amina: User) -> None:
    made = Involvement.add(project, PANEL, by=amina)

    (hit,) = search([project], "letter", at_most=5)

    assert (hit.kind, hit.place.title, hit.place.stage) == ("Who was involved", "Carers’ panel", "Mobilising")
    assert hit.place.href == project.address("involvement", made.pk)


def test_the_review_says_who_was_involved_in_the_order_of_the_stages(project: Project, amina: User) -> None:
    Involvement.add(project, PANEL | {"stage": "designing", "group": "Practitioners", "part": "practitioners", "told": ""}, by=amina)
    Involvement.add(project, PANEL, by=amina)

    text = " ".join(read(pdf(compose(project))).text.split())

    assert [told.group for told in compose(project).involvements] == ["Carers’ panel", "Practitioners"]
    assert text.index("Voice and influence") < text.index("Carers’ panel") < text.index("They wrote the first letter.") < text.index("Practitioners;")
    assert "How they were told what became of it: not said." in text


def test_the_review_keeps_its_chapter_on_voice_when_nobody_was_involved(project: Project) -> None:
    text = " ".join(read(pdf(compose(project))).text.split())

    assert "Voice and influence The team has not written down yet who among children, families and practitioners was involved." in text


@pytest.mark.parametrize(
    "wrong",
    [
        {"group": ""},
        {"stage": ""},
        {"part": "somebody"},
        {"how_many": 0},
        {"until": date(2026, 2, 1)},
        {"day": None},
        {"told": "a" * 1201},
    ],
)
def test_the_database_refuses_what_no_form_lets_through(project: Project, amina: User, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Involvement.add(project, PANEL | wrong, by=amina)

    assert not Involvement.objects.exists()


def test_a_sample_shows_its_lines_to_everyone_and_offers_nothing_to_change(samples: list[Project], client: Client) -> None:
    reply = client.get("/samples/family-circle/involvement/")

    page = reply.content.decode()
    assert (reply.status_code, "They wrote the first letter" in page, "/edit/" in page, "<form" in page) == (200, True, False, False)


def test_a_group_in_hindsight_is_of_today_at_the_latest(project: Project, amina: User, client_of: ClientOf) -> None:
    client_of(amina).post(project.address("involvement-new"), SENT | {"day": timezone.localdate().isoformat(), "until": ""})

    assert project.involvements.get().day == timezone.localdate()
