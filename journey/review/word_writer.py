"""Headings, prose, facts and tables, put at the end of a Word document."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from markdown_it.token import Token

from journey.words import SCHEMES, apart, for_file, tokens


class Writer:
    """Puts headings, prose, facts and tables at the end of a document."""

    def __init__(self, made: WordDocument) -> None:
        self.made = made

    def heading(self, text: str, level: int) -> None:
        self.made.add_heading(" ".join(for_file(text).split()), level)

    def line(self, text: str, style: str = "Normal") -> Paragraph:
        return self.made.add_paragraph(for_file(text), style)

    def fact(self, name: str, text: str) -> None:
        """A name in bold, and what is said under it. Nothing where nothing is said."""
        if not text.strip():
            return
        paragraph = self.made.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(4)
        mark = "" if name.endswith(("?", ":", ".")) else ":"
        paragraph.add_run(for_file(f"{name}{mark} ")).bold = True
        self.prose(text, paragraph)

    def items(self, texts: Iterable[str]) -> None:
        for text in texts:
            self.line(text, "List Bullet")

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A table whose first row is repeated on each page and read out as its heads."""
        table = self.made.add_table(rows=1, cols=len(heads), style="Table Grid")
        for cell, head in zip(table.rows[0].cells, heads, strict=True):
            cell.paragraphs[0].add_run(for_file(head)).bold = True
        mark = OxmlElement("w:tblHeader")
        mark.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(mark)
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.paragraphs[0].text = for_file(text)
        self.made.add_paragraph()

    def prose(self, text: str, first: Paragraph | None = None) -> None:
        """What someone typed: paragraphs, lists, quotations, strong words, links. It begins in `first` if that is given and no list comes first."""
        text = apart(for_file(text))
        read = tokens(text)
        if read is None:
            paragraph = first or self.made.add_paragraph()
            add_lines(paragraph, text)
            return
        lists: list[tuple[str, int]] = []  # the style of each list that is open, and its number
        quoted = 0
        fresh = False  # whether the next paragraph is the first of an item
        for token in read:
            if token.type in ("bullet_list_open", "ordered_list_open"):
                ordered = token.type == "ordered_list_open"
                lists.append(("List Number" if ordered else "List Bullet", self.numbered(int(token.attrs.get("start", 1))) if ordered else 0))
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                lists.pop()
            elif token.type == "list_item_open":
                fresh = True
            elif token.type in ("blockquote_open", "blockquote_close"):
                quoted += 1 if token.type == "blockquote_open" else -1
            elif token.type == "inline":
                paragraph = first if first is not None and not lists and not quoted else self.block(lists, quoted, fresh=fresh)
                first, fresh = None, False
                self.inline(paragraph, token.children or [])

    def block(self, lists: Sequence[tuple[str, int]], quoted: int, *, fresh: bool) -> Paragraph:
        """A new paragraph, as an item of the innermost list, as what follows in that item, as a quotation, or as it is."""
        if not lists:
            return self.made.add_paragraph(style="Quote" if quoted else "Normal")
        depth = min(len(lists), 3)
        name, number = lists[-1]
        suffix = f" {depth}" if depth > 1 else ""
        if not fresh:
            return self.made.add_paragraph(style=f"List Continue{suffix}")
        paragraph = self.made.add_paragraph(style=f"{name}{suffix}")
        if number:
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = number
        return paragraph

    def numbered(self, start: int) -> int:
        """The number of a new list that counts from `start`, in the manner of the style for numbered lists."""
        style = self.made.styles["List Number"].element
        numbering = self.made.part.numbering_part.element
        like = numbering.num_having_numId(style.pPr.numPr.numId.val)
        new = numbering.add_num(like.abstractNumId.val)
        new.add_lvlOverride(ilvl=0).add_startOverride(start)
        return int(new.numId)

    def inline(self, paragraph: Paragraph, children: Sequence[Token]) -> None:
        bold = italic = 0
        link = ""
        for token in children:
            if token.type in ("strong_open", "strong_close"):
                bold += 1 if token.nesting > 0 else -1
            elif token.type in ("em_open", "em_close"):
                italic += 1 if token.nesting > 0 else -1
            elif token.type == "link_open":
                link = safe(str(token.attrs.get("href", "")))
            elif token.type == "link_close":
                link = ""
            elif token.type in ("softbreak", "hardbreak"):
                paragraph.add_run().add_break()
            elif token.content:
                run = self.linked(paragraph, link) if link else paragraph.add_run()
                run.text = token.content
                run.bold, run.italic = bold > 0 or None, italic > 0 or None

    def linked(self, paragraph: Paragraph, address: str) -> Run:
        """A run at the end of a paragraph that leads to an address."""
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), self.made.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        element = OxmlElement("w:r")
        link.append(element)
        paragraph._p.append(link)
        run = Run(element, paragraph)
        run.underline = True
        return run


def safe(address: str) -> str:
    """An address that a link may lead to, "" for any other."""
    try:
        scheme = urlsplit(address).scheme.lower()
    except ValueError:
        return ""
    return for_file(address) if scheme in SCHEMES else ""


def add_lines(paragraph: Paragraph, text: str) -> None:
    for number, line in enumerate(text.split("\n")):
        if number:
            paragraph.add_run().add_break()
        paragraph.add_run(line)
