"""Comments: threads for the team alone, whom they are brought to the notice of, and that no reader ever meets one."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from journey.log import tell
from journey.models import Comment, Event, Mention, Project, Thread, User
from journey.models.comment import COMMENT_LIMIT
from journey.models.decision import Deliberation
from journey.review.compose import compose
from journey.review.pdf import pdf
from journey.samples.load import load_sample
from journey.samples.sample import read_samples
from tests.conftest import member_of
from tests.pdf_reader import read

type ClientOf = Callable[[User], Client]
HERE = ("answer-comments", "mob-1")
QUESTION = "What is not working now, and how do we know?"


def start(client: Client, project: Project, text: str = "Is this all areas?", *told: User) -> Thread:
    codes = [str(project.memberships.get(user=user).code) for user in told]
    client.post(project.address(*HERE), {"text": text, "tell": codes})
    return Thread.objects.latest("started_at")


def words(page: str) -> str:
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def home(client: Client) -> str:
    return words(client.get("/projects/").content.decode())


def test_a_commenter_starts_a_thread_and_the_one_she_tells_replies_and_resolves_it(
    project: Project, amina: User, leila: User, client_of: ClientOf
) -> None:
    thread = start(client_of(leila), project, "Is this **all** areas?", amina)
    there = words(client_of(amina).get(thread.page).content.decode())
    assert "Is this all areas?" in there
    assert "Told: Amina Rahman" in there
    assert there.count("Team only") == 2, "on the thread, and where one is started"

    client_of(amina).post(project.address("thread-resolve", thread.pk), {"text": "Yes, all three."})

    page = client_of(leila).get(thread.page).content.decode()
    assert '<details class="resolved band"><summary>1 resolved</summary>' in page
    assert [comment.text for comment in thread.comments.all()] == ["Is this **all** areas?", "Yes, all three."]
    assert "Resolved by Amina Rahman, today at" in words(page)
    assert "No open threads" in words(page)


def test_the_stage_page_counts_the_comments_of_a_question_for_the_team(project: Project, amina: User, leila: User, client_of: ClientOf) -> None:
    thread = start(client_of(leila), project)
    thread.reply("Yes.", by=amina)
    project.start_thread("Old.", key="mob-1", by=amina).resolve(by=amina)
    project.start_thread("Of a move.", move=project.moves.get(), by=amina)

    page = words(client_of(leila).get(project.address("stage", "mobilising")).content.decode())

    assert f"Comments (2), team only : {QUESTION} 1 resolved" in page
    assert page.count("Comments (") == 1


def test_a_move_has_comments_of_its_own(project: Project, amina: User, leila: User, client_of: ClientOf) -> None:
    client = client_of(leila)
    address = project.address("move-comments", 1)

    client.post(address, {"text": "Why there?"})
    client.post(project.address(*HERE), {"text": "Something else."})

    page = words(client.get(address).content.decode())
    assert "Start in Mobilising" in page
    assert "Why there?" in page
    assert "Something else." not in page
    assert "Comments (1), team only" in words(client.get(project.address("journey")).content.decode())
    assert client.get(project.address("move-comments", 2)).status_code == 404
    assert client.get(project.address("answer-comments", "nowhere")).status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"), [("", "Write a comment"), (" \n", "Write a comment"), ("é" * (COMMENT_LIMIT + 1), "1 character too long")]
)
def test_what_cannot_be_kept_stays_in_its_box(project: Project, leila: User, client_of: ClientOf, typed: str, said: str) -> None:
    thread = project.start_thread("Hm?", key="mob-1", by=leila)

    for address in (project.address(*HERE), project.address("thread-reply", thread.pk)):
        reply = client_of(leila).post(address, {"text": typed})

        page = reply.content.decode()
        assert (reply.status_code, said in page, "<title>Error: " in page) == (422, True, True)
        assert typed.strip() in page
    assert Comment.objects.count() == 1


def test_a_text_too_long_beside_resolve_is_kept_in_its_box_and_resolves_nothing(project: Project, leila: User, client_of: ClientOf) -> None:
    thread = project.start_thread("Hm?", key="mob-1", by=leila)

    reply = client_of(leila).post(project.address("thread-resolve", thread.pk), {"text": "b" * (COMMENT_LIMIT + 1)})

    thread.refresh_from_db()
    assert (reply.status_code, thread.resolved_at) == (422, None)
    assert "b" * (COMMENT_LIMIT + 1) in reply.content.decode()


def test_a_commenter_changes_no_answer_by_button_or_by_address(project: Project, amina: User, leila: User, client_of: ClientOf) -> None:
    project.answer("mob-1", "As it was.", by=amina, seen=0)
    client = client_of(leila)

    stage = client.get(project.address("stage", "mobilising")).content.decode()
    comments = client.get(project.address(*HERE)).content.decode()
    refused = client.post(project.address("answer", "mob-1"), {"text": "Mine.", "seen": "1"})

    assert "answer-form" not in stage + comments
    assert "As it was." in comments
    assert refused.status_code == 403
    assert project.answers.get().text == "As it was."


def test_a_viewer_reads_and_writes_nothing(project: Project, amina: User, ruth: User, client_of: ClientOf) -> None:
    thread = project.start_thread("Hm?", key="mob-1", by=amina)
    client = client_of(ruth)

    page = client.get(thread.page).content.decode()
    refused = client.post(project.address("thread-reply", thread.pk), {"text": "My view."})

    assert "Hm?" in page
    assert "<textarea" not in page
    assert (refused.status_code, "My view." in refused.content.decode()) == (403, True)
    assert thread.comments.count() == 1


def test_who_is_removed_while_writing_is_told_why_and_gets_the_text_back(project: Project, amina: User, leila: User, client_of: ClientOf) -> None:
    thread = project.start_thread("Hm?", key="mob-1", by=amina)
    code = str(project.memberships.get(user=amina).code)
    project.memberships.get(user=leila).end(by=amina)

    for address in (project.address(*HERE), project.address("thread-reply", thread.pk), project.address("thread-resolve", thread.pk)):
        refused = client_of(leila).post(address, {"text": "A long thought.", "tell": [code]})

        page = refused.content.decode()
        assert (refused.status_code, "A long thought." in page, "ended (today at" in page) == (403, True, True)
        assert code not in page, "only what was typed is to copy"
    assert Comment.objects.count() == 1
    assert client_of(leila).get(thread.page).status_code == 404


def test_looking_does_not_mark_as_seen_and_a_button_does(project: Project, amina: User, leila: User, client_of: ClientOf) -> None:
    thread = start(client_of(leila), project, "Is this all areas?", amina)
    client = client_of(amina)
    told = f"Leila Hassan tells you of a comment: {QUESTION}"
    assert f"{told} Family Circle. Today at" in home(client)
    assert thread.get_absolute_url() in client.get("/projects/").content.decode()

    for _ in range(2):
        client.get(thread.page)
        client.head(thread.page)
        assert told in home(client)
        assert told in words(client.get(project.address()).content.decode())
    client.post(project.address("thread-seen", thread.pk))

    assert told not in home(client)
    assert told not in words(client.get(project.address()).content.decode())
    assert "You were told of this." not in client.get(thread.page).content.decode()


def test_a_reply_begun_before_the_button_seen_is_neither_lost_nor_sent(project: Project, amina: User, leila: User, client_of: ClientOf) -> None:
    code = str(project.memberships.get(user=leila).code)
    thread = start(client_of(leila), project, "Is this all areas?", amina)

    page = client_of(amina).post(project.address("thread-seen", thread.pk), {"text": "Half a thought", "tell": [code]}).content.decode()

    assert "Half a thought</textarea>" in page
    assert re.search(rf'value="{code}"[^>]* checked', page)
    assert "You were told of this." not in page
    assert thread.comments.count() == 1


@pytest.mark.parametrize("deed", ["reply", "resolve"])
def test_a_reply_or_resolving_marks_as_seen_for_oneself_alone(project: Project, amina: User, tom: User, leila: User, deed: str) -> None:
    parts = [project.memberships.get(user=user) for user in (amina, tom)]
    thread = project.start_thread("Both of you?", key="mob-1", by=leila, tell=parts)

    if deed == "reply":
        thread.reply("Yes.", by=amina)
    else:
        thread.resolve(by=amina)

    assert [str(mention) for mention in Mention.objects.filter(seen_at=None)] == ["Tom Reid"]


def test_a_resolved_thread_that_someone_was_told_of_stands_unfolded_for_them(
    project: Project, amina: User, leila: User, tom: User, client_of: ClientOf
) -> None:
    thread = project.start_thread("Look.", key="mob-1", by=leila, tell=[project.memberships.get(user=tom)])
    thread.resolve(by=amina)

    assert '<details class="resolved band" open>' in client_of(tom).get(thread.page).content.decode()
    assert '<details class="resolved band">' in client_of(leila).get(thread.page).content.decode()


def test_someone_who_left_is_not_told_and_the_text_stays_in_the_box(project: Project, amina: User, leila: User, client_of: ClientOf) -> None:
    part = project.memberships.get(user=leila)
    thread = project.start_thread("Look.", key="mob-1", by=amina, tell=[part])
    part.end(by=amina)

    reply = client_of(amina).post(project.address("thread-reply", thread.pk), {"text": "And you?", "tell": [str(part.code)]})

    assert "tells you of a comment" not in home(client_of(leila))
    assert (reply.status_code, "And you?" in reply.content.decode()) == (422, True)
    part.ended_at = None
    part.save()
    assert "tells you of a comment" in home(client_of(leila)), "once back, they find it"


def test_nobody_outside_the_project_can_be_told(project: Project, amina: User, owen: User, client_of: ClientOf) -> None:
    other = Project.objects.start(by=owen, name="Owen’s own")

    reply = client_of(amina).post(project.address(*HERE), {"text": "Hm?", "tell": [str(other.memberships.get().code)]})

    assert reply.status_code == 422
    assert Mention.objects.count() == 0


def test_a_reply_to_a_thread_resolved_meanwhile_opens_it_again(project: Project, amina: User, leila: User, client_of: ClientOf) -> None:
    thread = project.start_thread("Hm?", key="mob-1", by=leila)
    thread.resolve(by=amina)

    page = client_of(leila).post(project.address("thread-reply", thread.pk), {"text": "One more thing."}, follow=True)

    assert "With your reply it is open again." in page.content.decode()
    assert "1 open thread" in words(page.content.decode())


def test_a_resolved_thread_is_taken_up_again(project: Project, amina: User, leila: User, client_of: ClientOf) -> None:
    thread = project.start_thread("Hm?", key="mob-1", by=leila)
    for _ in range(2):
        client_of(amina).post(project.address("thread-resolve", thread.pk))

    for _ in range(2):
        client_of(leila).post(project.address("thread-reopen", thread.pk))

    thread.refresh_from_db()
    assert (thread.resolved_at, thread.resolved_by) == (None, None)
    assert list(project.events.filter(kind__startswith="thread-").values_list("kind", flat=True)) == [
        "thread-started",
        "thread-resolved",
        "thread-reopened",
    ]


def test_its_writer_withdraws_a_comment_and_its_text_is_gone(project: Project, amina: User, leila: User, client_of: ClientOf) -> None:
    thread = project.start_thread("SECRET-WORD", key="mob-1", by=leila, tell=[project.memberships.get(user=amina)])
    comment = thread.comments.get()
    address = project.address("comment-withdraw", comment.pk)

    refused = client_of(amina).post(address)
    assert refused.status_code == 403
    project.memberships.filter(user=leila).update(role="viewer")
    for _ in range(2):
        page = client_of(leila).post(address, follow=True).content.decode()

    assert "Withdrawn by its writer." in page
    assert "SECRET-WORD" not in page + client_of(amina).get(project.address("comments")).content.decode()
    assert Comment.objects.filter(text__contains="SECRET").count() == 0
    assert "tells you of a comment" not in home(client_of(amina))
    assert project.events.filter(kind="comment-withdrawn").count() == 1


def test_what_may_identify_a_child_is_kept_with_a_warning(project: Project, amina: User, leila: User, client_of: ClientOf) -> None:
    thread = start(client_of(leila), project, "She was born on 3 March 2015 and lives at BS3 4TQ.")

    hers = words(client_of(leila).get(thread.page).content.decode())
    others = words(client_of(amina).get(thread.page).content.decode())

    assert "This may identify a child or family: a date of birth, a postcode. If it does, withdraw it" in hers
    assert "This may identify a child or family: a date of birth, a postcode. If it does, ask its writer" in others


def test_the_list_shows_open_threads_by_their_newest_comment(project: Project, amina: User, leila: User, client_of: ClientOf) -> None:
    first = project.start_thread("First.", key="mob-1", by=leila)
    project.start_thread("Second.", move=project.moves.get(), by=leila)
    project.start_thread("Third.", key="mob-2", by=leila).resolve(by=amina)
    first.reply("Newest.", by=amina)

    page = words(client_of(leila).get(project.address("comments")).content.decode())

    assert page.index("Newest.") < page.index("Second.")
    assert "Third." not in page
    assert "1 resolved, kept beside what they were about." in page


def test_the_log_tells_of_comments_and_holds_none(project: Project, amina: User, leila: User) -> None:
    thread = project.start_thread("MARKER", key="mob-1", by=leila)
    thread.reply("MARKER", by=amina).withdraw()
    thread.resolve(by=amina)
    project.start_thread("MARKER", move=project.moves.get(), by=amina)

    events = list(project.events.filter(kind__regex="^(thread|comment)-").select_related("by"))

    assert [f"{line.who} {line.words}" for line in tell(project, events)] == [
        f"Leila Hassan commented, for the team alone: {QUESTION}",
        f"Amina Rahman replied to a comment, for the team alone: {QUESTION}",
        f"Amina Rahman withdrew a comment: {QUESTION}",
        f"Amina Rahman resolved comments: {QUESTION}",
        "Amina Rahman commented, for the team alone: a move, Mobilising",
    ]
    assert {event.stage for event in events} == {"mobilising"}
    assert "MARKER" not in repr(list(Event.objects.values()))


def test_a_thread_is_about_one_thing_and_the_database_sees_to_it(project: Project, amina: User) -> None:
    for about in ({}, {"key": ""}, {"key": "mob-1", "move": project.moves.get()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Thread.objects.create(project=project, started_by=amina, **about)
    thread = project.start_thread("Hm?", key="mob-1", by=amina)
    for said in ({"text": ""}, {"text": "a" * (COMMENT_LIMIT + 1)}, {"text": "Still here", "withdrawn_at": thread.started_at}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Comment.objects.create(thread=thread, by=amina, **said)


def test_no_review_file_document_or_mail_ever_holds_a_comment(project: Project, amina: User, tom: User, leila: User, client_of: ClientOf) -> None:
    project.answer("mob-1", "An answer that a reader sees.", by=amina, seen=0)
    project.move_to("designing", by=amina, reason="A reason that a reader sees.")
    parts = [project.memberships.get(user=user) for user in (amina, tom)]
    for about in ({"key": "mob-1"}, {"key": "mob-2"}, {"move": project.moves.get(number=2)}):
        project.start_thread("MARKER-OPEN", by=leila, tell=parts, **about).reply("MARKER-REPLY", by=amina)
        project.start_thread("MARKER-RESOLVED", by=leila, **about).resolve(by=leila)
    project.assign("mob-2", parts[1], by=amina, due=date(2099, 1, 1), note="MARKER-NOTE")

    document = compose(project)
    outputs = {
        "document": document.model_dump_json(),
        "page": client_of(amina).get(project.address("review")).content.decode(),
        "file": read(pdf(document)).text,
        "mails": " ".join(f"{message.subject} {message.body} {message.to}" for message in mail.outbox),
    }

    assert "An answer that a reader sees." in outputs["document"]
    assert {name for name, text in outputs.items() if "MARKER" in text or "team only" in text.casefold()} == set()


def test_a_samples_pages_show_no_comments_and_no_assignments(db: None, client: Client, client_of: ClientOf, amina: User) -> None:
    sample = load_sample(next(sample for sample in read_samples() if sample.slug == "safer-places"))
    part = sample.memberships.get()
    sample.start_thread("MARKER", key="dev-1", by=part.user, tell=[part])
    sample.start_thread("MARKER", move=sample.moves.get(number=2), by=part.user)
    sample.assign("dev-1", part, by=part.user, note="MARKER")
    sample = Project.objects.samples().get(pk=sample.pk)

    for browser in (client, client_of(amina)):
        for page in ("", "stages/developing/", "journey/", "review/"):
            found = browser.get(sample.address() + page).content.decode()
            assert not re.search(r"MARKER|[Tt]eam only|is asked to answer|/comments/|/assign", found), page
    assert client_of(amina).get(f"/projects/{sample.pk}/comments/").status_code == 404


def test_two_projects_keep_their_threads_apart(project: Project, amina: User, leila: User, client_of: ClientOf) -> None:
    other = Project.objects.start(by=amina, name="Other")
    theirs = other.start_thread("Theirs.", key="mob-1", by=amina)
    member_of(other, "Zoe Marsh", "commenter")

    page = client_of(leila).get(project.address(*HERE)).content.decode()
    found = client_of(leila).post(project.address("thread-reply", theirs.pk), {"text": "Hello?"})

    assert "Theirs." not in page
    assert found.status_code == 404
    assert theirs.comments.count() == 1


def test_a_thread_on_a_decision_is_for_the_team_alone_and_listed_and_logged(project: Project, amina: User, leila: User, client_of: ClientOf) -> None:
    decision = project.decide("mobilising", Deliberation(option="stay", reason="More time is needed."), by=amina)
    client = client_of(leila)

    client.post(project.address("decision-comments", decision.pk), {"text": "MARKER-7201 Was the panel asked?"})

    thread = project.threads.get()
    assert thread.decision == decision
    assert "MARKER-7201" in client.get(thread.page).content.decode()
    assert thread.page in client.get(decision.get_absolute_url()).content.decode()
    assert "MARKER-7201" in client.get(project.address("comments")).content.decode()
    assert "for the team alone: decision 1" in client.get(project.address("log")).content.decode()
    assert "MARKER-7201" not in client.get(project.address("review")).content.decode()
    assert "MARKER-7201" not in compose(project).model_dump_json()
