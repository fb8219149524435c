"""Moving round the wheel."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from journey.models import Event, Move, Project, User
from journey.models.move import AlreadyThere, MovedMeanwhile
from journey.overview import overview
from journey.review.compose import compose
from journey.visits import Impossible, Span

type ClientOf = Callable[[User], Client]


def test_the_first_placing_needs_no_reason_and_keeps_its_day(project: Project) -> None:
    placed = project.moves.get()

    assert (placed.kind, placed.from_stage, placed.to_stage, placed.reason, placed.day) == ("placed", None, "mobilising", "", timezone.localdate())


def test_a_move_holds_from_to_reason_person_and_day(project: Project, amina: User, client_of: ClientOf) -> None:
    reply = client_of(amina).post(project.address("move"), {"to": "designing", "reason": "Partners agreed the need.", "seen": "1"})

    move = project.moves.get(number=2)
    assert (reply.status_code, reply["Location"]) == (302, project.address())
    assert (move.kind, move.from_stage, move.to_stage) == ("moved", "mobilising", "designing")
    assert (move.reason, move.by, move.day) == ("Partners agreed the need.", amina, timezone.localdate())


def test_going_back_is_said_plainly_and_counts_the_visit(project: Project, amina: User, client_of: ClientOf, walk: Callable[..., None]) -> None:
    walk(project, "designing", "developing")
    client = client_of(amina)

    page = client.post(project.address("move"), {"to": "designing", "reason": "Evening groups failed.", "seen": "3"}, follow=True).content.decode()

    assert "You are in Designing again (second visit)." in page
    assert "Back to Designing" in page
    assert "Evening groups failed." in page


def test_what_is_missing_is_said_and_blocks_nothing(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    page = client.get(project.address("move")).content.decode()

    assert "9 questions in Mobilising have no answer. You can still move." in page
    assert client.post(project.address("move"), {"to": "growing", "reason": "We begin further on.", "seen": "1"}).status_code == 302


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"to": "designing", "reason": "  "}, "Say why, in a sentence or two"),
        ({"to": "", "reason": "Because."}, "Choose a stage"),
        ({"to": "nowhere", "reason": "Because."}, "Choose a stage"),
        ({"to": "mobilising", "reason": "Because."}, "Choose a stage"),
        ({"to": "designing", "reason": "a" * 2001}, "This text is 1 character too long."),
    ],
)
def test_a_move_that_cannot_be_kept_says_why_and_keeps_the_text(
    project: Project, amina: User, client_of: ClientOf, sent: dict[str, str], message: str
) -> None:
    reply = client_of(amina).post(project.address("move"), sent)

    page = reply.content.decode()
    assert reply.status_code == 422
    assert page.count(message) == 2
    assert sent["reason"].strip() in page
    assert project.moves.count() == 1


def test_moving_to_where_one_is_changes_nothing(project: Project, amina: User) -> None:
    with pytest.raises(AlreadyThere):
        project.move_to("mobilising", by=amina, reason="Again.")

    assert project.moves.count() == 1


def test_a_project_that_was_not_sure_is_placed_later(amina: User, client_of: ClientOf) -> None:
    project = Project.objects.start(by=amina, name="Unplaced")

    client_of(amina).post(project.address("move"), {"to": "developing", "reason": ""})

    assert [(move.kind, move.to_stage) for move in project.moves.all()] == [("placed", "developing")]


def test_the_facts_follow_from_the_moves(project: Project, walk: Callable[..., None]) -> None:
    walk(project, "designing", "developing", "designing", "developing")

    facts = overview(project)

    assert [told.title for told in facts.moves] == [
        "We began in Mobilising",
        "On to Designing",
        "On to Developing",
        "Back to Designing",
        "On to Developing again",
    ]
    assert [(told.stage.key, told.standing, len(told.stays)) for told in facts.stages[:4]] == [
        ("mobilising", "visited", 1),
        ("designing", "visited", 2),
        ("developing", "main", 2),
        ("integrating", "untouched", 0),
    ]
    assert facts.moves[2].stay is not None
    assert facts.moves[2].stay.end == timezone.localdate() - timedelta(days=1)


def test_the_path_can_be_read_for_one_stage(project: Project, amina: User, client_of: ClientOf, walk: Callable[..., None]) -> None:
    walk(project, "designing", "developing", "designing", "integrating")
    client = client_of(amina)

    def titles(query: str) -> list[str]:
        listed = client.get(project.address("journey") + query).content.decode().split('<ol class="log after')[1].split("</ol>")[0]
        return re.findall("<h3>(.*?)</h3>", listed)

    assert titles("?stage=developing") == ["On to Developing", "Back to Designing"]
    assert len(titles("")) == len(titles("?stage=growing")) == len(titles("?stage=nowhere")) == 5


def test_the_database_itself_refuses_moves_that_make_no_sense(project: Project, amina: User) -> None:
    for wrong in (
        {"kind": "moved", "from_stage": "mobilising", "to_stage": "mobilising", "reason": "x"},
        {"kind": "moved", "from_stage": "mobilising", "to_stage": "designing", "reason": ""},
        {"kind": "moved", "from_stage": None, "to_stage": "designing", "reason": "x"},
        {"kind": "placed", "from_stage": "mobilising", "to_stage": "designing"},
        {"kind": "opened", "to_stage": "designing", "reason": ""},
        {"kind": "closed", "from_stage": "designing", "reason": ""},
        {"kind": "closed", "from_stage": "designing", "to_stage": "growing", "reason": "x"},
        {"kind": "undone", "why_corrected": "It corrects nothing."},
        {"kind": "undone", "corrects": project.moves.get()},
        {"kind": "moved", "from_stage": "mobilising", "to_stage": "designing", "reason": "x", "why_corrected": "It corrects nothing."},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Move.objects.create(project=project, number=2, day=timezone.localdate(), by=amina, **wrong)


# The day


def days(count: int) -> date:
    """So many days from today, in UK time."""
    return timezone.localdate() + timedelta(days=count)


def test_a_move_may_be_dated_in_the_past_and_stands_under_its_day(project: Project, amina: User, client_of: ClientOf) -> None:
    project.moves.update(day=days(-100))

    client_of(amina).post(project.address("move"), {"to": "designing", "reason": "Agreed.", "day": days(-40).isoformat(), "seen": "1"})

    facts = overview(project)
    assert [(told.title, told.length) for told in facts.moves] == [("We began in Mobilising", "2 months here"), ("On to Designing", "40 days so far")]
    assert project.moves.get(number=2).recorded_at.date() >= days(-1)


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (1, "This day is still to come"),
        (-11, "The last thing on the journey was on {last}. Choose that day or a later one"),
    ],
)
def test_a_day_to_come_or_before_the_last_one_is_not_taken(project: Project, amina: User, client_of: ClientOf, day: int, message: str) -> None:
    project.moves.update(day=days(-10))
    last = f"{days(-10):%-d %B %Y}"

    reply = client_of(amina).post(project.address("move"), {"to": "designing", "reason": "Agreed.", "day": days(day).isoformat(), "seen": "1"})

    assert reply.status_code == 422
    assert message.format(last=last) in reply.content.decode()
    assert "Agreed." in reply.content.decode()
    assert project.moves.count() == 1


def test_a_journey_does_not_begin_in_a_year_that_was_not_typed_to_its_end(project: Project, amina: User, client_of: ClientOf) -> None:
    project.moves.all().delete()

    reply = client_of(amina).post(project.address("move"), {"to": "designing", "reason": "Agreed.", "day": "0202-05-04", "seen": "0"})

    assert reply.status_code == 422
    assert "Give the year in full, such as 2027" in reply.content.decode()
    assert not project.moves.exists()


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        # In winter the day of the UK is that of UTC; the clocks go forward on 28 March 2027 at 01:00, and back on 31 October at 02:00 summer time.
        (datetime(2027, 3, 27, 23, 59, tzinfo=UTC), date(2027, 3, 27)),
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2027, 3, 28, 22, 59, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2027, 3, 28, 23, 0, tzinfo=UTC), date(2027, 3, 29)),
        (datetime(2027, 10, 30, 22, 59, tzinfo=UTC), date(2027, 10, 30)),
        (datetime(2027, 10, 30, 23, 0, tzinfo=UTC), date(2027, 10, 31)),
        (datetime(2027, 10, 31, 23, 30, tzinfo=UTC), date(2027, 10, 31)),
        (datetime(2027, 11, 1, 0, 0, tzinfo=UTC), date(2027, 11, 1)),
    ],
)
def test_days_are_those_of_the_uk_when_the_clocks_change(
    project: Project, amina: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, instant: datetime, day: date
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: instant)
    client = client_of(amina)
    tomorrow = {"to": "designing", "reason": "Agreed.", "day": (day + timedelta(days=1)).isoformat(), "seen": "1"}

    assert client.post(project.address("move"), tomorrow).status_code == 422
    assert f'max="{day.isoformat()}"' in client.get(project.address("move")).content.decode()
    assert client.post(project.address("move"), {"to": "designing", "reason": "Agreed.", "seen": "1"}).status_code == 302

    assert project.moves.get(number=2).day == day
    assert overview(project).moves[-1].length == "Less than a day so far"


def test_a_visit_over_a_change_of_the_clocks_lasts_whole_days(project: Project, amina: User, monkeypatch: pytest.MonkeyPatch) -> None:
    project.moves.update(day=date(2027, 3, 1))
    project.move_to("designing", by=amina, reason="Agreed.", day=date(2027, 3, 27))
    monkeypatch.setattr(timezone, "now", lambda: datetime(2027, 3, 28, 23, 15, tzinfo=UTC))

    assert [told.length for told in overview(project).moves] == ["26 days here", "2 days so far"]


# Someone moved meanwhile


def test_a_move_from_a_stage_that_is_no_longer_the_main_one_is_answered_409_with_all_that_was_typed(
    project: Project, amina: User, tom: User, client_of: ClientOf
) -> None:
    client = client_of(amina)
    seen = re.findall('name="seen" value="([0-9]+)"', client.get(project.address("move")).content.decode())
    project.move_to("growing", by=tom, reason="Tom was faster.")
    typed = {
        "to": "designing",
        "because": "practice",
        "reason": "Typed reason.",
        "carries_over": "Typed carry.",
        "keep_open": "Typed keep.",
        "seen": seen[0],
    }

    reply = client.post(project.address("move"), typed)

    page = reply.content.decode()
    assert (reply.status_code, project.moves.count()) == (409, 2)
    assert "The journey changed while you were writing, so nothing was recorded yet." in page
    assert f"{timezone.localdate():%-d %B %Y}: On to Growing. Tom Reid." in page
    for text in ("Typed reason.", "Typed carry.", "Typed keep."):
        assert text in page
    assert re.findall(r'value="([a-z-]+)"[^>]*checked', page) == ["designing", "practice"]

    client.post(project.address("move"), typed | {"seen": re.findall('name="seen" value="([0-9]+)"', page)[0]})

    assert [told.title for told in overview(project).moves][-2:] == ["On to Growing", "Back to Designing"]


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        (("open",), {"stage": "growing", "reason": "Typed reason."}),
        (("close", "designing"), {"reason": "Typed reason."}),
        (("correct", 1), {"why": "Typed reason.", "to": "developing", "reason": ""}),
        (("correct", 1), {"why": "Typed reason.", "do": "aside"}),
    ],
)
def test_every_form_about_the_path_is_answered_409_when_the_path_has_grown(
    project: Project, amina: User, client_of: ClientOf, page: tuple[str | int, ...], typed: dict[str, str]
) -> None:
    project.open_stage("designing", by=amina, reason="Also.")

    reply = client_of(amina).post(project.address(*page), typed | {"seen": "1"})  # type: ignore[arg-type]  # a name and its arguments

    assert (reply.status_code, project.moves.count()) == (409, 2)
    assert "Typed reason." in reply.content.decode()


def test_the_model_itself_refuses_what_was_decided_on_an_older_path(project: Project, amina: User) -> None:
    project.move_to("designing", by=amina, reason="Agreed.", seen=1)

    with pytest.raises(MovedMeanwhile):
        project.move_to("developing", by=amina, reason="Too late.", seen=1)
    with pytest.raises(MovedMeanwhile):
        project.close_stage("designing", by=amina, reason="Too late.", seen=1)


# Several stages open


def test_when_moving_the_stage_one_leaves_may_stay_open_beside_the_new_one(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    page = client.post(
        project.address("move"), {"to": "developing", "reason": "Ready.", "keep_open": "Housing has just joined.", "seen": "1"}, follow=True
    ).content.decode()

    assert "You are in Developing. Also open: Mobilising." in page
    assert f"Main stage: Developing, since {timezone.localdate():%-d %B %Y}. Also open: Mobilising." in page
    assert [(move.kind, move.to_stage, move.reason) for move in project.moves.all()] == [
        ("placed", "mobilising", ""),
        ("moved", "developing", "Ready."),
        ("opened", "mobilising", "Housing has just joined."),
    ]
    assert re.findall(r'<li class="stage-([0-9]) is-(main|open)">', page) == [("1", "open"), ("3", "main")]
    assert 'aria-label="1 Mobilising, also open, 0 of 9 answered"' in page
    assert "Main stage: Developing. Also open: Mobilising." in client.get("/projects/").content.decode()
    journey = client.get(project.address("journey")).content.decode()
    assert "Mobilising open beside Developing" in journey
    assert len(re.findall('class="bar stage-1 is-beside is-now"', journey)) == 2


def test_a_stage_is_opened_and_closed_on_its_own_with_a_reason(project: Project, amina: User, client_of: ClientOf) -> None:
    project.moves.update(day=days(-90))
    client = client_of(amina)

    opened = client.post(project.address("open"), {"stage": "growing", "reason": "A second site asked.", "day": days(-70).isoformat(), "seen": "1"})
    closed = client.post(project.address("close", "growing"), {"reason": "It went elsewhere.", "day": days(-1).isoformat(), "seen": "2"})

    facts = overview(project)
    assert (opened.status_code, closed.status_code) == (302, 302)
    assert facts.beside == (Span(days(-70), days(-1), 5),)
    assert [(told.title, told.length) for told in facts.log[1:]] == [
        ("Growing open beside Mobilising", "2 months open"),
        ("Growing closed", "It was open for 2 months"),
    ]
    assert facts.lengths == ["Mobilising: 3 months so far, 1 visit", "Growing: 2 months open beside the main stage"]
    assert facts.facts("growing").words == f"0 of 9 answered. Open beside the main stage until {days(-1):%B %Y}."
    kinds = list(project.events.values_list("kind", "stage"))[-2:]
    assert kinds == [("move-opened", "growing"), ("move-closed", "growing")]


def test_opening_and_closing_ask_for_a_reason(project: Project, amina: User, client_of: ClientOf) -> None:
    project.open_stage("designing", by=amina, reason="Also.")
    client = client_of(amina)

    opened = client.post(project.address("open"), {"stage": "growing", "reason": " ", "seen": "2"})
    closed = client.post(project.address("close", "designing"), {"reason": "", "seen": "2"})

    assert (opened.status_code, closed.status_code, project.moves.count()) == (422, 422, 2)
    assert "Say why, in a sentence or two" in opened.content.decode()
    assert "Say in one line why it closes" in closed.content.decode()


def test_what_is_not_open_cannot_be_closed_and_what_is_open_not_opened(project: Project, amina: User, client_of: ClientOf) -> None:
    project.open_stage("designing", by=amina, reason="Also.")
    client = client_of(amina)

    assert client.post(project.address("open"), {"stage": "designing", "reason": "Again.", "seen": "2"}).status_code == 422
    assert client.post(project.address("open"), {"stage": "mobilising", "reason": "It leads.", "seen": "2"}).status_code == 422
    closing = client.post(project.address("close", "growing"), {"reason": "Never open.", "seen": "2"})
    assert closing.status_code == 422
    assert "This does not fit the journey: its stage would not be open" in closing.content.decode()
    assert client.get(project.address("close", "nowhere")).status_code == 404


def test_a_stage_open_beside_becomes_the_main_one_by_a_move(project: Project, amina: User) -> None:
    project.move_to("designing", by=amina, reason="Ready.", keep_open="A partner is to come.")

    project.move_to("mobilising", by=amina, reason="The partner left.")

    assert overview(project).main_words == f"Main stage: Mobilising, since {timezone.localdate():%-d %B %Y} (second visit)."


# Corrections


def test_a_move_made_by_mistake_is_corrected_and_both_are_told(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    project.moves.update(day=days(-60))
    project.move_to("growing", by=amina, reason="The test is ready.", because="ready", day=days(-30))
    client = client_of(tom)
    asked = client.get(project.address("correct", 2)).content.decode()
    assert "The test is ready." in asked

    reply = client.post(
        project.address("correct", 2),
        {
            "why": "The wrong stage was pressed.",
            "to": "developing",
            "reason": "The test is ready.",
            "because": "ready",
            "day": days(-29).isoformat(),
            "seen": "2",
        },
    )

    assert (reply.status_code, reply["Location"]) == (302, project.address("journey"))
    first, second = project.moves.filter(number__in=(2, 3))
    assert (first.to_stage, first.day) == ("growing", days(-30))
    assert (second.corrects, second.to_stage, second.from_stage, second.day, second.by) == (first, "developing", "mobilising", days(-29), tom)
    facts = overview(project)
    assert [told.title for told in facts.moves] == ["We began in Mobilising", "On to Developing"]
    assert facts.facts("growing").standing == "untouched"
    page = " ".join(client.get(project.address("journey")).content.decode().split())
    line = re.findall(r'<li id="move-2" class="[^"]*is-corrected">.*?</li>', page)[0]
    assert f"Corrected on {timezone.localdate():%-d %B %Y} by Tom Reid, because:</strong> <p>The wrong stage was pressed.</p>" in line
    assert f'<a href="#move-3">On to Developing, {days(-29):%-d %B %Y}</a>' in line
    assert "1 move." in page
    assert project.events.last().kind == Event.Kind.MOVE_CORRECTED  # type: ignore[union-attr]  # there is one


def test_a_move_that_never_was_is_set_aside_and_can_be_brought_back(project: Project, amina: User, client_of: ClientOf) -> None:
    project.move_to("designing", by=amina, reason="Agreed.")
    client = client_of(amina)

    client.post(project.address("correct", 2), {"why": "It was another project.", "do": "aside", "seen": "2"})
    page = " ".join(client.get(project.address("journey")).content.decode().split())
    assert f"Set aside on {timezone.localdate():%-d %B %Y} by Amina Rahman, because:</strong> <p>It was another project.</p>" in page
    assert overview(project).main_words.startswith("Main stage: Mobilising")

    client.post(
        project.address("correct", 3),
        {"why": "It was this project after all.", "to": "designing", "reason": "Agreed.", "do": "correct", "seen": "3"},
    )
    assert overview(project).main_words.startswith("Main stage: Designing")
    assert [(told.move.number, told.stands) for told in overview(project).log] == [(1, True), (2, False), (4, True)]


def test_only_why_is_asked_to_set_something_aside(project: Project, amina: User, client_of: ClientOf) -> None:
    project.move_to("designing", by=amina, reason="Agreed.")

    reply = client_of(amina).post(project.address("correct", 2), {"why": "", "do": "aside", "to": "nowhere", "seen": "2"})

    assert reply.status_code == 422
    assert reply.content.decode().count("Say what the mistake was") == 2
    assert "Choose a stage" not in reply.content.decode()


def test_a_correction_that_leaves_a_later_move_without_sense_is_refused_and_names_it(
    project: Project, amina: User, client_of: ClientOf, walk: Callable[..., None]
) -> None:
    walk(project, "designing", "mobilising")
    client = client_of(amina)

    reply = client.post(project.address("correct", 2), {"why": "It never was.", "do": "aside", "seen": "3"})

    told = f"After this, “Back to Mobilising” of {timezone.localdate():%-d %B %Y} would not fit the journey: its stage would be the main one already."
    assert reply.status_code == 422
    assert f"{told} Correct that first, or choose differently here" in reply.content.decode()
    assert "It never was." in reply.content.decode()

    project.set_move_aside(3, by=amina, why="This neither.")
    project.set_move_aside(2, by=amina, why="It never was.")
    assert [told.title for told in overview(project).moves] == ["We began in Mobilising"]


def test_which_stage_a_later_move_led_from_follows_from_the_corrected_list(project: Project, amina: User, walk: Callable[..., None]) -> None:
    walk(project, "growing", "developing")
    assert overview(project).moves[-1].title == "Back to Developing"

    project.correct_move(2, by=amina, why="The wrong stage.", to="designing")

    assert [told.title for told in overview(project).moves][1:] == ["On to Designing", "On to Developing"]
    assert project.moves.get(number=3).from_stage == "growing"


def test_the_placing_can_be_corrected_and_set_aside_only_while_nothing_follows_it(project: Project, amina: User) -> None:
    project.set_move_aside(1, by=amina, why="We are not sure.")
    assert overview(project).main_words == "No main stage yet."
    project.move_to("designing", by=amina)
    project.correct_move(3, by=amina, why="A slip.", to="developing")
    project.move_to("growing", by=amina, reason="Ready.")

    with pytest.raises(Impossible):
        project.set_move_aside(4, by=amina, why="Not sure again.")

    assert [told.title for told in overview(project).moves] == ["We began in Developing", "On to Growing"]


def test_setting_aside_twice_is_once(project: Project, amina: User) -> None:
    project.open_stage("growing", by=amina, reason="Also.")

    first, second = (project.set_move_aside(2, by=amina, why="It never was.") for _ in range(2))

    assert (first, project.moves.count()) == (second, 3)


def test_an_old_row_leads_to_what_stands_in_its_place_and_a_number_that_is_nobodys_to_nothing(
    project: Project, amina: User, client_of: ClientOf
) -> None:
    project.correct_move(1, by=amina, why="A slip.", to="developing")
    client = client_of(amina)

    assert f'action="{project.address("correct", 2)}"' in client.get(project.address("correct", 1)).content.decode()
    assert client.get(project.address("correct", 9)).status_code == 404


def test_a_project_with_corrected_moves_can_be_deleted_for_good(project: Project, amina: User) -> None:
    project.move_to("growing", by=amina, reason="Ready.", keep_open="Also.")
    project.correct_move(2, by=amina, why="A slip.", to="developing")
    project.correct_move(4, by=amina, why="Another.", to="designing")
    project.answer("mob-1", "Said.", by=amina, seen=0)
    project.confirm_answer("mob-1", by=amina, seen=1)
    project.put_in_bin(by=amina)
    Project.objects.filter(pk=project.pk).update(binned_at=timezone.now() - timedelta(days=31))

    Project.objects.get(pk=project.pk).purge()

    assert not Move.objects.filter(project=project.pk).exists()


def test_the_review_tells_of_what_is_open_and_what_was_corrected(project: Project, amina: User) -> None:
    project.move_to("growing", by=amina, reason="Ready.", keep_open="Housing has just joined.")
    project.correct_move(2, by=amina, why="The wrong stage.", to="designing")

    review = compose(project)

    assert review.where.endswith("Also open: Mobilising.")
    assert [(move.title, len(move.corrections)) for move in review.moves] == [
        ("We began in Mobilising", 0),
        ("On to Growing", 1),
        ("On to Designing", 0),
        ("Mobilising open beside Designing", 0),
    ]
    assert [move.title for move in review.steps] == ["We began in Mobilising", "On to Designing"]
    assert review.moves[1].corrections[0].why == "The wrong stage."
    assert [(span.stage, span.end) for span in review.beside] == [(1, None)]
    assert [stage.standing for stage in review.stages[:3]] == ["open", "main", "untouched"]


def test_going_back_is_told_without_a_word_of_loss(project: Project, amina: User, client_of: ClientOf, walk: Callable[..., None]) -> None:
    walk(project, "designing", "developing", "designing")
    client = client_of(amina)

    for page in ("", "journey", "review", "move"):
        text = client.get(project.address(page)).content.decode()
        text = text.replace("If momentum is lost, or you pause or stop", "")  # a choice that is offered, not a word on going back
        assert re.findall(r"(?i)\b(lost|failed|failure|incomplete|setback|regress\w*|warning)\b", text.split("<main")[1].split("</main>")[0]) == []
    page = client.get(project.address("move") + "?to=mobilising").content.decode()
    assert "Go back to Mobilising</h1>" in page
    assert "Your answers in Designing stay as they are." in page


def test_the_log_tells_of_opening_closing_correcting_and_setting_aside(project: Project, amina: User, client_of: ClientOf) -> None:
    project.open_stage("growing", by=amina, reason="Also.")
    project.close_stage("growing", by=amina, reason="No more.")
    project.correct_move(1, by=amina, why="A slip.", to="developing")
    project.set_move_aside(3, by=amina, why="Still open.")

    page = client_of(amina).get(project.address("log") + "?kind=move").content.decode()

    for words in (
        "opened Growing beside the main stage",
        "closed Growing, which was open beside the main stage",
        "corrected the journey; it now says Developing",
        "set aside what the journey said of Growing",
    ):
        assert words in page


def test_a_visit_that_began_today_says_so_under_its_bar(amina: User, client_of: ClientOf) -> None:
    project = Project.objects.start(by=amina, name="Begun today")
    project.move_to("mobilising", by=amina)

    page = client_of(amina).get(project.address("journey")).content.decode()

    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert ">started today</text>" in page
    assert "Less than a day, 1 visit. Main stage: Mobilising" in words
    assert "We began in Mobilising Less than a day so far. Amina Rahman." in words
    assert "Mobilising: less than a day so far, 1 visit" in words
    assert re.search(r"\b0 (days|moves)\b", words) is None
