"""Read a PDF back as a reader's software does: its title and language, its tags, its words page by page."""

import io
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf


@dataclass(frozen=True)
class Read:
    """`headings` are levels in reading order; `alternatives` the words for each figure; `pages` the text of each page."""

    title: str
    language: str
    shows_title: bool
    is_tagged: bool
    headings: list[int]
    alternatives: list[str]
    pages: list[str]

    @property
    def text(self) -> str:
        """All words, lines joined by single blanks."""
        return " ".join(" ".join(self.pages).split())


def read(file: bytes) -> Read:
    with pikepdf.open(io.BytesIO(file)) as opened:
        root = opened.Root
        tags = list(walk(root.StructTreeRoot)) if "/StructTreeRoot" in root else []
        names = [str(tag.get("/S", "")) for tag in tags]
        read = Read(
            title=str(opened.docinfo.get("/Title", "")),
            language=str(root.get("/Lang", "")),
            shows_title=bool(root.get("/ViewerPreferences", pikepdf.Dictionary()).get("/DisplayDocTitle", False)),
            is_tagged=bool(root.get("/MarkInfo", pikepdf.Dictionary()).get("/Marked", False)) and bool(tags),
            headings=[int(name[2]) for name in names if name[:2] == "/H" and name[2:].isdigit()],
            alternatives=[str(tag.get("/Alt", "")) for tag, name in zip(tags, names, strict=True) if name == "/Figure"],
            pages=[],
        )
    text = subprocess.run(["pdftotext", "-layout", "-", "-"], input=file, capture_output=True, check=True).stdout.decode()  # noqa: S607
    read.pages.extend(text.split("\f")[:-1])
    return read


def walk(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Every element of the structure tree, in reading order."""
    kids = node.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from walk(kid)
