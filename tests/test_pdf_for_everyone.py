"""PDF that can be read without seeing it: ours is, and our checks find what is not."""

import io
from collections.abc import Callable
from functools import cache

import pikepdf
import pytest

from journey.models import Project
from journey.review.compare import compare
from journey.review.compared import compared_pdf
from journey.review.compose import compose
from journey.review.document import ReviewDocument
from journey.review.pdf import pdf
from journey.review.prints import print_page
from tests.pdf_checks import annotations, descriptors, fonts, named, problems, tags

PAGE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>A page</title><link rel="stylesheet" href="asset:print.css"></head>
<body><section><h1>One</h1><p>Words and <a href="https://example.org/">a link</a>.</p>
<h2>Two</h2><p>Before.</p><ul><li>An item</li><li>Another</li></ul>
<h3>Three</h3><figure><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="90" height="90" role="img"><title>A square</title>
<rect width="9" height="9"/></svg></figure></section>
<section style="break-before: page"><h2>On page two</h2>
<table><thead><tr><th scope="col">Head</th><th scope="col">Other</th></tr></thead><tbody><tr><td>Cell</td><td>Other</td></tr></tbody></table>
<p>The end.</p></section></body></html>"""


@cache
def good() -> bytes:
    return print_page(PAGE)


def rename(old: str, new: str, *, which: int = 0) -> Callable[[pikepdf.Pdf], None]:
    def damage(file: pikepdf.Pdf) -> None:
        named(file, old)[which].S = pikepdf.Name(new)

    return damage


def lose(owner: Callable[[pikepdf.Pdf], pikepdf.Object], key: str) -> Callable[[pikepdf.Pdf], None]:
    def damage(file: pikepdf.Pdf) -> None:
        del owner(file)[key]

    return damage


def lose_title(file: pikepdf.Pdf) -> None:
    del file.docinfo["/Title"]


def hide_title(file: pikepdf.Pdf) -> None:
    file.Root.ViewerPreferences.DisplayDocTitle = False


def unmark(file: pikepdf.Pdf) -> None:
    file.Root.MarkInfo.Marked = False


def lose_heads(file: pikepdf.Pdf) -> None:
    for tag in named(file, "/TH"):
        tag.S = pikepdf.Name("/TD")


def turn_round(file: pikepdf.Pdf) -> None:
    owner = next(tag for tag in tags(file) if isinstance(tag.get("/K"), pikepdf.Array) and len(tag.K) > 1)
    owner.K = pikepdf.Array(reversed(list(owner.K)))


def silence_link(file: pikepdf.Pdf) -> None:
    link = named(file, "/Link")[0]
    link.K = pikepdf.Array([kid for kid in link.K if isinstance(kid, pikepdf.Dictionary) and str(kid.get("/Type", "")) == "/OBJR"])


def write_outside(file: pikepdf.Pdf) -> None:
    page = file.pages[0]
    steps = [step for step in pikepdf.parse_content_stream(page) if str(step.operator) not in ("BDC", "BMC", "EMC")]
    page.Contents = file.make_stream(pikepdf.unparse_content_stream(steps))


DAMAGES: dict[str, Callable[[pikepdf.Pdf], None]] = {
    "no language": lose(lambda file: file.Root, "/Lang"),
    "no title": lose_title,
    "title not shown": hide_title,
    "not tagged": lose(lambda file: file.Root, "/StructTreeRoot"),
    "not marked as tagged": unmark,
    "not said to be PDF/UA": lose(lambda file: file.Root, "/Metadata"),
    "first heading is not of level 1": rename("/H1", "/H2"),
    "heading skipped": rename("/H2", "/H4"),
    "figure without alternative text": lose(lambda file: named(file, "/Figure")[0], "/Alt"),
    "table without heads": lose_heads,
    "list without items": rename("/L", "/Div"),
    "link without text": silence_link,
    "link not tagged": lose(lambda file: annotations(file)[0], "/StructParent"),
    "font not embedded": lose(lambda file: next(descriptors(file)), "/FontFile2"),
    "text that cannot be copied": lose(lambda file: fonts(file)[0], "/ToUnicode"),
    "no bookmarks": lose(lambda file: file.Root, "/Outlines"),
    "tags out of order": turn_round,
    "text outside tags": write_outside,
    "keyboard order not that of the tags": lose(lambda file: next(page.obj for page in file.pages if "/Annots" in page), "/Tabs"),
}


def sample(slug: str) -> ReviewDocument:
    return compose(Project.objects.samples().get(slug=slug))


def test_nothing_is_wrong_with_the_page_that_is_damaged() -> None:
    assert problems(good()) == []


@pytest.mark.parametrize("name", DAMAGES)
def test_each_kind_of_damage_is_found_and_named(name: str) -> None:
    damaged = io.BytesIO()
    with pikepdf.open(io.BytesIO(good())) as file:
        DAMAGES[name](file)
        file.save(damaged)

    assert name in problems(damaged.getvalue())


@pytest.mark.parametrize("slug", ["safer-places", "bridge-16-25", "family-circle"])
def test_nothing_is_wrong_with_a_review(samples: list[Project], slug: str) -> None:
    assert problems(pdf(sample(slug))) == []


def test_nothing_is_wrong_with_a_comparison(samples: list[Project]) -> None:
    after = sample("family-circle")
    before = after.model_copy(update={"moves": after.moves[:-1], "evidence": after.evidence[1:], "decisions": after.decisions[:-1]})

    assert compare(before, after).told
    assert problems(compared_pdf(before, after)) == []
