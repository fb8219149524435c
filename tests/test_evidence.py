"""Evidence: what is said of it, what cites it, and that none of it is lost."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from journey.evidence import cited, evidence_facts
from journey.log import tell
from journey.models import ChangedMeanwhile, Citation, Described, Evidence, EvidenceVersion, Project, User
from journey.overview import overview
from journey.review.compose import compose
from journey.review.pdf import pdf
from tests.pdf_reader import read

type ClientOf = Callable[[User], Client]
SURVEY = Described("Survey of carers", "survey", date(2026, 1, 5), "Shared drive, Evaluation/2027", "https://juniper.example/survey", "Less strain.")
SENT = {"title": "Survey of carers", "type": "survey", "day": "2026-01-05", "held": "Shared drive", "link": "", "note": "Less strain."}


def words(page: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page).split())


def test_evidence_is_added_beside_an_answer_and_cited_in_one_go(project: Project, amina: User, client_of: ClientOf) -> None:
    reply = client_of(amina).post(project.address("evidence-new") + "?answer=mob-1", SENT)

    made = project.evidence.get()
    assert (reply.status_code, reply["Location"]) == (302, project.address("stage", "mobilising") + "#mob-1")
    assert made.said == Described("Survey of carers", "survey", date(2026, 1, 5), "Shared drive", "", "Less strain.")
    assert (made.version, made.made_by, [(one.answer.key, one.by) for one in made.citations.all() if one.answer]) == (1, amina, [("mob-1", amina)])


def test_evidence_added_to_the_list_is_cited_by_nothing(project: Project, amina: User, client_of: ClientOf) -> None:
    reply = client_of(amina).post(project.address("evidence-new"), SENT, follow=True)

    assert reply.redirect_chain == [(f"{project.address('evidence')}#{project.evidence.get().pk}", 302)]
    assert "Nothing cites it yet." in reply.content.decode()
    assert not Citation.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title", "  ", "Give it a title"),
        ("title", "a" * 201, "Ensure this value has at most 200 characters (it has 201)."),
        ("type", "", "Choose what kind of evidence it is"),
        ("type", "proof", "Choose what kind of evidence it is"),
        ("day", "soon", "Write the day as in 31/03/2027"),
        ("day", "2999-01-01", "This day is still to come"),
        ("day", "0027-01-01", "Give the year in full, such as 2027"),
        ("link", "javascript:alert(1)", "Write the link in full, beginning with https:// or http://, or leave it out"),
        ("link", "JavaScript://juniper.example/%0Aalert(1)", "Write the link in full, beginning with https:// or http://, or leave it out"),
        ("link", "data:text/html,x", "Write the link in full, beginning with https:// or http://, or leave it out"),
        ("link", "ftp://juniper.example/x", "Write the link in full, beginning with https:// or http://, or leave it out"),
        ("link", "www.juniper.example", "Write the link in full, beginning with https:// or http://, or leave it out"),
        ("link", "https://", "Write the link in full, beginning with https:// or http://, or leave it out"),
        ("link", "https://[broken", "Write the link in full, beginning with https:// or http://, or leave it out"),
        ("link", 'https://x.example/"><b>', "Write the link in full, beginning with https:// or http://, or leave it out"),
        ("link", "https://amina:secret@juniper.example/", "Take the name and password out of the link"),
        ("note", "a" * 1001, "This text is 1 character too long."),
    ],
)
def test_what_cannot_be_kept_is_said_twice_and_stays_in_its_box(
    project: Project, amina: User, client_of: ClientOf, field: str, value: str, message: str
) -> None:
    reply = client_of(amina).post(project.address("evidence-new"), SENT | {field: value})

    page = reply.content.decode()
    assert reply.status_code == 422
    assert page.count(message) == 2
    assert "Less strain." in page or field == "note"
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("link", ["https://juniper.example/a?b=1#c", "HTTP://intranet/evaluation", "https://juniper.example:8443/x_(1)", ""])
def test_links_of_the_web_are_kept_also_to_hosts_of_a_councils_own_network(project: Project, amina: User, client_of: ClientOf, link: str) -> None:
    client_of(amina).post(project.address("evidence-new"), SENT | {"link": link})

    assert project.evidence.get().link == link.replace("HTTP", "http")


def test_nothing_but_the_title_and_the_kind_is_needed(project: Project, amina: User, client_of: ClientOf) -> None:
    client_of(amina).post(project.address("evidence-new"), {"title": " What  carers said ", "type": "voice"})

    assert project.evidence.get().said == Described("What carers said", "voice")


def test_every_earlier_text_is_kept_and_can_be_read(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    made = project.add_evidence(SURVEY, by=amina)
    address = project.address("evidence-edit", made.pk)

    reply = client_of(tom).post(address, SENT | {"note": "More strain.", "seen": "1"})

    page = words(client_of(amina).get(project.address("evidence-item", made.pk)).content.decode())
    assert reply["Location"] == f"{project.address('evidence')}#{made.pk}"
    assert project.evidence.get().note == "More strain."
    assert list(EvidenceVersion.objects.values_list("number", "note", "by")) == [(1, "Less strain.", amina.pk), (2, "More strain.", tom.pk)]
    assert page.index("(as it stands now)") < page.rindex("More strain.") < page.index("Less strain.")


def test_the_same_again_is_no_new_version(project: Project, amina: User) -> None:
    made = project.add_evidence(SURVEY, by=amina)

    made.change(SURVEY, by=amina, seen=0)

    assert (made.version, EvidenceVersion.objects.count()) == (1, 1)


def clash(project: Project, amina: User, tom: User) -> tuple[Evidence, str]:
    made = project.add_evidence(SURVEY, by=amina)
    made.change(replace(SURVEY, note="What Tom wrote."), by=tom, seen=1)
    return made, project.address("evidence-edit", made.pk)


def test_of_two_who_change_it_at_once_the_second_sees_both_texts(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    made, address = clash(project, amina, tom)

    reply = client_of(amina).post(address, SENT | {"note": "What Amina wrote.", "seen": "1"})

    page = words(reply.content.decode())
    assert reply.status_code == 409
    assert "Tom Reid changed this" in page
    assert page.index("As Tom Reid saved it") < page.index("What Tom wrote.") < page.index("As you have written it") < page.index("What Amina wrote.")
    assert 'name="seen" value="2"' in reply.content.decode()
    assert Evidence.objects.get(pk=made.pk).note == "What Tom wrote."


@pytest.mark.parametrize(
    ("pressed", "stands", "kept"),
    [
        ("", "What Amina wrote.", ["Less strain.", "What Tom wrote.", "What Amina wrote."]),
        ("theirs", "What Tom wrote.", ["Less strain.", "What Tom wrote.", "What Amina wrote.", "What Tom wrote."]),
    ],
)
def test_whichever_stands_the_other_is_kept(
    project: Project, amina: User, tom: User, client_of: ClientOf, pressed: str, stands: str, kept: list[str]
) -> None:
    made, address = clash(project, amina, tom)

    client_of(amina).post(address, SENT | {"note": "What Amina wrote.", "seen": "2", "do": pressed})

    assert Evidence.objects.get(pk=made.pk).note == stands
    assert list(made.versions.values_list("note", flat=True)) == kept


def test_a_change_begun_from_an_older_version_changes_nothing(project: Project, amina: User, tom: User) -> None:
    made = project.add_evidence(SURVEY, by=amina)
    late = Evidence.objects.get(pk=made.pk)
    made.change(replace(SURVEY, note="First."), by=tom, seen=1)

    with pytest.raises(ChangedMeanwhile) as told:
        late.change(replace(SURVEY, note="Second."), by=amina, seen=1)

    assert (told.value.now.note, told.value.now.changed_by) == ("First.", tom)
    assert list(EvidenceVersion.objects.values_list("note", flat=True)) == ["Less strain.", "First."]


def test_what_is_in_the_list_can_be_cited_by_an_answer_and_taken_off(project: Project, amina: User, client_of: ClientOf) -> None:
    first, second, third = (project.add_evidence(Described(title, "data"), by=amina) for title in ("First", "Second", "Third"))
    client, address = client_of(amina), project.address("answer-evidence", "mob-2")

    client.post(address, {"evidence": [str(first.pk), str(second.pk)]})

    assert set(Citation.objects.values_list("evidence", "answer__key")) == {(first.pk, "mob-2"), (second.pk, "mob-2")}
    page = client.get(address).content.decode()
    assert f'value="{third.pk}"' in page
    assert f'value="{first.pk}"' not in page

    client.post(project.address("answer-evidence-off", "mob-2", first.pk))

    assert list(Citation.objects.values_list("evidence", flat=True)) == [second.pk]


def test_citing_does_not_touch_an_answer_or_what_is_being_typed(project: Project, amina: User) -> None:
    project.answer("mob-1", "One.", by=amina, seen=0)

    project.add_evidence(SURVEY, by=amina, answer=project.answers.of(project, "mob-1"))

    assert project.answer("mob-1", "Two.", by=amina, seen=1).version == 2


def test_citing_twice_is_citing_once(project: Project, amina: User) -> None:
    made = project.add_evidence(SURVEY, by=amina)

    for _time in range(2):
        project.cite([made], answer=project.answers.of(project, "mob-1"), by=amina)

    assert Citation.objects.count() == 1


def test_evidence_of_another_project_cannot_be_cited(project: Project, amina: User, client_of: ClientOf) -> None:
    theirs = Project.objects.start(by=amina, name="Other").add_evidence(SURVEY, by=amina)
    project.add_evidence(Described("Ours", "data"), by=amina)
    client = client_of(amina)

    answered = client.post(project.address("answer-evidence", "mob-1"), {"evidence": [str(theirs.pk)]})
    moved = client.post(project.address("move"), {"to": "designing", "reason": "Why.", "evidence": [str(theirs.pk)]})

    assert (answered.status_code, moved.status_code) == (422, 422)
    assert not Citation.objects.exists()
    assert client.post(project.address("answer-evidence-off", "mob-1", theirs.pk)).status_code == 404


def test_a_move_cites_evidence_and_keeps_it(project: Project, amina: User, client_of: ClientOf) -> None:
    made = project.add_evidence(SURVEY, by=amina)
    client = client_of(amina)
    assert "Survey of carers (Survey or interviews, 5 January 2026)" in client.get(project.address("move")).content.decode()

    client.post(project.address("move"), {"to": "designing", "reason": "Partners agreed.", "evidence": [str(made.pk)], "seen": "1"})

    journey = client.get(project.address("journey")).content.decode()
    listed = client.get(project.address("evidence")).content.decode()
    assert f'href="{project.address("evidence")}#{made.pk}"' in journey.split('id="move-2"')[1]
    assert f'href="{project.address("journey")}#move-2"' in listed
    assert "On to Designing, " in words(listed)


def test_what_a_move_cites_is_not_said_of_a_question_that_nobody_answered(project: Project, amina: User, client_of: ClientOf) -> None:
    made = project.add_evidence(SURVEY, by=amina)
    project.move_to("designing", by=amina, reason="Partners agreed.", evidence=[made])

    page = client_of(amina).get(project.address("answer-evidence", "mob-1")).content.decode()

    assert "What the answer cites" not in page
    assert f'value="{made.pk}"' in page


def test_without_evidence_a_move_asks_for_none(project: Project, amina: User, client_of: ClientOf) -> None:
    project.add_evidence(SURVEY, by=amina).remove(by=amina)

    page = client_of(amina).get(project.address("move")).content.decode()

    assert 'name="evidence"' not in page


def test_a_move_that_is_not_made_cites_nothing(project: Project, amina: User) -> None:
    made = project.add_evidence(SURVEY, by=amina)

    with pytest.raises(Exception, match="mobilising"):
        project.move_to("mobilising", by=amina, reason="Again.", evidence=[made])

    assert not Citation.objects.exists()


def test_taken_out_of_the_list_it_stays_where_it_is_cited_and_cannot_be_cited_again(project: Project, amina: User, client_of: ClientOf) -> None:
    project.answer("mob-1", "One.", by=amina, seen=0)
    made = project.add_evidence(SURVEY, by=amina, answer=project.answers.of(project, "mob-1"))
    client = client_of(amina)
    assert "It is cited in 1 place" in client.get(project.address("evidence-remove", made.pk)).content.decode()

    client.post(project.address("evidence-remove", made.pk))

    assert f'id="{made.pk}"' not in client.get(project.address("evidence")).content.decode()
    assert f'value="{made.pk}"' not in client.get(project.address("answer-evidence", "mob-2")).content.decode()
    stage = words(client.get(project.address("stage", "mobilising")).content.decode())
    assert "Survey or interviews: Survey of carers , 5 January 2026 , no longer in the list" in stage
    review = words(client.get(project.address("review")).content.decode())
    assert "Rests on: Survey of carers (Survey or interviews, 5 January 2026, no longer in the list)." in review
    assert "Less strain." in client.get(project.address("evidence-item", made.pk)).content.decode()
    assert EvidenceVersion.objects.count() == 1


def test_a_stage_shows_what_each_answer_rests_on_and_leads_to_it(project: Project, amina: User, leila: User, client_of: ClientOf) -> None:
    project.answer("mob-1", "One.", by=amina, seen=0)
    made = project.add_evidence(SURVEY, by=amina, answer=project.answers.of(project, "mob-1"))

    page = client_of(leila).get(project.address("stage", "mobilising")).content.decode()

    article = page.split('id="mob-1"')[1].split("</article>")[0]
    assert f'href="{project.address("evidence")}#{made.pk}"' in article
    assert "Survey of carers" in article
    assert "Survey of carers" not in page.split('id="mob-2"')[1]
    assert "Add evidence" not in page


def test_the_list_tells_where_each_is_cited_and_links_there(project: Project, amina: User, client_of: ClientOf) -> None:
    project.add_evidence(SURVEY, by=amina, answer=project.answers.of(project, "mob-1"))

    page = client_of(amina).get(project.address("evidence")).content.decode()

    assert f'href="{project.address("stage", "mobilising")}#mob-1">Mobilising, question 1</a>' in page
    assert "Held: Shared drive, Evaluation/2027" in words(page)
    assert '<a class="link" href="https://juniper.example/survey" rel="noopener noreferrer nofollow">https://juniper.example/survey</a>' in page


def test_a_page_that_is_made_while_someone_begins_an_answer_does_without_it(project: Project, amina: User) -> None:
    facts = overview(project)
    made = project.add_evidence(SURVEY, answer=project.answers.of(project, "mob-1"), by=amina)

    assert [(told.item, told.places) for told in evidence_facts(project, facts, cited(project))] == [(made, ())]


def test_what_may_identify_a_child_is_said_to_those_who_can_take_it_out(project: Project, amina: User, leila: User, client_of: ClientOf) -> None:
    said = replace(SURVEY, note="We asked Maya, aged 9.", held="Ask on 01632 960123")
    made = project.add_evidence(said, by=amina)

    for page in (project.address("evidence"), project.address("evidence-item", made.pk)):
        assert "This may identify a child or family: a phone number, a name with an age." in words(client_of(amina).get(page).content.decode())
        assert "This may identify" not in client_of(leila).get(page).content.decode()
    made.change(replace(said, note="We asked.", held=""), by=amina, seen=1)
    assert "This may identify" not in client_of(amina).get(project.address("evidence")).content.decode()


def test_what_was_typed_is_never_markup(project: Project, amina: User, client_of: ClientOf) -> None:
    nasty = '<script>alert("x")</script>'
    project.answer("mob-1", "One.", by=amina, seen=0)
    said = Described(nasty, "other", None, nasty, "https://x.example/?a=1&b='2'", f"{nasty} [x](javascript:alert(1))")
    made = project.add_evidence(said, by=amina, answer=project.answers.of(project, "mob-1"))
    project.move_to("designing", by=amina, reason="Why.", evidence=[made])

    for page in (
        "evidence/",
        f"evidence/{made.pk}/",
        f"evidence/{made.pk}/edit/",
        f"evidence/{made.pk}/remove/",
        "journey/",
        "review/",
        "moves/new/",
    ):
        found = client_of(amina).get(project.address() + page).content.decode()

        assert "<script>alert" not in found
        assert "javascript:" not in re.sub("<textarea.*?</textarea>", "", found, flags=re.DOTALL).replace("[x](javascript:alert(1))", "")
        assert "&lt;script&gt;" in found


def test_the_log_tells_what_was_done_and_holds_no_title(project: Project, amina: User) -> None:
    answer = project.answers.of(project, "mob-1")
    made = project.add_evidence(SURVEY, by=amina, answer=answer)
    made.change(replace(SURVEY, title="Survey of all carers"), by=amina, seen=1)
    project.move_to("designing", by=amina, reason="Why.", evidence=[made])
    project.uncite(made, answer=project.answers.of(project, "mob-1"), by=amina)
    made.remove(by=amina)

    events = list(project.events.select_related("by").order_by("-sequence"))
    assert [line.words for line in tell(project, events)][:7] == [
        "took evidence out of the list: Survey of all carers",
        "no longer cites “Survey of all carers” as evidence for: What is not working now, and how do we know?",
        "cited “Survey of all carers” as evidence for: the move to Designing",
        "made Designing the main stage",
        "changed what is said of the evidence: Survey of all carers",
        "cited “Survey of all carers” as evidence for: What is not working now, and how do we know?",
        "added evidence: Survey of all carers",
    ]
    assert "Survey" not in repr(list(project.events.values_list()))


def test_the_review_copies_what_each_answer_and_move_rests_on(project: Project, amina: User) -> None:
    project.answer("mob-1", "One.", by=amina, seen=0)
    made = project.add_evidence(SURVEY, by=amina, answer=project.answers.of(project, "mob-1"))
    project.move_to("designing", by=amina, reason="Why.", evidence=[made])
    project.add_evidence(Described("Costs so far", "cost"), by=amina)
    project.add_evidence(Described("A mistake", "other"), by=amina).remove(by=amina)

    document = compose(project)

    assert [item.title for item in document.evidence] == ["Survey of carers", "Costs so far"]
    assert document.stages[0].answers[0].evidence == document.moves[1].evidence == document.evidence[:1]
    told = document.evidence[0]
    assert (told.type, told.day, told.held, told.link) == ("Survey or interviews", SURVEY.day, SURVEY.held, SURVEY.link)
    assert told.cited_by == ("Mobilising, question 1", f"On to Designing, {told_day(project)}")


def told_day(project: Project) -> str:
    from journey.dates import day_words

    return day_words(overview(project).moves[-1].move.day)


def test_the_file_prints_links_as_text_and_where_things_are_held(project: Project, amina: User) -> None:
    project.answer("mob-1", "One.", by=amina, seen=0)
    said = replace(SURVEY, link="https://juniper.example/" + "long-name-" * 30, title="Survey <b>of</b> carers")
    project.add_evidence(said, by=amina, answer=project.answers.of(project, "mob-1"))

    text = "".join(read(pdf(compose(project))).text.split())

    assert "Surveyorinterviews,5January2026" in text
    assert "Survey<b>of</b>carers" in text
    assert "Held:Shareddrive,Evaluation/2027" in text
    assert said.link in text


def wrong_rows(project: Project, amina: User) -> dict[str, Callable[[], Any]]:
    at = timezone.now()
    made = project.add_evidence(SURVEY, by=amina)
    answer = project.answer("mob-1", "One.", by=amina, seen=0)
    move = project.moves.get()
    by = {"project": project, "made_by": amina, "made_at": at, "changed_by": amina, "changed_at": at, "version": 1}
    good = {"title": "T", "type": "data"}
    project.cite([made], answer=answer, by=amina)
    return {
        "no title": lambda: Evidence.objects.create(**by, **good | {"title": ""}),
        "unknown type": lambda: Evidence.objects.create(**by, **good | {"type": "proof"}),
        "title too long": lambda: Evidence.objects.create(**by, **good | {"title": "a" * 201}),
        "note too long": lambda: Evidence.objects.create(**by, **good | {"note": "a" * 1001}),
        "link of no web": lambda: Evidence.objects.create(**by, **good | {"link": "javascript:alert(1)"}),
        "removed by nobody": lambda: Evidence.objects.create(**by, **good, removed_at=at),
        "version without title": lambda: made.versions.create(number=2, by=amina, at=at, title="", type="data"),
        "version twice": lambda: made.versions.create(number=1, by=amina, at=at, **good),
        "cited by nothing": lambda: Citation.objects.create(evidence=made, by=amina),
        "cited by two": lambda: Citation.objects.create(evidence=made, by=amina, answer=answer, move=move),
        "cited twice": lambda: Citation.objects.create(evidence=made, by=amina, answer=answer),
    }


def test_the_database_itself_refuses_what_makes_no_sense(project: Project, amina: User) -> None:
    for what, attempt in wrong_rows(project, amina).items():
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
            pytest.fail(what)


def test_a_project_deleted_for_good_takes_its_evidence_along(project: Project, amina: User) -> None:
    made = project.add_evidence(SURVEY, by=amina, answer=project.answers.of(project, "mob-1"))
    project.move_to("designing", by=amina, reason="Why.", evidence=[made])
    project.put_in_bin(by=amina)
    Project.objects.filter(pk=project.pk).update(binned_at=timezone.now() - timedelta(days=31))

    Project.objects.get(pk=project.pk).purge()

    assert (Evidence.objects.count(), EvidenceVersion.objects.count(), Citation.objects.count()) == (0, 0, 0)


def test_a_sample_shows_its_evidence_to_all_and_a_practice_copy_has_it_too(samples: list[Project], client: Client) -> None:
    page = client.get("/samples/safer-places/evidence/").content.decode()

    assert "Follow-up walks at the first two places" in page
    assert 'href="/samples/safer-places/stages/developing/#dev-4"' in page
    assert "<form" not in page
    assert "Change" not in words(page).replace("Changelog", "")
    stage = client.get("/samples/safer-places/stages/developing/").content.decode()
    assert 'href="/samples/safer-places/evidence/#' in stage


def test_a_decision_rests_on_evidence_that_its_page_the_list_the_log_and_the_review_name(project: Project, amina: User, client_of: ClientOf) -> None:
    item = project.add_evidence(Described(title="Carers’ survey", type="survey", held="Shared drive"), by=amina)
    client = client_of(amina)
    asked = client.get(project.address("decision-new", "mobilising")).content.decode()
    assert "Which evidence does it rest on? (optional)" in asked

    said = {"option": "stay", "reason": "More time is needed.", "day": timezone.localdate().isoformat(), "evidence": str(item.pk)}
    client.post(project.address("decision-new", "mobilising"), said)

    decision = project.decisions.get()
    assert [citation.evidence for citation in decision.citations.all()] == [item]
    assert "Carers’ survey" in client.get(decision.get_absolute_url()).content.decode()
    listed = client.get(project.address("evidence")).content.decode()
    assert decision.get_absolute_url() in listed
    assert "cited “Carers’ survey” as evidence for: decision 1" in unescape(client.get(project.address("log")).content.decode())
    assert [found.title for found in compose(project).decisions[0].evidence] == ["Carers’ survey"]


def test_a_decision_cannot_cite_the_evidence_of_another_project(project: Project, amina: User, client_of: ClientOf) -> None:
    project.add_evidence(Described(title="Ours", type="survey"), by=amina)
    theirs = Project.objects.start(by=amina, name="Other").add_evidence(Described(title="Theirs", type="survey"), by=amina)

    said = {"option": "stay", "reason": "More time.", "day": timezone.localdate().isoformat(), "evidence": str(theirs.pk)}
    reply = client_of(amina).post(project.address("decision-new", "mobilising"), said)

    assert reply.status_code == 422
    assert not project.decisions.exists()
