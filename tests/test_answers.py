"""Saving an answer, with and without htmx."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from journey.history import sittings
from journey.models import Answer, AnswerVersion, Clash, Project, User

HTMX = {"HX-Request": "true"}
type ClientOf = Callable[[User], Client]


def url(project: Project, key: str = "mob-2") -> str:
    return project.address("answer", key)


def test_a_first_answer_is_kept_with_its_first_version(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    reply = client.post(url(project), {"text": "Children first.", "seen": "0"})

    assert (reply.status_code, reply["Location"]) == (302, project.address("stage", "mobilising") + "#mob-2")
    answer = Answer.objects.get(project=project, key="mob-2")
    assert (answer.text, answer.state, answer.version, answer.changed_by) == ("Children first.", "written", 1, amina)
    assert list(answer.versions.values_list("number", "text", "by")) == [(1, "Children first.", amina.pk)]


def test_every_saved_text_is_kept(project: Project, amina: User) -> None:
    for seen, text in enumerate(["One.", "Two.", "Three."]):
        project.answer("mob-1", text, by=amina, seen=seen)

    kept = AnswerVersion.objects.filter(answer__key="mob-1").values_list("number", "text")

    assert list(kept) == [(1, "One."), (2, "Two."), (3, "Three.")]


@pytest.mark.parametrize("button", ["not-relevant/", "relevant/", "come-back/", "come-back/no-more/", "clear/email/"])
def test_what_was_typed_while_somebody_said_that_it_is_not_relevant_is_shown_beside_that(
    button: str, project: Project, amina: User, tom: User, client_of: ClientOf
) -> None:
    project.answer("mob-2", "Half a thought.", by=amina, seen=0)
    project.answer("mob-2", "Half a thought.", because="No carers here.", by=amina, seen=1)

    said = {"text": "What Tom typed.", "seen": "1", "because": "Nor there.", "note": "Ask.", "reason-email": "It is the office."}
    reply = client_of(tom).post(url(project) + button, said)

    page = reply.content.decode()
    assert (reply.status_code, "What Tom typed." in page, "No carers here." in page) == (409, True, True)
    assert (Answer.objects.get(key="mob-2").version, AnswerVersion.objects.count()) == (2, 2)


@pytest.mark.parametrize(("text", "seen", "status"), [("Mine, to a.b@c.example", "1", 409), ("x" * 4001, "2", 422)])
def test_why_a_warning_does_not_apply_is_not_lost_where_the_answer_cannot_be_saved(
    text: str, seen: str, status: int, project: Project, amina: User, tom: User, client_of: ClientOf
) -> None:
    for number, said in enumerate(("Write to a.b@c.example", "Write soon to a.b@c.example")):
        project.answer("mob-2", said, by=amina, seen=number)

    reply = client_of(tom).post(url(project) + "clear/email/", {"text": text, "seen": seen, "reason-email": "It is the office."})

    assert (reply.status_code, "It is the office.</textarea>" in reply.content.decode()) == (status, True)


def test_the_same_text_again_is_no_new_version(project: Project, amina: User) -> None:
    project.answer("mob-1", "One.", by=amina, seen=0)

    again = project.answer("mob-1", "One.", by=amina, seen=0)

    assert again.version == 1
    assert AnswerVersion.objects.count() == 1


def test_htmx_gets_a_status_line_and_the_new_version_but_not_the_box(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    page = client.post(url(project), {"text": "Children first.", "seen": "0"}, headers=HTMX).content.decode()

    assert "Saved at " in page
    assert '<input type="hidden" name="seen" value="1" id="seen-mob-2" data-hx-swap-oob="true">' in page
    assert "Amina Rahman" in page
    assert "1 of 9 answered" in page
    assert '<div class="answer" id="answer-mob-2" data-hx-swap-oob="true"><p>Children first.</p>' in page
    assert 'id="state-mob-2" data-hx-swap-oob="true">Answered.</span>' in page
    assert "<textarea" not in page


def test_an_emptied_answer_is_saved_and_counts_as_not_answered(project: Project, amina: User, client_of: ClientOf) -> None:
    project.answer("mob-2", "Children first.", by=amina, seen=0)

    client_of(amina).post(url(project), {"text": " \r\n ", "seen": "1"})

    answer = Answer.objects.get(project=project, key="mob-2")
    assert (answer.text, answer.state, answer.version) == ("", "empty", 2)
    assert "0 of 9 answered" in client_of(amina).get(project.address()).content.decode()


def test_nothing_at_all_makes_no_answer(project: Project, amina: User, client_of: ClientOf) -> None:
    reply = client_of(amina).post(url(project), {"text": "", "seen": "0"}, headers=HTMX)

    assert reply.status_code == 200
    assert not Answer.objects.exists()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_text_over_the_limit_is_refused_and_stays_in_its_box(project: Project, amina: User, client_of: ClientOf, headers: dict[str, str]) -> None:
    project.answer("mob-2", "Children first.", by=amina, seen=0)
    long = "é" * 4001

    reply = client_of(amina).post(url(project), {"text": long, "seen": "1"}, headers=headers)

    page = reply.content.decode()
    assert reply.status_code == 422
    assert "This text is 1 character too long. Shorten it to 4,000 characters or fewer; it has not been saved yet." in page
    assert "<title>Error: " in page
    assert headers or long in page
    assert Answer.objects.get(key="mob-2").text == "Children first."


def test_a_text_at_the_limit_is_kept_whole_and_newlines_count_once(project: Project, amina: User, client_of: ClientOf) -> None:
    text = "a\r\n" * 2000

    reply = client_of(amina).post(url(project), {"text": text, "seen": "0"})

    assert reply.status_code == 302
    assert Answer.objects.get(key="mob-2").text == "a\n" * 2000


def test_form_feeds_become_newlines_and_other_control_characters_go(project: Project, amina: User, client_of: ClientOf) -> None:
    client_of(amina).post(url(project), {"text": "One\fTwo\x07\x1b\tThree e\u0301", "seen": "0"})

    assert Answer.objects.get(key="mob-2").text == "One\nTwo\tThree é"


def test_nul_is_refused_with_a_message(project: Project, amina: User, client_of: ClientOf) -> None:
    reply = client_of(amina).post(url(project), {"text": "One\x00Two", "seen": "0"})

    assert reply.status_code == 422
    assert "Null characters are not allowed." in reply.content.decode()
    assert not Answer.objects.exists()


@pytest.mark.parametrize("key", ["mob-99", "abc", "mob-0", "MOB-1"])
def test_a_key_of_no_edition_is_not_found(project: Project, amina: User, client_of: ClientOf, key: str) -> None:
    assert client_of(amina).post(url(project, key), {"text": "One.", "seen": "0"}).status_code == 404


@pytest.mark.parametrize("seen", ["-1", "one", str(2**40)])
def test_a_version_that_is_no_number_is_refused(project: Project, amina: User, client_of: ClientOf, seen: str) -> None:
    reply = client_of(amina).post(url(project), {"text": "One.", "seen": seen})

    assert reply.status_code == 422
    assert "One." in reply.content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_text_begun_from_an_older_version_is_not_saved_over_the_newer_one(
    project: Project, amina: User, client_of: ClientOf, headers: dict[str, str]
) -> None:
    project.answer("mob-2", "First.", by=amina, seen=0)
    project.answer("mob-2", "Second, saved meanwhile.", by=amina, seen=1)

    reply = client_of(amina).post(url(project), {"text": "Begun from the first.", "seen": "1"}, headers=headers)

    page = reply.content.decode()
    assert reply.status_code == 409
    assert "Second, saved meanwhile." in page
    assert '<input type="hidden" name="theirs" value="2">' in page
    assert "Keep the text of Amina Rahman" in page
    assert headers or "Begun from the first.</textarea>" in page
    assert Answer.objects.get(key="mob-2").text == "Second, saved meanwhile."


CLASH = {"text": "Begun together. Mine.", "seen": "1", "theirs": "2"}


def versions(key: str = "mob-2") -> list[tuple[str, str]]:
    return list(AnswerVersion.objects.filter(answer__key=key).values_list("text", "how"))


@pytest.fixture
def clashed(project: Project, amina: User, tom: User) -> Project:
    """Tom has saved a text while Amina's, begun from the same one, was being written."""
    project.answer("mob-2", "Begun together.", by=amina, seen=0)
    project.answer("mob-2", "Begun together. Theirs.", by=tom, seen=1)
    return project


