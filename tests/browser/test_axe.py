"""What axe has found good is not asked again, and what is wrong beside it is found all the same."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.axe import ask_what_is_new

GOOD = "<ul><li>One</li><li>Two</li><li>Three</li><li>Four</li><li>Five</li></ul>"
PAGE = """<!DOCTYPE html><html lang="en"><head><title>A page</title><style>.pale { color: #ccc; }</style></head>
<body><main><h1>A page</h1>%s</main></body></html>"""
PICTURE = '<img src="data:,">'


@pytest.fixture
def found_on(open_browser: Callable[..., Page]) -> Callable[[str], list[str]]:
    page = open_browser(for_axe=True, kept="axe")

    def found(inside: str) -> list[str]:
        page.goto("/static/print.css")
        page.set_content(PAGE % inside)
        return [one.split(":")[0] for one in ask_what_is_new(page)]

    return found


@pytest.mark.parametrize(
    ("inside", "wrong"),
    [
        (GOOD + PICTURE, "axe image-alt"),
        (GOOD.replace("Three", f"Three {PICTURE}"), "axe image-alt"),
        (GOOD.replace("Three", '<span class="pale">Three</span>'), "axe color-contrast"),
        (f"<ol>{GOOD}</ol>", "axe list"),
        (GOOD + '<button aria-describedby="nowhere">Send</button><input>', "axe label"),
        (GOOD + '<nav aria-label="Same">a</nav><nav aria-label="Same">b</nav>', "axe landmark-unique"),
    ],
)
def test_what_is_wrong_beside_what_was_good_is_found(found_on: Callable[[str], list[str]], inside: str, wrong: str) -> None:
    assert found_on(GOOD) == []
    assert found_on(GOOD) == []

    assert found_on(inside) == [wrong]
    assert found_on(inside) == [wrong]


def test_a_good_list_that_comes_to_stand_in_something_else_is_judged_again(found_on: Callable[[str], list[str]]) -> None:
    assert found_on(GOOD) == []

    assert found_on(f'<div aria-hidden="true">{GOOD}<button>Send</button></div>') == ["axe aria-hidden-focus"]


def test_a_good_part_under_another_heading_is_judged_again(found_on: Callable[[str], list[str]]) -> None:
    part = f"<div><h3>Part</h3>{GOOD}</div>"
    assert found_on(f"<h2>Above</h2>{part}") == []

    assert found_on(part) == ["axe heading-order"]


def test_a_field_whose_label_went_is_judged_again(found_on: Callable[[str], list[str]]) -> None:
    field = '<div><p>a</p><p>b</p><p>c</p><input id="name"></div>'
    assert found_on(f'<label for="name">Name</label>{field}') == []

    assert found_on(f'<label for="name"></label>{field}') == ["axe label"]
