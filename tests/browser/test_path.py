"""The path in a browser, with and without the script: on, back, a stage kept open, a mistake put right, and the list that tells it all."""

import re
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from journey.models import Project, User
from journey.samples.load import load_samples
from journey.samples.sample import read_samples

type OpenBrowser = Callable[..., Page]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_team_keeps_a_stage_open_goes_back_and_corrects_a_mistake(project: Project, amina: User, open_browser: OpenBrowser, script: bool) -> None:
    page = open_browser(amina, script=script)

    # On to Designing, while work in Mobilising goes on.
    page.goto(project.address())
    page.get_by_role("link", name="Move to another stage").click()
    expect(page.locator(".inset")).to_have_text("9 questions in Mobilising have no answer. You can still move.")
    page.get_by_label("2. Designing").check()
    page.get_by_label("Why?").fill("Partners agreed the need.")
    page.get_by_label("Does work go on in Mobilising?").fill("Housing has just joined.")
    page.get_by_role("button", name="Make this move").click()
    expect(page.get_by_role("alert").first).to_have_text("You are in Designing. Also open: Mobilising.")
    expect(page.locator(".stages li.is-open a")).to_have_text("Mobilising")

    # An answer in Designing; then a slip: Growing instead of Developing.
    page.goto(project.address("answer", "des-1"))
    page.get_by_label("Your answer").fill("Evening groups.")
    if script:
        expect(page.locator("#saved-des-1")).to_contain_text("Saved")
    else:
        page.locator("#form-des-1").get_by_role("button", name="Save").click()
        expect(page.locator("#des-1 .answer")).to_have_text("Evening groups.")
    page.goto(project.address("stage", "growing"))
    page.locator("main").get_by_role("link", name="Move to Growing").last.click()
    page.get_by_label("Why?").fill("The test is ready.")
    page.get_by_role("button", name="Make this move").click()
    expect(page.get_by_role("alert").first).to_contain_text("You are in Growing.")
    page.get_by_role("link", name="Journey", exact=True).click()
    page.get_by_role("link", name="Correct").filter(has_text="On to Growing").click()
    page.get_by_label("What was the mistake?").fill("The wrong stage was pressed.")
    page.get_by_label("3. Developing").check()
    page.get_by_role("button", name="Keep this correction").click()

    # Back to Designing.
    expect(page.get_by_role("heading", level=1)).to_have_text("The journey so far")
    page.goto(project.address("stage", "designing"))
    page.locator("main").get_by_role("link", name="Go back to Designing").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Go back to Designing")
    page.get_by_label("We learned something in practice").check()
    page.get_by_label("Why?").fill("Carers with young children could not come in the evening.")
    page.get_by_role("button", name="Make this move").click()
    expect(page.get_by_role("alert").first).to_have_text("You are in Designing again (second visit). Also open: Mobilising.")

    # What was written at the first visit stands beside today's box.
    page.goto(project.address("stage", "designing"))
    expect(page.locator("#des-1 .then")).to_contain_text("Evening groups.")
    page.locator("#des-1").get_by_role("button", name="Still true").click()
    expect(page.locator("#margin-des-1")).to_contain_text("Still true, confirmed by Amina Rahman on ")

    # Mobilising closes, and the list tells it all.
    page.goto(project.address("journey"))
    page.get_by_role("link", name="Close Mobilising").click()
    page.get_by_label("Why does it close?").fill("Everyone who would join has joined.")
    page.get_by_role("button", name="Close Mobilising").click()
    page.get_by_role("link", name="Journey", exact=True).click()
    expect(page.locator(".log h3")).to_have_text(
        [
            "We began in Mobilising",
            "On to Designing",
            "Mobilising open beside Designing",
            "On to Growing",
            "On to Developing",
            "Back to Designing",
            "Mobilising closed",
        ]
    )
    wrong = page.locator(".log li.is-corrected")
    expect(wrong).to_contain_text("The wrong stage was pressed.")
    wrong.get_by_role("link", name="On to Developing").click()
    expect(page).to_have_url(re.compile("#move-5$"))
    expect(page.locator(".log li.is-back")).to_contain_text("We learned something in practice. Carers with young children could not come")
    page.get_by_role("link", name="Developing", exact=True).click()
    expect(page.locator(".log h3")).to_have_text(["On to Developing", "Back to Designing"])


@pytest.mark.parametrize("width", [1280, 320])
def test_of_two_who_move_at_once_the_second_keeps_what_she_typed(project: Project, amina: User, open_browser: OpenBrowser, width: int) -> None:
    first, second = open_browser(amina), open_browser(amina, width=width)
    for page in (first, second):
        page.goto(project.address("move"))
    first.get_by_label("5. Growing").check()
    first.get_by_label("Why?").fill("The first was faster.")
    first.get_by_role("button", name="Make this move").click()
    expect(first.get_by_role("alert").first).to_contain_text("You are in Growing.")

    second.get_by_label("2. Designing").check()
    second.get_by_label("Why?").fill("Typed by the second.")
    second.get_by_role("button", name="Make this move").click()
    expect(second.get_by_role("alert")).to_contain_text("The journey changed while you were writing")
    expect(second.get_by_label("Why?")).to_have_value("Typed by the second.")
    expect(second.get_by_label("2. Designing")).to_be_checked()
    second.get_by_role("button", name="Make this move").click()

    expect(second.get_by_role("alert").first).to_have_text("You are in Designing.")
    assert [move.to_stage for move in project.moves.all()] == ["mobilising", "growing", "designing"]


def test_the_journey_of_a_sample_prints_on_one_page(transactional_db: None, open_browser: OpenBrowser) -> None:
    load_samples()
    page = open_browser()

    pages = {}
    for sample in read_samples():
        page.goto(f"/samples/{sample.slug}/journey/")
        with pikepdf.open(BytesIO(page.pdf(prefer_css_page_size=True))) as pdf:
            pages[sample.slug] = len(pdf.pages)

    assert pages == {"bridge-16-25": 1, "family-circle": 1, "safer-places": 1}


def test_a_journey_of_forty_moves_prints_on_one_page(project: Project, amina: User, walk: Callable[..., None], open_browser: OpenBrowser) -> None:
    walk(project, *("designing", "developing", "integrating", "growing") * 10)
    page = open_browser(amina)
    page.goto(project.address("journey"))

    printed = pikepdf.open(BytesIO(page.pdf(prefer_css_page_size=True)))

    assert len(printed.pages) == 1
