"""Planning on one page: line after line, with and without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

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
