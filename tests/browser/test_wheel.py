"""The wheel for everyone: by keyboard, on a small screen, magnified, in forced colours, on paper."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from journey.samples.load import load_sample
from journey.samples.sample import read_samples

type OpenBrowser = Callable[..., Page]
NAMES = ["Mobilising", "Designing", "Developing", "Integrating", "Growing", "System change"]


@pytest.fixture
def wheel_page(transactional_db: None, open_browser: OpenBrowser) -> Callable[..., Page]:
    load_sample(next(sample for sample in read_samples() if sample.slug == "safer-places"))

    def opened(**how: object) -> Page:
        page = open_browser(**how)
        page.goto("/samples/safer-places/")
        return page

    return opened


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.textContent.trim()"))


def test_tab_goes_round_the_wheel_in_order_and_enter_opens_a_stage(wheel_page: Callable[..., Page]) -> None:
    page = wheel_page(script=False)
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to main content"
    while not focused(page).startswith("1 Mobilising"):
        page.keyboard.press("Tab")

    order = []
    for _ in NAMES:
        order.append(focused(page))
        page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")

    assert [label.split(",")[0] for label in order] == [f"{number} {name}" for number, name in enumerate(NAMES, start=1)]
    expect(page.get_by_role("heading", level=1)).to_have_text("System change")


def test_every_stop_of_the_keyboard_can_be_seen_and_none_is_a_trap(wheel_page: Callable[..., Page]) -> None:
    page = wheel_page()
    page.evaluate("window.scrollTo(0, 0)")
    stops = page.evaluate(
        """[...document.querySelectorAll("a[href], button, summary, input, select, textarea")].filter(e => e.checkVisibility()).length"""
    )
    seen = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        before = page.screenshot()
        label = focused(page)
        page.evaluate("window.kept = document.activeElement; document.activeElement.blur()")
        after = page.screenshot()
        page.evaluate("window.kept.focus({ preventScroll: true })")
        seen.append((label, before != after))

    assert [label for label, changed in seen if not changed] == []
    assert len({label for label, _ in seen}) >= 20


def test_at_320_px_the_wheel_keeps_its_numbers_and_the_list_says_the_rest(wheel_page: Callable[..., Page]) -> None:
    page = wheel_page(width=320)

    expect(page.locator("svg.wheel .wheel-large").first).to_be_visible()
    expect(page.locator("svg.wheel .wheel-words").first).to_be_hidden()
    expect(page.locator(".stages a")).to_have_text(NAMES)
    small = page.locator("svg.wheel a").evaluate_all(
        "links => links.map(a => a.getBoundingClientRect()).filter(b => b.width < 24 || b.height < 24).length"
    )
    assert small == 0
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_with_wider_spacing_of_text_nothing_is_cut(wheel_page: Callable[..., Page]) -> None:
    page = wheel_page(width=320, for_axe=True)

    page.add_style_tag(content="* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }")

    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_in_forced_colours_the_main_stage_still_stands_out(wheel_page: Callable[..., Page]) -> None:
    page = wheel_page()
    page.emulate_media(forced_colors="active")

    fills = page.locator("svg.wheel .wheel-ground").evaluate_all("shapes => shapes.map(shape => getComputedStyle(shape).fill)")

    assert len(fills) == 6
    assert fills[2] not in fills[:2] + fills[3:]
    assert len(set(fills[:2] + fills[3:])) == 1


def test_on_paper_the_wheel_the_list_and_the_credit_stand_and_the_furniture_does_not(wheel_page: Callable[..., Page]) -> None:
    page = wheel_page()
    page.emulate_media(media="print")

    expect(page.locator("svg.wheel")).to_be_visible()
    expect(page.locator(".stages li").first).to_be_visible()
    expect(page.locator(".credit")).to_be_visible()
    expect(page.locator(".masthead")).to_be_hidden()
    expect(page.locator(".local")).to_be_hidden()


def test_the_path_prints_on_one_sheet(wheel_page: Callable[..., Page]) -> None:
    page = wheel_page()
    page.goto("/samples/safer-places/journey/")

    printed = page.pdf(format="A4", prefer_css_page_size=True)

    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") + printed.count(b"/Type /Page/") == 1
