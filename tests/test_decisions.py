"""Recording a decision, its conditions, and correcting it."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from journey.log import tell
from journey.loose_ends import loose_ends
from journey.models import Decision, DecisionCondition, Project, User
from journey.models.decision import AlreadyCorrected, Deliberation, Terms
from journey.models.sign import Heard
from journey.options import ASKED, QUESTIONS, SAYS
from journey.overview import overview
from journey.review.compose import compose

type ClientOf = Callable[[User], Client]

SAID = {
    "option": "move-on-with-conditions",
    "reason": "The need is agreed.",
    "options": "Waiting for health.",
    "detail-carries-over": "Four young people wait to hear from us.",
    "role_1": "Sponsor",
    "count_1": "1",
    "role_2": "Young advisers",
    "count_2": "2",
    "dissent": "One partner would have waited.",
    "condition_1_text": "Health names hours.",
    "condition_1_owner_words": "Health’s deputy",
    "condition_1_due": "2027-03-01",
    "condition_2_text": "A plan for testing is written.",
    "ethical": "Yes, with paid advisers.",
    "feasible": "Yes, until March.",
    "look_again": "2027-06-01",
}


def words(reply: Any) -> str:
    return " ".join(reply.content.decode().split())


def new_at(project: Project, stage: str = "mobilising") -> str:
    return project.address("decision-new", stage)


def post(client: Client, address: str, **said: str) -> Any:
    return client.post(address, {"day": timezone.localdate().isoformat()} | said)


def test_a_decision_stands_as_a_dated_statement_with_everything_that_was_said(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    client = client_of(tom)
    owner = {"condition_2_owner": str(project.memberships.get(user=tom).code)}

    page = words(post_and_follow(client, new_at(project), **SAID, **owner))

    assert f"On {timezone.localdate():%-d %B %Y} we decided to move on from Mobilising, with conditions." in page
    for said in ("The need is agreed.", "Waiting for health.", "Four young people wait", "Sponsor (1)", "Young advisers (2)"):
        assert said in page
    for said in ("One partner would have waited.", "Yes, with paid advisers.", "Yes, until March.", "1 June 2027", "Tom Reid, "):
        assert said in page
    assert "Health’s deputy. By 1 March 2027" in page
    assert re.findall(r'<ul class="signs">.*?<span>(\w+)</span>.*?<p>(.*?)</p>', page) == [("Open", "Health names hours.")]
    assert [(condition.text, condition.who) for condition in project.decisions.get().conditions.all()] == [
        ("Health names hours.", "Health’s deputy"),
        ("A plan for testing is written.", "Tom Reid"),
    ]


def post_and_follow(client: Client, address: str, **said: str) -> Any:
    return client.post(address, {"day": timezone.localdate().isoformat()} | said, follow=True)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"option": "stay", "reason": "  "}, "Say why, in a sentence or two"),
        ({"option": "", "reason": "Because."}, "Choose what was decided"),
        ({"option": "go-back", "reason": "Because."}, "Choose what was decided"),
        ({"option": "move-on-with-conditions", "reason": "Because."}, "Write at least one condition, or choose “Move on”"),
        ({"option": "stay", "reason": "Because.", "condition_3_due": "2027-03-01"}, "Say what the condition is"),
        ({"option": "stay", "reason": "Because.", "count_2": "3"}, "Say in which role they took part"),
        ({"option": "stay", "reason": "Because.", "detail-restart": "Money."}, "This belongs to another decision."),
        ({"option": "stay", "reason": "a" * 2001}, "This text is 1 character too long."),
        ({"option": "stay", "reason": "Because.", "day": "2999-01-01"}, "This day is still to come"),
        ({"option": "stay", "reason": "Because.", "day": "0202-05-04"}, "Give the year in full, such as 2027"),
        ({"option": "stay", "reason": "Because.", "look_again": "soon"}, "Write the day as in 31/03/2027"),
        ({"option": "stay", "reason": "Because.", "look_again": "2020-01-01"}, "This day is before the day on which it was decided"),
        ({"option": "stay", "reason": "Because.", "role_1": "Sponsor", "count_1": "0"}, "Write how many took part in figures, or leave it out"),
        ({"option": "stay", "reason": "Because.", "role_1": "Sponsor", "count_1": "two"}, "Write how many took part in figures, or leave it out"),
        ({"option": "stay", "reason": "Because.", "look_again": "0202-05-04"}, "Give the year in full, such as 2027"),
    ],
)
def test_a_decision_that_cannot_be_recorded_says_why_twice_and_keeps_what_was_typed(
    project: Project, amina: User, client_of: ClientOf, said: dict[str, str], message: str
) -> None:
    typed = {"dissent": "MARKER one disagreed.", "condition_5_text": "MARKER five."} if "conditions" not in said["option"] else {}

    reply = post(client_of(amina), new_at(project), condition_rows="5", **(typed | said))

    page = words(reply)
    assert reply.status_code == 422
    assert page.count(message) == 2
    assert [text in page for text in typed.values()] == [True] * len(typed)
    assert said["reason"].strip() in page
    assert "<title>Error: " in page
    assert not project.decisions.exists()


def test_going_back_asks_to_which_stage(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    refused = post(client, new_at(project, "developing"), option="go-back", reason="Evening groups failed.")
    page = words(post_and_follow(client, new_at(project, "developing"), option="go-back", reason="It failed.", to_stage="designing"))

    assert words(refused).count("Choose the stage to go back to") == 2
    assert "we decided to go back from Developing to Designing." in page


def test_more_rows_keep_what_was_typed_and_record_nothing(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    page = post(client, new_at(project), **SAID, more="condition_rows", party_rows="2", condition_rows="5").content.decode()

    assert not project.decisions.exists()
    assert ("condition_8_text" in page, "condition_9_text" in page, "role_3" in page) == (True, False, False)
    assert [text in page for text in ("Health names hours.", "One partner would have waited.", 'value="2027-03-01"', "The need is agreed.")] == [
        True
    ] * 4
    eighth = post(client, new_at(project), **SAID, condition_8_text="The eighth.", party_rows="5", condition_rows="8")
    assert eighth.status_code == 302
    assert [condition.text for condition in project.decisions.get().conditions.all()][-1] == "The eighth."


@pytest.mark.parametrize("rows", ["-1", "9999999", "x", "٣"])
def test_a_number_of_rows_that_nobody_could_ask_for_is_kept_within_reason(project: Project, amina: User, client_of: ClientOf, rows: str) -> None:
    page = post(client_of(amina), new_at(project), option="", reason="", condition_rows=rows).content.decode()

    assert "condition_2_text" in page
    assert "condition_31_text" not in page


def test_each_stage_offers_its_own_options_and_no_others(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    for stage in project.map.stages:
        page = client.get(new_at(project, stage.key)).content.decode()
        assert re.findall(r'name="option" value="([^"]+)"', page) == list(stage.decisions)
    assert post(client, new_at(project), option="hand-over", reason="Because.").status_code == 422
    with pytest.raises(ValueError, match="hand-over"):
        project.decide("mobilising", Deliberation("hand-over", "Because."), by=amina)


def test_every_option_of_the_map_has_its_own_questions_and_its_sentence(project: Project) -> None:
    options = {option.key for option in project.map.decisions}

    assert options == set(ASKED) == set(SAYS)
    assert {key for keys in ASKED.values() for key in keys} == set(QUESTIONS)


def test_a_correction_asks_why_and_leaves_the_first_record_readable(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    client = client_of(amina)
    post(client, new_at(project), **SAID)
    first = project.decisions.get()
    address = project.address("decision-correct", first.pk)
    form = client.get(address).content.decode()

    refused = post(client, address, **SAID, because=" ")
    page = words(post_and_follow(client, address, **SAID | {"reason": "The need is agreed by all."}, because="Health was left out."))

    assert [said in form for said in ("The need is agreed.", "Young advisers", "Health names hours.", "Four young people wait")] == [True] * 4
    assert (refused.status_code, words(refused).count("Say what was wrong in the first record")) == (422, 2)
    assert "Because:</strong> <p>Health was left out.</p>" in page
    second = project.decisions.get(number=2)
    old = words(client.get(first.get_absolute_url()))
    assert "The need is agreed.</p>" in old
    assert f"Corrected on {timezone.localdate():%-d %B %Y}." in old
    assert second.get_absolute_url() in old
    assert "Health was left out." in old
    assert "Correct this decision" not in old
    listed = words(client.get(project.address("decisions")))
    assert "because: Health was left out." in listed


def test_a_record_is_corrected_once_and_the_second_loses_nothing(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    first = project.decide("mobilising", Deliberation("stay", "More time."), by=amina)
    project.correct_decision(first, Deliberation("stay", "More time, by Tom."), because="A word.", by=tom)

    reply = post(client_of(amina), project.address("decision-correct", first.pk), option="stay", reason="MARKER mine.", because="MARKER why.")

    page = words(reply)
    assert reply.status_code == 409
    assert "Tom Reid has corrected this record already" in page
    assert ("MARKER mine." in page, "MARKER why." in page) == (True, True)
    assert project.decisions.count() == 2
    with pytest.raises(AlreadyCorrected):
        project.correct_decision(first, Deliberation("stay", "Again."), because="Again.", by=amina)


def test_in_a_correction_a_condition_goes_on_as_it_stood(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)
    post(client, new_at(project), **SAID)
    first = project.decisions.get()
    kept, other = first.conditions.all()
    kept.settle("met", note="Eight hours a week.", by=amina)
    was = {"condition_1_was": str(kept.pk), "condition_2_was": str(other.pk)}

    post(client, project.address("decision-correct", first.pk), **SAID, **was, because="A wrong day.")

    again = project.decisions.get(number=2).conditions.all()
    assert [(one.state, [change.note for change in one.changes.all()]) for one in again] == [("met", ["Eight hours a week."]), ("open", [])]


def test_a_condition_is_open_then_met_or_dropped_and_how_it_stood_is_kept(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    decision = project.decide("mobilising", Deliberation("stay", "Because.", conditions=(Terms("Housing names someone."),)), by=amina)
    client = client_of(tom)
    address = project.address("decision-condition", decision.pk, decision.conditions.get().pk)

    client.post(address, {"state": "met", "note": "Named in May."})
    refused = client.post(address, {"state": "dropped", "note": " "})
    page = words(client.post(address, {"state": "dropped", "note": "Housing left."}, follow=True))

    assert (refused.status_code, words(refused).count("Say why it is dropped")) == (422, 2)
    assert "<span>Dropped</span>" in page
    assert "Housing left." in page
    assert "Met, " in page
    assert "Named in May." in page


def test_a_condition_of_a_corrected_record_is_told_where_it_stands_now(project: Project, amina: User, client_of: ClientOf) -> None:
    first = project.decide("mobilising", Deliberation("stay", "Because.", conditions=(Terms("Housing names someone."),)), by=amina)
    project.correct_decision(first, Deliberation("stay", "Because of money."), because="A word.", by=amina)

    reply = client_of(amina).post(
        project.address("decision-condition", first.pk, first.conditions.get().pk), {"state": "met", "note": "MARKER named."}
    )

    assert (reply.status_code, "MARKER named." in words(reply)) == (409, True)
    assert "its conditions stand in the correction now" in words(reply)
    assert DecisionCondition.objects.get().state == "open"


def test_an_open_condition_past_its_day_says_so_in_words(project: Project, amina: User, client_of: ClientOf) -> None:
    due = timezone.localdate() - timedelta(days=3)
    terms = (Terms("Late.", due=due), Terms("Today.", due=timezone.localdate()))
    decision = project.decide("mobilising", Deliberation("stay", "Because.", conditions=terms), by=amina)

    page = words(client_of(amina).get(decision.get_absolute_url()))

    assert page.count("overdue by 3 days") == page.count("overdue") == 1


def test_a_move_is_offered_from_its_decision_with_the_reason_filled_in_and_holds_it(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)
    page = post_and_follow(client, new_at(project), **SAID).content.decode()
    decision = project.decisions.get()
    link = re.search(r'href="([^"]+\?to=[^"]+)">Move to (\w+ ?\w*)', page)
    assert link is not None
    form = client.get(link[1].replace("&amp;", "&")).content.decode()

    client.post(project.address("move"), {"to": "designing", "reason": "The need is agreed.", "decision": str(decision.pk), "seen": "1"})

    assert link[2] == "Designing"
    assert "The need is agreed.</textarea>" in form
    assert "Four young people wait to hear from us.</textarea>" in form
    assert f'name="decision" value="{decision.pk}"' in form
    assert re.search(r'value="designing"[^>]* checked', form)
    assert project.moves.get(number=2).decision == decision
    assert "On to Designing" in client.get(decision.get_absolute_url()).content.decode().split('id="followed"')[1]
    assert decision.get_absolute_url() in client.get(project.address("journey")).content.decode()


@pytest.mark.parametrize("sent", ["x", "7b0b0c1e-0000-4000-8000-000000000000", "theirs"])
def test_a_move_takes_no_decision_that_is_not_its_projects(project: Project, amina: User, owen: User, client_of: ClientOf, sent: str) -> None:
    other = Project.objects.start(by=owen, name="Another")
    theirs = other.decide("mobilising", Deliberation("stay", "MARKER secret."), by=owen)
    ident = str(theirs.pk) if sent == "theirs" else sent

    page = client_of(amina).get(f"{project.address('move')}?to=designing&decision={ident}").content.decode()
    client_of(amina).post(project.address("move"), {"to": "designing", "reason": "On.", "decision": ident, "seen": "1"})

    assert "MARKER" not in page
    assert project.moves.get(number=2).decision is None


@pytest.mark.parametrize(
    ("option", "offered"), [("pause", "Pause the project"), ("stop", "Stop, and close well"), ("stay", ""), ("move-on", "Move to Designing")]
)
def test_what_is_offered_next_follows_from_the_option(project: Project, amina: User, client_of: ClientOf, option: str, offered: str) -> None:
    decision = project.decide("mobilising", Deliberation(option, "Because."), by=amina)

    page = client_of(amina).get(decision.get_absolute_url()).content.decode()

    assert re.findall(r'<a class="button" href="[^"]+">([^<]+)</a>', page) == ([offered] if offered else [])


def test_what_was_decided_comes_first_of_what_is_next_until_it_is_done(project: Project, amina: User, leila: User, client_of: ClientOf) -> None:
    decision = project.decide("mobilising", Deliberation("move-on", "The need is agreed."), by=amina)

    def first(reader: User) -> tuple[str, str]:
        page = client_of(reader).get(project.address()).content.decode()
        link = re.search(r'<li><a href="([^"]+)">(.*?)</a>', page.split('id="whatnext"')[1].split("</ol>")[0])
        assert link is not None
        return link[1], link[2]

    before, to_leila = first(amina), first(leila)
    project.move_to("designing", reason="The need is agreed.", decision=decision, by=amina)

    href = f"{project.address('move')}?to=designing&amp;decision={decision.pk}"
    assert before == (href, "Move to Designing, as you decided")
    assert [to_leila[1], first(amina)[1]] == [project.map.question(key).text for key in ("mob-1", "des-1")]


def test_a_decision_that_was_followed_or_that_the_path_has_left_behind_offers_nothing_more(
    project: Project, amina: User, client_of: ClientOf
) -> None:
    said = Deliberation("move-on", "The need is agreed.", day=timezone.localdate() - timedelta(days=90))
    followed, left_behind = (project.decide("mobilising", said, by=amina) for _times in range(2))
    decisions = [followed, left_behind]

    def offered() -> list[bool]:
        return ["Move to Designing" in client_of(amina).get(decision.get_absolute_url()).content.decode() for decision in decisions]

    before = offered()
    project.move_to("designing", reason="The need is agreed.", decision=followed, by=amina)
    project.move_to("developing", reason="The plan is made.", by=amina)
    decisions.append(project.correct_decision(followed, said, by=amina, because="A word."))

    assert (before, offered()) == ([True, True], [False, False, False])


def test_what_is_open_is_said_before_deciding_and_moving_and_stops_nobody(project: Project, amina: User, client_of: ClientOf) -> None:
    stage = project.map.stage("mobilising")
    for question in stage.questions[2:]:
        project.answer(question.key, "An answer.", by=amina, seen=0)
    project.read_signs(stage, {"mob-ready-1": Heard("not-yet"), "mob-ready-2": Heard("partly"), "mob-ready-3": Heard("yes")}, by=amina)
    project.decide("mobilising", Deliberation("stay", "Because.", conditions=(Terms("One."),)), by=amina)
    client = client_of(amina)
    told = (
        "2 questions in Mobilising have no answer. 1 sign of being ready stands at “not yet”. 1 sign stands at “partly”. "
        "1 condition of an earlier decision is open."
    )

    pages = [words(client.get(address)) for address in (new_at(project), project.address("move"))]

    assert " ".join(loose_ends(project, overview(project), stage)) == told
    assert [f"{told} You can still {verb}." in page for page, verb in zip(pages, ("decide", "move"), strict=True)] == [True, True]
    assert post(client, new_at(project), option="move-on", reason="All the same.").status_code == 302


def test_a_commenter_reads_a_decision_and_changes_nothing(project: Project, amina: User, leila: User, client_of: ClientOf) -> None:
    decision = project.decide("mobilising", Deliberation("stay", "Because.", conditions=(Terms("One."),)), by=amina)
    client = client_of(leila)

    page = client.get(decision.get_absolute_url()).content.decode()

    assert "Because." in page
    assert not re.search("Correct this decision|Say how it stands|<textarea", page)
    refused = post(client, project.address("decision-correct", decision.pk), option="stay", reason="MARKER kept to copy.")
    assert (refused.status_code, "MARKER kept to copy." in refused.content.decode()) == (403, True)


def test_a_decision_is_read_in_the_review_with_dissent_and_how_its_conditions_stand(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)
    post(client, new_at(project), **SAID)
    first = project.decisions.get()
    first.conditions.first().settle("met", note="Eight hours.", by=amina)  # type: ignore[union-attr]  # there are two

    page = words(client.get(project.address("review")))

    for said in (
        "we decided to move on from Mobilising, with conditions.",
        "Who disagreed, and why:</strong> <p>One partner would have waited.",
        "Sponsor (1); Young advisers (2).",
        "<strong>Met:</strong> Health names hours. Health’s deputy, by 1 March 2027.",
        "Eight hours.",
        "<strong>Open:</strong> A plan for testing is written.",
    ):
        assert said in page
    project.correct_decision(first, Deliberation("stay", "More time."), because="Wrong option.", by=amina)
    told = compose(project).decisions
    assert [(one.number, one.option, one.corrected_because) for one in told] == [(2, "Stay and keep working", "Wrong option.")]


def test_the_log_tells_of_decisions_conditions_signs_and_standing_without_their_words(project: Project, amina: User) -> None:
    stage = project.map.stage("mobilising")
    first = project.decide("mobilising", Deliberation("stay", "Because.", conditions=(Terms("One."),)), by=amina)
    first.conditions.get().settle("met", note="Done.", by=amina)
    project.correct_decision(first, Deliberation("pause", "Because of money."), because="Wrong.", by=amina)
    project.read_signs(stage, {"mob-ready-3": Heard("yes")}, by=amina)
    project.stand("paused", by=amina, reason="No money.")

    told = [line.words for line in tell(project, list(project.events.select_related("by").order_by("-sequence")))][:5]

    assert told == [
        "paused the project",
        "said how a sign of being ready stands: Named sponsor and lead",
        "corrected the record of a decision in Mobilising: Pause",
        "said that a condition of a decision in Mobilising is met",
        "recorded a decision in Mobilising: Stay and keep working",
    ]


def test_the_database_itself_refuses_records_that_make_no_sense(project: Project, amina: User) -> None:
    first = project.decide("mobilising", Deliberation("stay", "Because.", conditions=(Terms("One."),)), by=amina)
    made = {"project": project, "stage": "mobilising", "day": date(2027, 1, 11), "by": amina}

    for wrong in (
        {"number": 1, "option": "stay", "reason": "x"},
        {"number": 2, "option": "stay", "reason": ""},
        {"number": 2, "option": "stay", "reason": "x" * 2001},
        {"number": 2, "option": "go-back", "reason": "x"},
        {"number": 2, "option": "stay", "reason": "x", "to_stage": "designing"},
        {"number": 2, "option": "stay", "reason": "x", "corrects": first},
        {"number": 2, "option": "stay", "reason": "x", "correction_because": "x"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.create(**made, **wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        first.conditions.get().changes.create(state="dropped", by=amina)
    with pytest.raises(IntegrityError), transaction.atomic():
        first.parties.create(position=1, role="")


def test_a_project_with_decisions_can_be_purged(project: Project, amina: User) -> None:
    first = project.decide("mobilising", Deliberation("move-on", "Because."), by=amina)
    owner = project.memberships.get(user=amina)
    second = project.correct_decision(
        first, Deliberation("move-on", "Because of all.", conditions=(Terms("One.", owner=owner),)), because="Wrong.", by=amina
    )
    project.move_to("designing", by=amina, reason="On.", decision=second)
    project.stand("paused", by=amina, reason="Money.", decision=second)
    Project.objects.filter(pk=project.pk).update(binned_at=timezone.now() - timedelta(days=31))

    project.purge()

    assert not Project.objects.filter(pk=project.pk).exists()
    assert not Decision.objects.exists()
