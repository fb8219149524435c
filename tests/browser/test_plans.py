"""Planning on one page: line after line, with and without JavaScript."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from journey.models import Project, User

type OpenBrowser = Callable[..., Page]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_team_plans_line_after_line_without_leaving_the_page(project: Project, amina: User, open_browser: OpenBrowser, script: bool) -> None:
    page = open_browser(amina, script=script)
    page.goto(project.address("plan"))
    box = page.get_by_label("What is to be done?")

    for text in ("Ring the housing team.", "Write to four families."):
        box.fill(text)
        page.locator("#actions form").last.get_by_role("button", name="Put it in the plan").click()
        expect(page.locator("#actions .task").filter(has_text=text)).to_have_count(1)
        expect(box).to_have_value("")
        if script:
            expect(box).to_be_focused()
    box.fill("a" * 501)
    page.locator("#actions form").last.get_by_role("button", name="Put it in the plan").click()
    expect(page.locator("#actions .wrong")).to_contain_text("This text is 1 character too long.")
    expect(box).to_have_value("a" * 501)
    box.fill("Short.")
    page.locator("#actions form").last.get_by_role("button", name="Put it in the plan").click()
    expect(page.locator("#actions .task")).to_have_count(3)

    page.locator("#actions .task").filter(has_text="Ring the housing team.").get_by_role("button").click()
    expect(page.locator("#actions summary")).to_have_text("1 done or dropped")
    page.goto(project.address("plan"))
    expect(page.locator(".draft")).to_have_count(0)
    expect(page.get_by_label("What is to be done?")).to_have_value("")


def test_a_line_whose_reply_got_lost_is_put_in_once_though_one_tries_again(project: Project, amina: User, open_browser: OpenBrowser) -> None:
    page = open_browser(amina)
    page.goto(project.address("plan"))
    box, press = page.get_by_label("What is to be done?"), page.locator("#actions form").last.get_by_role("button", name="Put it in the plan")

    def lose(route: Route) -> None:
        route.fetch()  # it arrives, the reply does not
        route.abort()

    page.route("**/actions/add/", lose, times=1)
    box.fill("Ring the housing team.")
    press.click()
    expect(page.locator("#actions [data-line-status]")).to_contain_text("Try again when the connection is back.")
    press.click()

    expect(page.locator("#actions .task")).to_have_text([re.compile("Ring the housing team.")])
    expect(box).to_have_value("")
    expect(box).to_be_focused()
    assert project.actions.count() == 1
    page.goto(project.address("plan"))
    expect(page.locator(".draft")).to_have_count(0)
