"""PDFs are made apart from the site: nobody's page waits for one, and one that is there already is read."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from journey.models import Project, User
from journey.review import printer, prints
from journey.review.prints import BeingMade, NoPdf, print_page
from journey.review.state import program
from tests.pdf_reader import read

type ClientOf = Callable[[User], Client]

PAGE = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>t</title></head><body><p>A page.</p></body></html>'


SHORT = """
import json, pathlib, sys
print(json.dumps(""), flush=True)
for line in sys.stdin:
    pathlib.Path(line.strip()).with_suffix(".pdf").write_bytes(b"%PDF-")
    print(json.dumps(""), flush=True)
"""
"""What answers as the warm process does, and loads nothing first."""


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A DATA_DIR of this module's own, whose printers stay warm between its tests and end with the last."""
    yield (apart := tmp_path_factory.mktemp("apart"))
    for (place, slot), process in list(prints.started.items()):
        if place == apart / "prints":
            process.kill()
            process.wait()
            del prints.started[place, slot]


@pytest.fixture
def folder(settings: Settings, apart: Path) -> Iterator[Path]:
    """Where files are printed: nothing is in it, and nothing stays."""
    settings.DATA_DIR, settings.PRINTER_NICE = apart, 1
    yield apart / "prints"
    assert left(apart / "prints", "*.draft") == []
    prints.forget_prints()


@pytest.fixture
def warm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[printer.Warm]:
    """One whose process is SHORT."""
    (tmp_path / "short.py").write_text(SHORT, encoding="utf-8")
    monkeypatch.setattr(printer, "__file__", str(tmp_path / "short.py"))
    warm = printer.Warm()
    yield warm
    warm.end()


def the_printer(folder: Path) -> int:
    return prints.started[folder, 0].pid


def order_of(folder: Path, html: str, name: str = "one") -> Path:
    folder.mkdir(exist_ok=True)
    prints.put(f'{{"html": "{html}", "assets": {{}}}}'.encode(), folder / f"{name}.order")
    return folder / f"{name}.order"


def left(folder: Path, what: str = "*.order") -> list[Path]:
    """Those that stay: a file is there a moment before its order is gone."""
    until = time.monotonic() + 60
    while list(folder.glob(what)) and time.monotonic() < until:
        time.sleep(0.05)
    return list(folder.glob(what))


def test_the_same_page_is_printed_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = print_page(PAGE)
    monkeypatch.setattr(prints, "PRINTER", Path("/nowhere"))

    assert print_page(PAGE) == first
    assert first.startswith(b"%PDF-")
    assert left(folder) == []
    assert sorted(path.suffix for path in folder.iterdir() if not path.name.startswith("slot-")) == [".pdf"]
    assert {path.stat().st_mode & 0o077 for path in folder.glob("*.pdf")} == {0}


def test_the_printer_lets_pages_go_first_and_the_next_page_finds_it_warm(folder: Path) -> None:
    print_page(PAGE)
    first = the_printer(folder)

    print_page(PAGE.replace("A page", "Another"))

    assert the_printer(folder) == first
    assert os.getpriority(os.PRIO_PROCESS, first) == min(19, os.getpriority(os.PRIO_PROCESS, 0) + 1)


