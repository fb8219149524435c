"""What people type, made safe to keep and safe to show."""

import re
import unicodedata
from functools import cache, lru_cache

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

DEEPEST = 20
"""Levels of nesting that are read as Markdown; a list within a list is two."""
LONGEST = 20_000
"""Characters that are read as Markdown, which takes longer than in proportion. No box takes a quarter of it; a review from a file may hold more."""
SCHEMES = {"http", "https", "mailto"}
"""Where a link may lead."""
STARTS = ("http://", "https://", "mailto:")
"""How one begins."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula."""
TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "a", "code"}
# Tab and newline stay; a form feed, a vertical tab and Unicode's line and paragraph separators are newlines.
BREAKS = re.compile("\r\n?|[\f\v\x85\u2028\u2029]")
CONTROLS = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")

# A list or a table as a word processor pastes it: a sign or number and a tab before an item, tabs between cells, and its own font's bullets.
ITEM = re.compile(r"^([ \t]*)([-*+•▪·o]|\d+[.)])\t+", re.MULTILINE)
CELLS = re.compile(r"(?<=[^\s])[ ]*(\t[ \t]*)(?=[^\s])")
BULLETS = str.maketrans({"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "▪", "\uf02d": "-"})


def tidy(text: str) -> str:
    """Text as we keep it: NFC, plain newlines, no control characters, nothing but white space is nothing.

    NUL is left in for the form to refuse. Zero-width joiners and marks of direction stay: emoji, Welsh and right-to-left text need them.
    """
    text = unicodedata.normalize("NFC", CONTROLS.sub("", BREAKS.sub("\n", text)))
    return text if text.strip() else ""


def one_line(text: str) -> str:
    """The same on one line, its words a blank apart."""
    return " ".join(tidy(text).split())


@cache
def reader() -> MarkdownIt:
    """Small Markdown: paragraphs, line breaks, emphasis, lists, quotations and links. Headings would disturb the page's own order."""
    made = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": DEEPEST})
    # A link that begins otherwise, with "//" too, is shown as it was typed: in a file it would lead nobody knows where.
    made.validateLink = lambda url: url.lower().startswith(STARTS)  # type: ignore[method-assign]  # as its documentation says to do it
    return made.disable(["image", "heading", "lheading", "hr", "code", "fence", "html_block", "html_inline", "reference", "entity"])


def apart(text: str) -> str:
    """Cells of a line stand apart by a bar: a run of blanks would be shown as one, and read out as none."""
    lines = ITEM.sub(r"\1\2 ", text.translate(BULLETS))
    return CELLS.sub(lambda gap: " |" * gap[1].count("\t") + " ", lines)


def tokens(text: str) -> list[Token] | None:
    """A text that `apart` gave, as the reader's tokens. None where it is too long for that, or where the reader leaves out what is nested too deep:
    it is shown as it was typed."""
    if len(text) > LONGEST:
        return None
    read = reader().parse(text)
    return None if any(token.level >= DEEPEST - 2 for token in read) else read


@lru_cache(maxsize=1024)
def prose(text: str) -> SafeString:
    """The HTML of a text that someone typed, all of it. Only our allowed tags come out, and links only to http, https and mailto."""
    text = apart(text)
    read = tokens(text)
    return mark_safe(  # noqa: S308  # cleaned by an allow-list
        nh3.clean(
            linebreaks(text, autoescape=True) if read is None else reader().renderer.render(read, reader().options, {}),
            tags=TAGS,
            attributes={"a": {"href"}, "ol": {"start"}},
            url_schemes=SCHEMES,
            link_rel="noopener noreferrer nofollow",
        )
    )


NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def for_file(text: str) -> str:
    """The text without what no office file can hold: control signs, halves of signs."""
    return NO_XML.sub("", text)


def guarded(text: str) -> str:
    """A text for a file without types, such as CSV, that no spreadsheet takes for a formula."""
    text = for_file(text)
    return f"'{text}" if text.startswith(FORMULA) else text
