"""Texts that try to fetch, to leak, to break: nothing is asked for, nothing of this machine is in a file, and no answer is lost."""

import io
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.request import urlopen

import pikepdf
import pytest

from bench.hostile import FILE_SECONDS, KINDS, PDF_SECONDS, answers, lost
from bench.hostile_texts import formulas, look, texts, wrong_in_page
from journey.review.facts import csv_file
from journey.review.pdf import pdf
from journey.review.prints import print_page
from journey.review.sheets import workbook
from journey.review.word import word
from journey.words import tidy
from tests.hostile import review_of
from tests.pdf_reader import read

MARK = "MARKER-7261"


@dataclass
class Sink:
    """A real server on this machine that counts who asks. What it is asked for under /redirect it sends to the secret file."""

    address: str
    secret: Path
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    secret = tmp_path / "secret.txt"
    secret.write_text(MARK)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            self.send_response(302 if "redirect" in self.path else 200)
            self.send_header("Location", secret.as_uri())
            self.end_headers()

        do_HEAD = do_POST = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    made = Sink(f"http://127.0.0.1:{server.server_port}", secret)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


def attempts(sink: Sink) -> dict[str, str]:
    """Thirteen ways to have a reader of the page fetch something or take in a file."""
    web, file = sink.address, sink.secret.as_uri()
    return {
        "remote image": f'<img src="{web}/image" alt="x"> ![x]({web}/image)',
        "file as image": f'<img src="{file}" alt="x"> ![x]({file})',
        "data address": f'<link rel="stylesheet" href="data:text/css,@import%20url({web}/data)">',
        "url in a style": f'<p style="background: url({web}/style)">x</p>',
        "import": f'<style>@import url("{web}/import"); @import url("{file}");</style>',
        "font": f"<style>@font-face {{ font-family: x; src: url({web}/font) }} * {{ font-family: x }}</style>",
        "use in svg": f'<svg xmlns="http://www.w3.org/2000/svg"><use href="{web}/svg#x"/><image href="{file}"/></svg>',
        "redirect": f'<img src="{web}/redirect" alt="x">',
        "attachment": f'<link rel="attachment" href="{file}"><a rel="attachment" href="{web}/attachment">x</a>',
        "object, embed, frame": f'<object data="{file}"></object><embed src="{web}/embed"><iframe src="{file}"></iframe>',
        "base": f'<base href="{web}/"><img src="base" alt="x">',
        "entity": f'<!DOCTYPE x [<!ENTITY x SYSTEM "{file}">]>&x;',
        "list mark and content": f'<style>li {{ list-style-image: url({web}/mark) }} p::before {{ content: url("{file}") }}</style><li>x</li>',
    }


def test_there_are_thirteen_kinds_of_attempt_and_the_server_would_notice(sink: Sink) -> None:
    with urlopen(f"{sink.address}/noticed"):  # noqa: S310  # our own server
        pass

    assert (len(attempts(sink)), sink.asked) == (13, ["/noticed"])


def test_no_text_of_a_review_has_anything_fetched_or_taken_in(sink: Sink) -> None:
    texts = list(attempts(sink).values())
    links = [sink.address, sink.secret.as_uri(), f"{sink.address}/redirect", "javascript:alert(1)", "data:text/html,x"]
    review = review_of(texts, everywhere=" ".join(texts)[:3000], links=links)

    files = [make(review) for make in (pdf, word, csv_file, workbook)]

    assert sink.asked == []
    assert [place for place, file in enumerate(files) if MARK in inside(file)] == []


def test_even_markup_that_was_not_cleaned_has_nothing_fetched_or_taken_in(sink: Sink) -> None:
    for name, markup in attempts(sink).items():
        made = print_page(f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>t</title></head><body><h1>t</h1>{markup}</body></html>')

        assert MARK not in inside(made), name
    assert sink.asked == []


def inside(file: bytes) -> str:
    """All that can be read in a file: the words of a PDF and what is attached to it, the parts of an office file."""
    if file.startswith(b"%PDF-"):
        with pikepdf.open(io.BytesIO(file)) as opened:
            attached = "".join(one.get_file().read_bytes().decode(errors="replace") for one in opened.attachments.values())
        return read(file).text + attached
    if file.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            return "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    return file.decode(errors="replace")


def test_a_word_document_leads_only_where_a_page_would() -> None:
    texts = [
        "[a](https://example.org/) [b](file:///etc/passwd) [c](javascript:x) [d](data:text/html,x) ![e](http://127.0.0.1:9/x) <http://127.0.0.1:9/y>"
    ]

    with zipfile.ZipFile(io.BytesIO(word(review_of(texts)))) as archive:
        relations = archive.read("word/_rels/document.xml.rels").decode()

    targets = sorted(part.split('"')[0] for part in relations.split('Target="')[1:] if ":" in part.split('"')[0])
    assert targets == ["http://127.0.0.1:9/x", "http://127.0.0.1:9/y", "https://example.org/"]
    assert "/image" not in relations


def test_no_hostile_answer_is_lost_in_any_file_or_takes_too_long() -> None:
    """All 1,044 are measured by `python -m bench hostile`; here, one of each kind in one review."""
    made = list(answers(len(KINDS)))

    missing, seconds = lost(review_of([tidy(text) for *_, text in made]), [(first, last) for first, last, _ in made])

    assert missing == []
    assert {name for name, took in seconds.items() if took > (PDF_SECONDS if name == "pdf" else 4 * FILE_SECONDS)} == set()


def test_hostile_texts_come_out_as_texts_on_pages_and_in_files() -> None:
    """Fifty thousand are looked at by `python -m bench hostile_texts`, and PDFs with them; here, enough for one review."""
    looked, wrong, said = look(list(texts(238)), 0)

    assert said == []
    assert wrong.total() == 0
    assert (looked["texts rendered by themselves"], looked["print pages"], looked["Word files"], looked["tables and workbooks"]) == (238, 1, 1, 1)


def test_what_looks_at_hostile_texts_sees_what_is_unsafe() -> None:
    assert wrong_in_page('<p onclick="x"><a href="javascript:x">y</a><script></script></p>', {("p", "")}) != []
    assert wrong_in_page('<p><a href="https://example.org/">y</a></p>', {("p", "")}) == []
    assert formulas("\ufeffa,=1+1\r\n".encode(), workbook(review_of(["=1+1"]))) == ["csv: '=1+1'"]