def test_a_draft_that_nothing_changed_is_read_and_any_change_makes_it_anew(
    project: Project, amina: User, client_of: ClientOf, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir(exist_ok=True)
    monkeypatch.setattr(prints, "printed", lambda html, wait: b"%PDF-" + html.encode())
    client, address = client_of(amina), project.address("review-pdf")
    made = [client.get(address).content]
    with monkeypatch.context() as patch:
        patch.setattr("journey.views.reviews.compose", lambda project: pytest.fail("composed anew"))
        made.append(client.get(address).content)
    project.answer("mob-1", "What we heard.", by=amina, seen=0)
    made.append(client.get(address).content)
    User.objects.filter(pk=amina.pk).update(name="Amina Khan")
    made.append(client.get(address).content)

    assert [one[:5] for one in made] == [b"%PDF-"] * 4
    assert made[0] == made[1]
    assert len(set(made)) == 3


MADE_BY = ("journey/review/compose.py", "stages/schema.py", "stages/editions/1.0/map.toml", "templates/conditions/_review.html", "static/print.css")


@pytest.mark.parametrize("name", MADE_BY)
def test_a_draft_is_made_anew_once_a_file_was_changed_that_it_is_made_by(name: str, settings: Settings, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path
    for path in map(tmp_path.joinpath, MADE_BY):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    before = program.__wrapped__()

    (tmp_path / name).write_text("Changed.", encoding="utf-8")

    assert program.__wrapped__() != before


def asked_again_by(reply: Any) -> str:
    """The address that a page asks for while a PDF is being made."""
    return str(re.findall(r'data-hx-get="([^"]+)"', reply.content.decode())[0])


def told_where_it_is(client: Client, again: str) -> Any:
    """The reply to a page that asks until the PDF is there."""
    until = time.monotonic() + 180
    while (asked := client.get(again, headers={"HX-Request": "true"})).status_code == 204 and time.monotonic() < until:
        time.sleep(0.1)
    return asked


def test_while_a_team_writes_whoever_waits_gets_the_draft_that_they_asked_for(
    project: Project, amina: User, tom: User, owen: User, client_of: ClientOf, folder: Path, settings: Settings
) -> None:
    settings.PDF_WAIT = 0
    client = client_of(amina)
    project.answer("mob-1", "As it was when she asked.", by=amina, seen=0)

    again = asked_again_by(client.get(project.address("review-pdf")))
    project.answer("mob-1", "As somebody wrote it meanwhile.", by=tom, seen=1)
    told_where_it_is(client, again)
    file = client.get(again)

    assert "As it was when she asked." in read(file.content).text
    assert len(list(folder.glob("*.pdf"))) == 1
    # What she waits for is for her and for this address.
    assert client_of(owen).get(again).status_code == 404
    assert client_of(tom).get(again).status_code == 202
    assert client.get(project.address("review-pdf") + "?order=" + again.partition("=")[2][:-1]).status_code == 202


def test_whoever_waits_for_what_was_thrown_away_waits_for_it_as_it_is_now(
    project: Project, amina: User, client_of: ClientOf, folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PDF_WAIT = 0
    monkeypatch.setattr(prints, "keep_printing", lambda folder: None)
    client = client_of(amina)
    again = asked_again_by(client.get(project.address("review-pdf")))
    project.answer("mob-1", "As it is now.", by=amina, seen=0)

    prints.forget_prints()
    told = client.get(again, headers={"HX-Request": "true"})

    newer = asked_again_by(told)
    assert (told.status_code, newer != again) == (200, True)
    assert client.get(newer, headers={"HX-Request": "true"}).status_code == 204
    assert len(list(folder.glob("*.order"))) == 1


def test_whoever_asks_for_what_is_not_there_yet_gets_a_page_that_asks_again(
    project: Project, amina: User, client_of: ClientOf, folder: Path, settings: Settings
) -> None:
    settings.PDF_WAIT = 0
    client, address = client_of(amina), project.address("review-pdf")

    first = client.get(address)
    again = asked_again_by(first)
    asked = told_where_it_is(client, again)
    file = client.get(again)

    page = first.content.decode()
    assert first.status_code == 202
    assert "The PDF is being made." in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert f'content="3;url={again}"' in page
    assert (asked.status_code, asked["HX-Redirect"]) == (200, again)
    assert (file.status_code, file["Content-Type"]) == (200, "application/pdf")


def test_while_it_waits_it_is_told_that_it_could_not_be_made_and_can_be_tried_again(
    project: Project, amina: User, client_of: ClientOf, folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PDF_WAIT = 0
    monkeypatch.setattr(prints, "keep_printing", lambda folder: None)
    client, address = client_of(amina), project.address("review-pdf")
    assert client.get(address).status_code == 202
    (order,) = folder.glob("*.order")
    order.with_suffix(".refused").write_text("it ended with -9")
    order.unlink()

    told = client.get(address, headers={"HX-Request": "true"}).content.decode()

    assert "The PDF could not be made." in told
    assert f'href="{address}">Try again' in told
    assert client.get(address).status_code == 202


def test_what_a_killed_printer_had_begun_is_printed_when_it_is_asked_for_again(folder: Path) -> None:
    print_page(PAGE)
    long = PAGE.replace("A page.", "A longer page. " * 3_000)
    with pytest.raises(BeingMade):
        print_page(long, wait=0.2)
    os.kill(the_printer(folder), signal.SIGKILL)

    assert print_page(long).startswith(b"%PDF-")
    assert left(folder) == []


def test_of_two_printers_for_one_place_one_stays(folder: Path) -> None:
    print_page(PAGE)

    second = prints.start(folder, 0)

    assert second.wait(30) == 0
    assert prints.started[folder, 0].poll() is None


def test_no_more_wait_than_there_is_room_for(folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(prints, "MOST", 1)
    monkeypatch.setattr(prints, "keep_printing", lambda folder: None)
    with pytest.raises(BeingMade):
        print_page(PAGE, wait=0)

    with pytest.raises(NoPdf):
        print_page(PAGE.replace("A page", "Another"), wait=0)

    assert "1 others wait already" in caplog.text


def test_where_nothing_can_be_written_it_is_told_that_there_is_no_pdf(
    project: Project, amina: User, client_of: ClientOf, settings: Settings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / "prints").write_text("where the folder should be", encoding="ascii")

    reply = client_of(amina).get(project.address("review-pdf"))

    assert reply.status_code == 503
    assert "The PDF could not be made." in reply.content.decode()


def test_a_page_that_gets_nowhere_is_ended_and_the_next_is_printed(warm: printer.Warm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = warm.print(order_of(tmp_path, "<p>One"))
    assert warm.process
    os.kill(warm.process.pid, signal.SIGSTOP)
    monkeypatch.setattr(printer, "WALL", 0.5)
    stuck = warm.print(order_of(tmp_path, "<p>Two", "two"))
    monkeypatch.setattr(printer, "WALL", 60)
    third = warm.print(order_of(tmp_path, "<p>Three", "three"))

    assert (first, stuck, third) == ("", "it got nowhere in 0.5 seconds", "")
    assert (tmp_path / "three.pdf").read_bytes().startswith(b"%PDF-")


def test_the_warm_process_is_renewed_after_a_number_of_pages(warm: printer.Warm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printer, "RENEWED", 2)
    used = []

    for number in range(3):
        assert warm.print(order_of(tmp_path, "<p>Page", str(number))) == ""
        assert warm.process
        used.append(warm.process.pid)

    assert used[0] == used[1] != used[2]


def test_the_folder_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printer, "LARGEST", 25)
    now = time.time()
    for name, age in (("new.pdf", 0), ("older.pdf", 10), ("oldest.pdf", 20), ("long-ago.pdf", printer.LONGEST + 60), ("left.draft", 3600)):
        (tmp_path / name).write_bytes(b"x" * (10 if age < 3600 else 1))
        os.utime(tmp_path / name, (now - age, now - age))
    (tmp_path / "slot-0").touch()

    printer.tidy(tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.pdf", "older.pdf", "slot-0"]


def test_what_was_deleted_is_in_no_printed_file(db: None, folder: Path) -> None:
    from journey.forgetting import forget

    print_page(PAGE)
    assert list(folder.glob("*.pdf"))

    forget()

    assert not list(folder.glob("*.pdf"))


def test_what_is_deleted_while_it_is_printed_is_in_no_printed_file_either(tmp_path: Path) -> None:
    class Overtaken(printer.Warm):
        def print(self, order: Path) -> str:
            order.unlink()  # as forget_prints does, while the page is laid out
            return "" if order.with_suffix(".pdf").write_bytes(b"%PDF-") else "nothing was written"

    printer.fulfil(order_of(tmp_path, "<p>One"), Overtaken())

    assert list(tmp_path.iterdir()) == []


def test_lines_and_stars_by_the_thousand_are_few_boxes_of_the_same_text() -> None:
    lines = "<p>First <b>of\nall</b><br>\nsecond<br><br>\nfourth</p>"
    stars = "<p><em>a</em><em>b</em><strong>c</strong><strong>d</strong> <em>e</em></p>"
    others = '<p class="mark">One<br>two</p><p>Alone</p>'

    assert printer.fewer_boxes(lines + stars + others) == (
        '<p style="white-space: pre-line">First <b>of all</b>\nsecond\n\nfourth</p><p><em>ab</em><strong>cd</strong> <em>e</em></p>' + others
    )
    as_they_are = lines.replace("<p>", '<p class="mark">')
    assert words_at(print_page(PAGE.replace("A page.", lines))) == words_at(print_page(PAGE.replace("A page.", as_they_are)))


def words_at(file: bytes) -> list[str]:
    """Each word of a PDF with the place where it stands."""
    said = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=file, capture_output=True, check=True).stdout.decode()  # noqa: S607
    found = [line for line in said.splitlines() if "<word" in line]
    assert len(found) == 5
    return found
