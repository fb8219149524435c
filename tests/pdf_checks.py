"""What is wrong with a PDF for someone who does not see it: our own checks, beside outloud's."""

import io
from collections.abc import Callable, Collection, Iterator
from itertools import pairwise
from typing import Any

import pikepdf

from tests.pdf_reader import walk

TEXT = {"Tj", "TJ", "'", '"'}
"""What shows text in a page's content."""


def problems(file: bytes) -> list[str]:
    """The names of what is wrong, [] for nothing."""
    with pikepdf.open(io.BytesIO(file)) as opened:
        return [name for name, is_wrong in CHECKS.items() if is_wrong(opened)]


def tags(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return list(walk(pdf.Root.StructTreeRoot)) if "/StructTreeRoot" in pdf.Root else []


def names(pdf: pikepdf.Pdf) -> list[str]:
    return [str(tag.get("/S", "")) for tag in tags(pdf)]


def levels(pdf: pikepdf.Pdf) -> list[int]:
    return [int(name[2]) for name in names(pdf) if name[:2] == "/H" and name[2:].isdigit()]


def named(pdf: pikepdf.Pdf, *wanted: str) -> list[pikepdf.Object]:
    return [tag for tag in tags(pdf) if str(tag.get("/S", "")) in wanted]


def within(tag: pikepdf.Object) -> list[str]:
    return [str(kid.get("/S", "")) for kid in walk(tag)]


APART = {"/Figure", "/Lbl"}
"""Figures and the marks of lists are painted after the text that they stand in."""


def marks(tag: pikepdf.Object, apart: Collection[str] = (), page: Any = None) -> Iterator[tuple[Any, int]]:
    """The marked content of a tag and of those in it, in reading order: its page and its number there."""
    kids: Any = tag.get("/K")
    page = tag.get("/Pg", page)
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if not isinstance(kid, pikepdf.Dictionary):
            yield from [] if kid is None else [(page, int(kid))]
        elif "/MCID" in kid:
            yield kid.get("/Pg", page), int(kid.MCID)
        elif "/S" in kid and str(kid.S) not in apart:
            yield from marks(kid, apart, page)


def is_said(tag: pikepdf.Object) -> bool:
    """Whether a tag holds anything that is read out."""
    return bool(list(marks(tag))) or any(str(tag.get(key, "")).strip() for key in ("/Alt", "/ActualText"))


def metadata(pdf: pikepdf.Pdf) -> str:
    return pdf.Root.Metadata.read_bytes().decode() if "/Metadata" in pdf.Root else ""


def fonts(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [font for page in pdf.pages for font in page.Resources.get("/Font", pikepdf.Dictionary()).values()]


def descriptors(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for font in fonts(pdf):
        for one in font.get("/DescendantFonts", [font]):
            yield one.get("/FontDescriptor", pikepdf.Dictionary())


def annotations(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [one for page in pdf.pages for one in page.get("/Annots", []) if str(one.get("/Subtype", "")) == "/Link"]


def shows_text_outside_tags(pdf: pikepdf.Pdf) -> bool:
    for page in pdf.pages:
        depth = 0
        for step in pikepdf.parse_content_stream(page):
            operator = str(step.operator)
            depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(operator, 0)
            if operator in TEXT and not depth:
                return True
    return False


def is_out_of_order(pdf: pikepdf.Pdf) -> bool:
    """Whether the tags tell pages, or the text of a page, in another order than that in which they stand."""
    places = {page.objgen: number for number, page in enumerate(pdf.pages)}
    found = [(places[page.objgen], number) for page, number in marks(pdf.Root.StructTreeRoot, APART)] if tags(pdf) else []
    return any(other < one for one, other in pairwise(found))


def heads_of_tables(table: pikepdf.Object) -> bool:
    return "/TH" in within(table)


CHECKS: dict[str, Callable[[pikepdf.Pdf], bool]] = {
    "no language": lambda pdf: not str(pdf.Root.get("/Lang", "")),
    "no title": lambda pdf: not str(pdf.docinfo.get("/Title", "")) or "<dc:title>" not in metadata(pdf),
    "title not shown": lambda pdf: not pdf.Root.get("/ViewerPreferences", pikepdf.Dictionary()).get("/DisplayDocTitle", False),
    "not tagged": lambda pdf: not tags(pdf),
    "not marked as tagged": lambda pdf: not pdf.Root.get("/MarkInfo", pikepdf.Dictionary()).get("/Marked", False),
    "not said to be PDF/UA": lambda pdf: "pdfuaid:part" not in metadata(pdf),
    "first heading is not of level 1": lambda pdf: levels(pdf)[:1] != [1] or levels(pdf).count(1) != 1,
    "heading skipped": lambda pdf: any(below - above > 1 for above, below in pairwise(levels(pdf))),
    "figure without alternative text": lambda pdf: any(not str(tag.get("/Alt", "")).strip() for tag in named(pdf, "/Figure")),
    "table without heads": lambda pdf: any(not heads_of_tables(tag) for tag in named(pdf, "/Table")),
    "list without items": lambda pdf: (
        any(not {"/LI", "/LBody"} <= set(within(tag)) for tag in named(pdf, "/L"))
        or names(pdf).count("/LI") > sum(within(tag).count("/LI") for tag in named(pdf, "/L"))
    ),
    "link without text": lambda pdf: any(not is_said(tag) for tag in named(pdf, "/Link")),
    "link not tagged": lambda pdf: any("/StructParent" not in one for one in annotations(pdf)),
    "font not embedded": lambda pdf: any(not {"/FontFile", "/FontFile2", "/FontFile3"} & set(one.keys()) for one in descriptors(pdf)),
    "text that cannot be copied": lambda pdf: any("/ToUnicode" not in font for font in fonts(pdf)),
    "no bookmarks": lambda pdf: not pdf.Root.get("/Outlines", pikepdf.Dictionary()).get("/First"),
    "tags out of order": is_out_of_order,
    "text outside tags": shows_text_outside_tags,
    "keyboard order not that of the tags": lambda pdf: any("/Annots" in page and str(page.get("/Tabs", "")) != "/S" for page in pdf.pages),
}
