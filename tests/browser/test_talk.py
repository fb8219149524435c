"""Comments and assignments in the browser, with JavaScript and without it."""

from collections.abc import Callable

from playwright.sync_api import Dialog, Page, expect

from journey.models import Project, User
from tests.browser.test_journey import SCRIPT
from tests.conftest import member_of

type OpenBrowser = Callable[..., Page]
QUESTION = "What is not working now, and how do we know?"


@SCRIPT
def test_leila_asks_and_amina_replies_and_resolves(project: Project, amina: User, open_browser: OpenBrowser, script: bool) -> None:
    leila = member_of(project, "Leila Hassan", "commenter")
    project.answer("mob-1", "Placements break down.", by=amina, seen=0)
    hers = open_browser(leila, script=script)
    hers.goto(project.address("stage", "mobilising"))
    expect(hers.get_by_role("button", name="Save")).to_have_count(0)
    hers.locator("#mob-1").get_by_role("link", name="Comment, team only").click()
    expect(hers.get_by_role("heading", level=1)).to_have_text(QUESTION)
    hers.get_by_label("Your comment").fill("Is this all areas?")
    hers.get_by_role("group", name="Tell").get_by_label("Amina Rahman").check()
    hers.get_by_role("button", name="Comment", exact=True).click()
    thread = hers.get_by_role("article")
    expect(thread.get_by_text("Is this all areas?")).to_be_visible()
    expect(thread.get_by_role("heading")).to_contain_text("Team only")

    page = open_browser(amina, script=script)
    page.goto("/projects/")
    for _ in range(2):
        page.get_by_role("link", name=f"Leila Hassan tells you of a comment: {QUESTION}").click()
        expect(page.get_by_text("You were told of this.")).to_be_visible()
        page.goto("/projects/")
    page.get_by_role("link", name=f"Leila Hassan tells you of a comment: {QUESTION}").click()
    page.get_by_label("Your reply").fill("Yes, all three.")
    page.get_by_role("button", name="Resolve").click()
    expect(page.get_by_role("heading", name="No open threads")).to_be_visible()
    page.goto("/projects/")
    expect(page.get_by_text("tells you of a comment")).to_have_count(0)

    hers.goto(project.address("stage", "mobilising"))
    expect(hers.locator("#mob-1 .talk")).to_contain_text("1 resolved")
    hers.locator("#mob-1 .talk a").click()
    expect(hers.get_by_text("Yes, all three.")).to_be_hidden()
    hers.get_by_text("1 resolved").click()
    expect(hers.get_by_text("Yes, all three.")).to_be_visible()
    refused = hers.request.post(project.address("answer", "mob-1"), form={"text": "Mine.", "seen": "1"})
    assert (refused.status, project.answers.get().text) == (403, "Placements break down.")


@SCRIPT
def test_amina_asks_tom_to_answer_and_he_says_it_is_done(project: Project, amina: User, open_browser: OpenBrowser, script: bool) -> None:
    tom = member_of(project, "Tom Reid", "editor")
    page = open_browser(amina, script=script)
    page.goto(project.address("stage", "mobilising"))
    page.locator("#mob-1").get_by_role("link", name="Ask someone to answer").click()
    page.get_by_label("Who is asked to answer it?").select_option("Tom Reid")
    page.get_by_label("By when?").fill(project.today.isoformat())
    page.get_by_label("Note").fill("Two sentences would do.")
    page.get_by_role("button", name="Ask them").click()
    expect(page.locator("#mob-1 .talk")).to_contain_text("Tom Reid is asked to answer this, due today. Two sentences would do.")

    his = open_browser(tom, script=script)
    his.goto("/projects/")
    his.get_by_role("link", name=f"Answer: {QUESTION}").click()
    expect(his.get_by_label(f"Your answer: {QUESTION}")).to_be_visible()
    his.locator("#mob-1").get_by_role("button", name="Done").click()
    expect(his.locator("main .said")).to_have_text(f"Done: {QUESTION}")

    page.get_by_role("link", name="Overview").click()
    page.get_by_role("link", name="All assignments").click()
    page.get_by_text("1 done").click()
    expect(page.get_by_text("Tom Reid was asked. Tom Reid said it was done")).to_be_visible()


def test_leaving_or_sending_another_box_asks_first_where_a_comment_is_typed(project: Project, amina: User, open_browser: OpenBrowser) -> None:
    thread = project.start_thread("Hm?", key="mob-1", by=amina)
    page = open_browser(amina)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.goto(thread.page)
    page.get_by_label("Your comment").fill("A long thought.")

    page.get_by_label("Your reply").fill("Short.")
    page.get_by_role("button", name="Reply").click(no_wait_after=True)
    page.get_by_role("link", name="Overview").click(no_wait_after=True)
    expect(page.get_by_label("Your comment")).to_have_value("A long thought.")
    assert asked == ["beforeunload", "beforeunload"]
    page.get_by_label("Your reply").fill("")
    page.get_by_role("button", name="Comment", exact=True).click()

    expect(page.get_by_role("heading", name="2 open threads")).to_be_visible()
    assert asked == ["beforeunload", "beforeunload"]
