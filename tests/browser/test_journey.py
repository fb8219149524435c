"""The main job from first visit to review, with and without JavaScript."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from journey.models import Answer, AnswerVersion, Project, User
from journey.samples.load import load_sample
from journey.samples.sample import read_samples
from tests.browser.conftest import mailed_link
from tests.pdf_reader import read

type OpenBrowser = Callable[..., Page]
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
EITHER = [pytest.param(True, id="script", marks=pytest.mark.postgres_journey), pytest.param(False, id="no-script")]


@SCRIPT
def test_a_visitor_sees_what_it_is_for_and_reaches_a_move_back_in_two_presses(
    transactional_db: None, open_browser: OpenBrowser, script: bool
) -> None:
    load_sample(next(sample for sample in read_samples() if sample.slug == "safer-places"))
    page = open_browser(script=script)

    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Plan an innovation journey, and show how it is going")
    names = ["Mobilising", "Designing", "Developing", "Integrating", "Growing", "System change"]
    assert [link.get_attribute("aria-label").split(",")[0] for link in page.locator("svg.wheel a").all()] == [  # type: ignore[union-attr]
        f"{number} {name}" for number, name in enumerate(names, start=1)
    ]
    expect(page.locator(".stages a")).to_have_text(names)
    for way_on in ("Start a project", "See a sample project", "Print the questions"):
        expect(page.get_by_role("link", name=way_on)).to_be_visible()
    expect(page.get_by_text("Do not enter anything that could identify a child or a family.")).to_be_visible()
    assert page.context.cookies() == []

    page.goto("/samples/safer-places/")
    expect(page.get_by_text("Sample, made up.")).to_be_visible()
    page.get_by_role("link", name="Journey", exact=True).click()
    back = page.locator(".log li.is-back")
    expect(back.get_by_role("heading")).to_have_text("Back to Designing")
    expect(back).to_contain_text("The case system could not hold a place")


@pytest.mark.parametrize("script", EITHER)
def test_a_team_answers_moves_goes_back_and_takes_away_a_review(transactional_db: None, open_browser: OpenBrowser, script: bool) -> None:
    page = open_browser(script=script)

    page.goto("/")
    page.get_by_role("link", name="Start a project").click()
    page.get_by_label("Your name").fill("Amina Rahman")
    page.get_by_label("Work email").fill("amina@juniper.example")
    page.get_by_label("Password", exact=True).fill("a long walk round the lake")
    page.locator("main button").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look at your email")
    page.goto(mailed_link())
    page.get_by_role("button", name="Confirm").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Start a project")
    page.get_by_label("What is it called?").fill("Family Circle")
    page.get_by_label("What will be different for a child or family?").fill("Children stay with people who know them.")
    page.get_by_label("Which organisations are in it?").fill("Juniper Steps\nBrackenshire County Council")
    page.get_by_label("Who commissions or funds it?").fill("Larkfield Foundation")
    page.get_by_label("How often do you review it?").select_option("Every six months")
    page.get_by_label("1. Mobilising").check()
    page.get_by_role("button", name="Start the project").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Family Circle")
    expect(page.locator("main")).to_contain_text("Main stage: Mobilising, since")
    expect(page.locator(".stages li.is-main .note")).to_have_text(re.compile(r"^\s*Main stage\. 0 of 9 answered\."))
    expect(page.locator("#whatnext + ol li")).to_have_count(3)

    page.locator("svg.wheel a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mobilising")
    expect(page.locator("article.question")).to_have_count(9)
    box = page.get_by_label("Your answer: Better for whom, and in what way?")
    box.fill("Children first, then their carers.")
    if script:
        expect(page.locator("#saved-mob-2")).to_contain_text("Saved at ")
        expect(page.locator("#margin-mob-2")).to_contain_text("Amina Rahman")
        expect(page.locator("#counts")).to_contain_text("1 of 9 answered")
    else:
        page.locator("#form-mob-2").get_by_role("button", name="Save").click()
        expect(page.locator("#mob-2 .answer")).to_be_visible()
    page.reload()
    expect(page.locator("#mob-2 .answer")).to_contain_text("Children first, then their carers.")
    expect(page.locator("#mob-2")).to_contain_text("Saved today at ")

    for stage, reason in (
        ("2. Designing", "Partners agreed the need."),
        ("3. Developing", "The test is ready."),
        ("2. Designing", "Evening groups failed."),
    ):
        page.get_by_role("link", name="Overview").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Family Circle")
        page.get_by_role("link", name="Move to another stage").click()
        expect(page.locator(".inset")).to_contain_text("You can still move.")
        page.get_by_label(stage).check()
        page.get_by_label("Why?").fill(reason)
        page.get_by_role("button", name="Make this move").click()
        expect(page.locator("main .said")).to_contain_text("You are in ")
    expect(page.get_by_role("alert").first).to_have_text("You are in Designing again (second visit).")

    page.get_by_role("link", name="Journey", exact=True).click()
    expect(page.locator(".log h3")).to_have_text(["We began in Mobilising", "On to Designing", "On to Developing", "Back to Designing"])
    expect(page.locator(".log li.is-back")).to_contain_text("Evening groups failed.")

    page.get_by_role("link", name="Reviews", exact=True).click()
    page.get_by_role("link", name="Read the review as it stands today").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Family Circle")
    address = page.get_by_role("link", name="Open as a PDF").get_attribute("href")
    found = read(page.request.get(str(address)).body())
    assert found.text.count("Children first, then their carers.") == 1
    assert found.text.count("Better for whom, and in what way?") == 1
    assert "Evening groups failed." in found.pages[0]


def test_through_ten_slow_saves_every_character_arrives_and_the_caret_stays(project: Project, amina: User, open_browser: OpenBrowser) -> None:
    page = open_browser(amina)
    sent: list[str] = []

    def slowly(route: object) -> None:
        sent.append(route.request.post_data)  # type: ignore[attr-defined]  # a Playwright route
        page.wait_for_timeout(400)
        route.continue_()  # type: ignore[attr-defined]  # a Playwright route

    page.route("**/answers/mob-1/", slowly)
    page.goto(project.address("stage", "mobilising"))
    box = page.get_by_label("Your answer: What is not working now, and how do we know?")
    box.fill("[]")
    page.keyboard.press("ArrowLeft")
    words = [f"word{number} " for number in range(14)]

    for word in words:
        page.keyboard.type(word, delay=25)
        page.wait_for_timeout(1150)
    expect(page.locator("#saved-mob-1")).to_contain_text("Saved at ", timeout=20_000)
    expect(box).to_have_value("[" + "".join(words) + "]")

    assert len(sent) >= 10
    assert box.evaluate("box => [box.selectionStart, document.activeElement === box]") == [1 + len("".join(words)), True]
    assert Answer.objects.get(key="mob-1").text == "[" + "".join(words) + "]"
    assert AnswerVersion.objects.count() == Answer.objects.get(key="mob-1").version


def test_a_text_too_long_is_said_beside_the_box_and_stays_there(project: Project, amina: User, open_browser: OpenBrowser) -> None:
    page = open_browser(amina)
    page.goto(project.address("stage", "mobilising"))
    box = page.get_by_label("Your answer: What is not working now, and how do we know?")

    box.fill("a" * 4001)

    expect(page.locator("#problem-mob-1")).to_contain_text("This text is 1 character too long.")
    expect(page.locator("#saved-mob-1")).to_have_text("Not saved")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(page).to_have_title(re.compile("^Error: "))
    assert len(box.input_value()) == 4001
    box.fill("Shorter.")
    expect(page.locator("#saved-mob-1")).to_contain_text("Saved at ")
    expect(page.locator("#problem-mob-1")).to_have_text("")
    assert not page.title().startswith("Error: ")


def test_without_a_connection_the_page_says_so_and_saves_when_it_is_back(project: Project, amina: User, open_browser: OpenBrowser) -> None:
    page = open_browser(amina)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(project.address("stage", "mobilising"))
    page.context.set_offline(True)

    page.get_by_label("Your answer: What is not working now, and how do we know?").fill("Typed on a train.")

    expect(page.locator("#saved-mob-1")).to_contain_text("Not saved: no connection. Your text is still here.")
    expect(page.locator("#saved-mob-1")).to_be_in_viewport()
    assert not Answer.objects.exists()
    page.context.set_offline(False)
    expect(page.locator("#saved-mob-1")).to_contain_text("Saved at ")
    assert Answer.objects.get().text == "Typed on a train."


def test_a_save_after_the_session_ended_keeps_the_page_and_the_text(project: Project, amina: User, open_browser: OpenBrowser) -> None:
    page = open_browser(amina)
    page.goto(project.address("stage", "mobilising"))
    page.context.clear_cookies(name="sessionid")

    box = page.get_by_label("Your answer: What is not working now, and how do we know?")
    box.fill("Typed too late.")

    expect(page.locator("#saved-mob-1")).to_contain_text("Not saved: you have been signed out. Your text is still here.")
    expect(box).to_have_value("Typed too late.")


@SCRIPT
@pytest.mark.parametrize(
    ("button", "stands"), [("Keep mine", "By Amina."), ("Keep the text of Tom Reid", "By Tom."), ("Join them", "By Amina.\n\nBy Tom.")]
)
def test_of_two_who_write_at_once_neither_loses_a_text_whatever_is_pressed(
    project: Project, amina: User, open_browser: OpenBrowser, script: bool, button: str, stands: str
) -> None:
    tom = User.objects.create_user("tom@example.org", name="Tom Reid")
    project.memberships.create(user=tom, role="editor")
    his, hers = open_browser(tom, script=script), open_browser(amina, script=script)
    label = "Your answer: What is not working now, and how do we know?"
    for page in (his, hers):
        page.goto(project.address("stage", "mobilising"))

    def write(page: Page, text: str) -> None:
        page.get_by_label(label).fill(text)
        if not script:
            page.locator("#form-mob-1").get_by_role("button", name="Save").click()

    write(his, "By Tom.")
    expect(his.locator("#mob-1")).to_contain_text("Saved")
    write(hers, "By Amina.")
    expect(hers.locator("#problem-mob-1")).to_contain_text("Tom Reid saved this answer today at ")
    expect(hers.locator("#problem-mob-1 ins")).to_contain_text("Amina")
    expect(hers.locator("#problem-mob-1 del")).to_contain_text("Tom")
    expect(hers.get_by_label(label)).to_have_value("By Amina.")
    assert Answer.objects.get().text == "By Tom."

    hers.get_by_role("button", name=button).click()
    expect(hers.locator("#answer-mob-1")).to_contain_text(stands.splitlines()[0])
    assert Answer.objects.get().text == stands
    hers.get_by_role("link", name=re.compile("^History.*What is not working now")).click()
    for text in ("By Tom.", "By Amina."):
        assert text in set(AnswerVersion.objects.values_list("text", flat=True))
    expect(hers.locator("ol.log > li").first).to_contain_text("as it stands now")


@SCRIPT
def test_history_brings_an_earlier_text_back_on_top(project: Project, amina: User, open_browser: OpenBrowser, script: bool) -> None:
    tom = User.objects.create_user("tom@example.org", name="Tom Reid")
    for seen, (text, who) in enumerate([("First by Tom.", tom), ("Then by Amina.", amina)]):
        project.answer("mob-1", text, by=who, seen=seen)
    page = open_browser(amina, script=script)

    page.goto(project.address("stage", "mobilising"))
    page.get_by_role("link", name=re.compile("^History.*What is not working now")).click()
    expect(page.locator("ol.log > li")).to_have_count(2)
    page.get_by_role("button", name="Bring this back").click()

    expect(page.locator("#answer-mob-1")).to_contain_text("First by Tom.")
    assert list(AnswerVersion.objects.values_list("text", flat=True)) == ["First by Tom.", "Then by Amina.", "First by Tom."]


@SCRIPT
def test_a_question_is_not_relevant_with_a_reason_and_another_is_marked_to_come_back_to(
    project: Project, amina: User, open_browser: OpenBrowser, script: bool
) -> None:
    page = open_browser(amina, script=script)
    page.goto(project.address("stage", "mobilising"))
    first, second = page.locator("#mob-1"), page.locator("#mob-2")

    first.get_by_text("Not relevant, or come back to it").click()
    first.get_by_role("button", name="Mark as not relevant").click()
    expect(page.get_by_text("Say why it is not relevant").first).to_be_visible()
    box = page.get_by_label("Why is it not relevant?").first
    box.fill("We replace nothing here.")
    page.get_by_role("button", name="Mark as not relevant").first.click()
    expect(page.locator("#answer-mob-1")).to_contain_text("We replace nothing here.")
    expect(page.locator("main")).to_contain_text("0 of 9 answered, 1 not relevant")

    second.get_by_text("Not relevant, or come back to it").click()
    second.get_by_label("What do you want to come back for?").fill("ask the carers’ panel")
    second.get_by_role("button", name="Come back to this").click()
    expect(second).to_contain_text("Come back to this: ask the carers’ panel")
    page.get_by_role("link", name="Overview").click()
    expect(page.locator("#whatnext + ol")).to_contain_text("ask the carers’ panel")
    page.get_by_role("link", name="Come back to: ").click()
    page.get_by_role("button", name="Take the mark off").click()
    expect(page.locator("#mob-2")).not_to_contain_text("ask the carers’ panel")


@SCRIPT
def test_whoever_presses_a_button_of_a_question_finds_themselves_at_that_question_again(
    project: Project, amina: User, open_browser: OpenBrowser, script: bool
) -> None:
    page = open_browser(amina, script=script)
    page.goto(project.address("stage", "mobilising"))
    question = page.locator("#mob-8")

    question.get_by_text("Not relevant, or come back to it").click()
    question.get_by_label("Why is it not relevant?").fill("The staff are another council’s.")
    question.get_by_role("button", name="Mark as not relevant").press("Enter")

    expect(page.locator("#answer-mob-8")).to_contain_text("another council’s")
    expect(question.get_by_role("heading", level=3)).to_be_in_viewport(ratio=1)
    page.keyboard.press("Tab")
    expect(question.locator(":focus")).to_have_count(1)


@SCRIPT
def test_a_text_that_may_identify_a_child_is_saved_with_a_warning_until_a_reason_is_given(
    project: Project, amina: User, open_browser: OpenBrowser, script: bool
) -> None:
    page = open_browser(amina, script=script)
    page.goto(project.address("stage", "mobilising"))

    page.get_by_label("Your answer: What is not working now, and how do we know?").fill("Born on 14/03/2015, at LS6 3HN.")
    if not script:
        page.locator("#form-mob-1").get_by_role("button", name="Save").click()

    warning = page.locator("#warnings-mob-1")
    expect(warning).to_contain_text("This may identify a child or family: a date of birth, a postcode.")
    expect(warning).to_contain_text("cannot recognise names")
    assert Answer.objects.get().text == "Born on 14/03/2015, at LS6 3HN."
    for kind in ("date-of-birth", "postcode"):
        page.locator(f"[name=reason-{kind}]").fill("Made up, for a training day.")
        page.locator(f'[formaction$="/clear/{kind}/"]').click()
        expect(page.locator(f"[name=reason-{kind}]")).to_have_count(0)
    expect(page.locator("#warnings-mob-1")).to_have_text("")


def test_the_browsers_storage_holds_unsaved_text_alone(project: Project, amina: User, open_browser: OpenBrowser) -> None:
    page = open_browser(amina)
    page.goto(project.address("stage", "mobilising"))
    storage = "({...localStorage, ...sessionStorage})"

    page.get_by_label("Your answer: What is not working now, and how do we know?").fill("MARKER-3310")
    typed = page.evaluate(storage)
    expect(page.locator("#saved-mob-1")).to_contain_text("Saved at ")
    kept = page.evaluate(storage)

    draft = f"draft:{amina.code}:{project.address('answer', 'mob-1')}:text"
    assert (set(typed) - {"htmx-current-path-for-history"}, "MARKER-3310" in typed[draft]) == ({draft}, True)
    assert set(kept) <= {"htmx-current-path-for-history"}
    assert "MARKER-3310" not in str(kept)