@pytest.mark.parametrize(
    ("deed", "stands", "kept"),
    [
        ("mine", "Begun together. Mine.", [("Begun together. Mine.", "")]),
        ("theirs", "Begun together. Theirs.", [("Begun together. Mine.", "set-aside"), ("Begun together. Theirs.", "kept")]),
    ],
)
def test_whichever_text_is_kept_after_a_clash_the_other_is_in_the_history(
    clashed: Project, amina: User, client_of: ClientOf, deed: str, stands: str, kept: list[tuple[str, str]]
) -> None:
    reply = client_of(amina).post(url(clashed) + "settle/", CLASH | {"do": deed})

    assert reply.status_code == 302
    assert Answer.objects.get(key="mob-2").text == stands
    assert versions() == [("Begun together.", ""), ("Begun together. Theirs.", ""), *kept]


def test_joining_after_a_clash_keeps_every_word_of_both(clashed: Project, amina: User, client_of: ClientOf) -> None:
    client_of(amina).post(url(clashed) + "settle/", CLASH | {"do": "join"})

    text = Answer.objects.get(key="mob-2").text
    assert all(word in text for word in ("Mine.", "Theirs."))
    assert [how for _, how in versions()] == ["", "", "set-aside", "joined"]


def test_joining_what_is_too_long_together_leaves_both_in_the_box_to_shorten(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    project.answer("mob-2", "T" * 3000, by=tom, seen=0)

    reply = client_of(amina).post(url(project) + "settle/", {"text": "M" * 3000, "seen": "0", "theirs": "1", "do": "join"})

    page = reply.content.decode()
    assert reply.status_code == 422
    assert "T" * 3000 in page
    assert "M" * 3000 in page
    assert "Both are in the box: shorten them, then save." in page
    assert Answer.objects.get(key="mob-2").text == "T" * 3000


def test_a_third_text_saved_while_one_decides_is_shown_in_turn(clashed: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    clashed.answer("mob-2", "Saved since.", by=tom, seen=2)

    reply = client_of(amina).post(url(clashed) + "settle/", CLASH | {"do": "theirs"})

    assert reply.status_code == 409
    assert "Saved since." in reply.content.decode()
    assert "Begun together. Mine.</textarea>" in reply.content.decode()


def test_not_relevant_needs_a_reason_and_keeps_what_was_typed(project: Project, amina: User, client_of: ClientOf) -> None:
    refused = client_of(amina).post(url(project) + "not-relevant/", {"text": "Half a thought.", "seen": "0", "because": " "})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert page.count("Say why it is not relevant") == 2
    assert '<a href="#because-mob-2">Say why it is not relevant</a>' in page
    assert '<div id="problem-because-mob-2" role="alert"><p class="wrong"><span class="vh">Error:</span> Say why it is not relevant</p>' in page
    assert '<p class="saved" id="saved-mob-2" role="status"></p>' in page, "the text is saved"
    assert "Half a thought.</textarea>" in refused.content.decode()

    client_of(amina).post(url(project) + "not-relevant/", {"text": "Half a thought.", "seen": "1", "because": "No carers here."})

    answer = Answer.objects.get(key="mob-2")
    page = " ".join(client_of(amina).get(project.address("stage", "mobilising")).content.decode().split())
    assert (answer.state, answer.because, answer.text) == ("not-relevant", "No carers here.", "Half a thought.")
    assert "0 of 9 answered, 1 not relevant" in page
    assert "No carers here." in page
    review = client_of(amina).get(project.address("review")).content.decode()
    unanswered = review[review.rindex("Not yet answered") :]
    assert "Better for whom, and in what way?" not in unanswered


def test_what_was_not_relevant_is_relevant_again_with_its_text(project: Project, amina: User, client_of: ClientOf) -> None:
    project.answer("mob-2", "Half a thought.", because="No carers here.", by=amina, seen=0)

    client_of(amina).post(url(project) + "relevant/")

    answer = Answer.objects.get(key="mob-2")
    assert (answer.state, answer.text, answer.because) == ("written", "Half a thought.", "")


def test_a_mark_to_come_back_stays_until_it_is_taken_off(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    client.post(url(project) + "come-back/", {"text": "", "seen": "0", "note": "ask the carers’ panel"})
    client.post(url(project), {"text": "An answer meanwhile.", "seen": "0"})

    for page in (project.address(), project.address("come-back"), project.address("stage", "mobilising")):
        assert "ask the carers’ panel" in client.get(page).content.decode()
    client.post(url(project) + "come-back/no-more/")
    assert "ask the carers" not in client.get(project.address("come-back")).content.decode()
    assert Answer.objects.get(key="mob-2").text == "An answer meanwhile."


def test_a_box_stands_open_until_it_holds_an_answer_and_its_strength_can_be_taken_back(project: Project, amina: User, client_of: ClientOf) -> None:
    def form() -> str:
        page = client_of(amina).get(project.address("stage", "mobilising")).content.decode()
        return page.split('id="mob-2"')[1].split("</article>")[0]

    before = form()
    project.answer("mob-2", "It helps.", strength="early", by=amina, seen=0)
    client_of(amina).post(url(project), {"text": "It helps.", "strength": "", "seen": "1"})

    assert ('<details class="edit"' in before, "Not said</label>" in before) == (False, True)
    assert '<details class="edit"><summary>Edit answer' in form()
    assert Answer.objects.get(key="mob-2").strength == ""


def test_the_strength_of_the_evidence_is_said_in_words(project: Project, amina: User, client_of: ClientOf) -> None:
    client_of(amina).post(url(project), {"text": "It helps.", "strength": "early", "seen": "0"})

    assert "Early signs" in client_of(amina).get(project.address("answer-history", "mob-2")).content.decode()
    assert "Early signs" in client_of(amina).get(project.address("review")).content.decode()


def test_a_warning_of_personal_data_does_not_stop_the_save_and_stays_until_a_reason_is_given(
    project: Project, amina: User, client_of: ClientOf
) -> None:
    client = client_of(amina)
    page = client.post(url(project), {"text": "Born on 14/03/2015, lives at LS6 3HN.", "seen": "0"}, headers=HTMX).content.decode()
    assert "This may identify a child or family: a date of birth, a postcode." in page
    assert "cannot recognise names" in page
    assert Answer.objects.get(key="mob-2").text == "Born on 14/03/2015, lives at LS6 3HN."

    unsaid = client.post(url(project) + "clear/postcode/", {"text": "Born on 14/03/2015, lives at LS6 3HN.", "seen": "1"})
    assert unsaid.status_code == 422
    assert '<a href="#reason-postcode-mob-2">Say why it does not identify anyone</a>' in unsaid.content.decode()
    said = {"text": "Born on 14/03/2015, lives at LS6 3HN.", "seen": "1", "reason-postcode": "It is our office."}
    client.post(url(project) + "clear/postcode/", said)

    def shown() -> str:
        return client.get(project.address("stage", "mobilising")).content.decode()

    assert "This may identify a child or family: a date of birth." in shown()
    client.post(url(project), {"text": "Lives at LS6 3HN and at LS6 3HP.", "seen": "1"})
    assert "This may identify a child or family: a postcode." in shown(), "one postcode was cleared, not two"
    client.post(url(project), {"text": "Lives at LS6 3HN.", "seen": "2"})
    assert "This may identify" not in shown()


def test_of_a_question_that_was_never_answered_there_is_no_warning_to_clear(project: Project, amina: User, client_of: ClientOf) -> None:
    reply = client_of(amina).post(url(project) + "clear/postcode/", {"text": "", "seen": "0", "reason-postcode": "It is our office."})

    assert reply.status_code == 404
    assert project.answers.count() == 0


def test_bringing_back_an_earlier_text_adds_a_version_and_deletes_none(project: Project, amina: User, client_of: ClientOf) -> None:
    for seen, text in enumerate(["One.", "Two."]):
        project.answer("mob-2", text, by=amina, seen=seen)

    client_of(amina).post(url(project) + "restore/1/", {"seen": "2"})

    assert versions() == [("One.", ""), ("Two.", ""), ("One.", "restored")]
    assert Answer.objects.get(key="mob-2").text == "One."
    history = client_of(amina).get(project.address("answer-history", "mob-2")).content.decode()
    assert "Brought back from the history." in history


def test_bringing_back_is_refused_if_the_answer_was_changed_meanwhile(project: Project, amina: User, client_of: ClientOf) -> None:
    for seen, text in enumerate(["One.", "Two.", "Three."]):
        project.answer("mob-2", text, by=amina, seen=seen)

    page = client_of(amina).post(url(project) + "restore/1/", {"seen": "2"}, follow=True).content.decode()

    assert "This answer was changed meanwhile." in page
    assert Answer.objects.get(key="mob-2").text == "Three."


def test_history_has_one_entry_for_each_sitting(project: Project, amina: User, tom: User) -> None:
    at = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
    for number, (who, minutes) in enumerate([(amina, 0), (amina, 5), (amina, 40), (tom, 41), (amina, 42)]):
        project.answer("mob-2", f"Text {number}.", by=who, seen=number)
        AnswerVersion.objects.filter(number=number + 1).update(at=at + timedelta(minutes=minutes))

    told = sittings(list(AnswerVersion.objects.select_related("by")))

    assert [(sitting.last.text, str(sitting.last.by), sitting.saves, sitting.is_now) for sitting in told] == [
        ("Text 4.", "Amina Rahman", 1, True),
        ("Text 3.", "Tom Reid", 1, False),
        ("Text 2.", "Amina Rahman", 1, False),
        ("Text 1.", "Amina Rahman", 2, False),
    ]
    assert [piece.kind for piece in told[0].changes if piece.kind != "same"] == ["removed", "added"]


def test_a_clash_names_what_stands_now(project: Project, amina: User) -> None:
    project.answer("mob-1", "One.", by=amina, seen=0)

    with pytest.raises(Clash) as clash:
        project.answer("mob-1", "Two.", by=amina, seen=0)

    assert clash.value.now.text == "One."


def test_a_text_said_to_follow_a_version_that_never_was_is_not_saved(project: Project, amina: User) -> None:
    with pytest.raises(Clash):
        project.answer("mob-1", "Three?", by=amina, seen=2)

    assert not Answer.objects.exists()


def test_a_save_under_htmx_after_the_session_ended_is_no_page_to_swap_in(project: Project, client: Client) -> None:
    reply = client.post(url(project), {"text": "One.", "seen": "0"}, headers=HTMX)

    assert (reply.status_code, reply.content) == (401, b"")


def test_the_database_itself_refuses_a_text_too_long_and_a_state_that_does_not_fit(project: Project, amina: User) -> None:
    answer = project.answer("mob-1", "One.", by=amina, seen=0)

    for wrong in ({"text": "a" * 4001}, {"state": "empty"}, {"state": "not-relevant"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Answer.objects.filter(pk=answer.pk).update(**wrong)
