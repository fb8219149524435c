"""Signs, a decision with conditions, its correction, the move from it, a pause and a good ending: with and without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from journey.models import Project, User

type OpenBrowser = Callable[..., Page]
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])


@SCRIPT
def test_a_team_reads_the_signs_decides_corrects_and_moves(project: Project, amina: User, open_browser: OpenBrowser, script: bool) -> None:
    page = open_browser(amina, script=script)
    page.goto(project.address("stage", "mobilising"))

    page.get_by_role("link", name="Say how the signs stand").click()
    page.get_by_role("group", name="Named sponsor and lead").get_by_label("Yes").check()
    page.get_by_role("group", name="Baseline identified").get_by_label("Not yet").check()
    page.get_by_label("Note: Baseline identified").fill("Health counts in another way.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#ready ~ .signs > li").nth(2).locator("span").first).to_have_text("Yes")
    expect(page.locator("#ready ~ .signs")).to_contain_text("Health counts in another way.")

    page.locator("main").get_by_role("link", name="Record a decision").last.click()
    expect(page.locator(".inset")).to_contain_text(
        "9 questions in Mobilising have no answer. 1 sign of being ready stands at “not yet”. You can still decide."
    )
    expect(page.get_by_label("What would restart it?")).to_be_hidden()
    page.get_by_label("Move on with conditions").check()
    expect(page.get_by_label("What must carry over?")).to_be_visible()
    page.get_by_label("What must carry over?").fill("Four young people wait to hear from us.")
    page.get_by_label("Role 1", exact=True).fill("Sponsor")
    page.get_by_label("Role 2", exact=True).fill("Young advisers")
    page.get_by_label("How many in role 2").fill("2")
    page.get_by_label("Did anyone disagree, and why?").fill("One partner would have waited.")
    page.get_by_label("Condition 1", exact=True).fill("Health names hours.")
    page.get_by_label("Who sees to condition 1").select_option("Amina Rahman")
    page.get_by_label("Condition 1 by").fill("2027-03-01")
    page.get_by_role("button", name="More rows for conditions").click()
    page.get_by_label("Condition 5", exact=True).fill("A plan for testing is written.")
    page.get_by_role("button", name="Record the decision").click()

    expect(page.locator(".problem")).to_contain_text("Say why, in a sentence or two")
    expect(page.get_by_label("Did anyone disagree, and why?")).to_have_value("One partner would have waited.")
    expect(page.get_by_label("Move on with conditions")).to_be_checked()
    page.get_by_label("Why?", exact=True).fill("The need is agreed.")
    page.get_by_role("button", name="Record the decision").click()

    expect(page.locator(".statement .say")).to_contain_text("we decided to move on from Mobilising, with conditions.")
    expect(page.locator(".signs li p:first-child").first).to_have_text("Health names hours.")
    expect(page.locator(".signs > li")).to_have_count(2)
    expect(page.locator("main")).to_contain_text("One partner would have waited.")

    page.get_by_role("link", name="Correct this decision").click()
    page.get_by_label("What was wrong in the first record?").fill("The young advisers were three.")
    page.get_by_label("How many in role 2").fill("3")
    page.get_by_role("button", name="Record the correction").click()
    expect(page.locator("main")).to_contain_text("Young advisers (3)")
    page.get_by_role("link", name="Read the first record, decision 1").click()
    expect(page.locator("main")).to_contain_text("Young advisers (2)")
    expect(page.locator(".inset")).to_contain_text("The young advisers were three.")
    page.get_by_role("link", name="Decision 2 stands in its place.").click()

    page.get_by_role("link", name="Say how it stands").first.click()
    page.get_by_label("Met", exact=True).check()
    page.get_by_label("What do you know of it?").fill("Eight hours a week.")
    page.get_by_role("button", name="Keep this").click()
    expect(page.locator(".signs li").first).to_contain_text("Eight hours a week.")

    page.get_by_role("link", name="Move to Designing").click()
    expect(page.locator(".inset")).to_contain_text("1 condition of an earlier decision is open. You can still move.")
    expect(page.get_by_label("Why?", exact=True)).to_have_value("The need is agreed.")
    expect(page.get_by_label("What carries over?")).to_have_value("Four young people wait to hear from us.")
    expect(page.get_by_label("2. Designing")).to_be_checked()
    page.get_by_role("button", name="Make this move").click()
    expect(page.locator("main .said")).to_contain_text("You are in Designing.")
    assert project.moves.get(number=2).decision == project.decisions.get(number=2)


@SCRIPT
def test_a_project_is_paused_and_taken_up_and_stopped_well(project: Project, amina: User, open_browser: OpenBrowser, script: bool) -> None:
    page = open_browser(amina, script=script)
    page.goto(project.address())

    page.get_by_role("link", name="If the work slows, pauses or stops").click()
    page.get_by_role("link", name="Say that momentum is lost, pause or stop").click()
    expect(page.get_by_label("What would restart it?")).to_be_hidden()
    page.get_by_label("Paused: held safely").check()
    page.get_by_label("Why?", exact=True).fill("The lead director left.")
    page.get_by_label("What would restart it?").fill("A new sponsor.")
    page.get_by_role("button", name="Keep this").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Paused since")
    page.get_by_role("link", name="Journey", exact=True).click()
    expect(page.locator("svg.path--across .pause")).to_have_count(1)

    page.goto(project.address("standing"))
    page.get_by_role("link", name="Take it up again").click()
    expect(page.get_by_label("Renewed: taken up again")).to_be_checked()
    page.get_by_label("Why?", exact=True).fill("A sponsor was named.")
    page.get_by_role("button", name="Keep this").click()

    page.get_by_role("link", name="Say that momentum is lost, pause or stop").click()
    page.get_by_label("Stopped, and closed well").check()
    page.get_by_label("Why?", exact=True).fill("The council has built its own.")
    page.get_by_label("What was promised to families, and how is it kept?").fill("Every family keeps its worker until June.")
    page.get_by_role("button", name="Keep this").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Stopped, and closed well since")
    expect(page.locator("main")).to_contain_text("nothing is locked")

    page.goto(project.address("stage", "mobilising"))
    expect(page.locator(".inset").first).to_contain_text("was closed well")
    page.get_by_label("Your answer: Better for whom, and in what way?").fill("Put right afterwards.")
    page.locator("#form-mob-2").get_by_role("button", name="Save", exact=False).first.click()
    expect(page.locator("#mob-2")).to_contain_text("Saved")
