"""A project and what is kept about a person, as tables for a spreadsheet: they say what the JSON file says, and nothing more."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from journey.models import Project, User
from journey.person_file import as_json, person_file
from journey.project_file.write import write
from journey.samples.load import load_samples
from journey.tables import as_tables

type ClientOf = Callable[[User], Client]


def read(archive: bytes) -> dict[str, list[dict[str, str]]]:
    with ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        return {
            name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(opened.read(name).decode("utf-8-sig"), newline="")))
            for name in opened.namelist()
        }


def value(cell: str, like: Any) -> Any:
    """What a cell says, if it is of the kind of what JSON has there."""
    if like is None or isinstance(like, str):
        return (cell.removeprefix("'") if cell[1:2] in tuple("=+-@\t\r") else cell) or (None if like is None else "")
    return json.loads(cell.removeprefix("'") if cell.startswith("'-") else cell)


def put_together(tables: dict[str, list[dict[str, str]]], told: dict[str, Any]) -> dict[str, Any]:
    """The JSON that the tables were made from, with `told` as a pattern of kinds alone: every value is from a cell, every cell is used."""
    left = {name: [dict(row) for row in rows] for name, rows in tables.items()}

    def take_row(name: str, like: dict[str, Any]) -> dict[str, Any]:
        row = left[name].pop(0)
        taken = {key: value(row.pop(key), one) for key, one in like.items()}
        assert not any(row.values()), (name, row)
        return taken

    def take(name: str, like: Any) -> Any:
        return [take_row(name, one) for one in like] if isinstance(like, list) else take_row(name, like)

    made = take_row("file", {name: one for name, one in told.items() if not isinstance(one, list | dict)})
    made |= {name: take(name, one) for name, one in told.items() if isinstance(one, list | dict) and name != "rows"}
    made["rows"] = {noun: take(noun, rows) for noun, rows in told["rows"].items()}
    assert not any(left.values()), left
    return made


def sample_projects() -> list[Project]:
    return load_samples()


@pytest.mark.django_db
def test_the_tables_of_a_project_say_what_its_file_says_and_nothing_more() -> None:
    for project in sample_projects():
        told = write(project).model_dump(mode="json")

        assert put_together(read(as_tables(told)), told) == told


def test_the_tables_about_a_person_say_what_their_file_says(project: Project, amina: User) -> None:
    project.answer("mob-1", "=1+1, as Amina typed it.", by=amina, seen=0)
    told = json.loads(as_json(person_file(amina)))

    tables = read(as_tables(told))

    assert put_together(tables, told) == told
    assert tables["account"][0]["email"] == "amina@example.org"
    assert tables["answer_version"][0]["text"] == "'=1+1, as Amina typed it."


def test_the_same_is_the_same_bytes_and_no_cell_is_a_formula() -> None:
    told = {
        "format": "x",
        "rows": {"answer": [{"text": text, "number": -1, "none": None} for text in ("=1", "+1", "-1", "@x", "\t=1", "\r=1", "a\nb")]},
    }

    assert as_tables(told) == as_tables(json.loads(json.dumps(told)))
    cells = [cell for row in read(as_tables(told))["answer"] for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert cells[-3:] == ["a\nb", "'-1", ""]


def test_an_owner_takes_the_tables_out_on_the_page_and_the_log_says_so(project: Project, amina: User, client_of: ClientOf) -> None:
    project.answer("mob-1", "Two things.", by=amina, seen=0)

    reply = client_of(amina).post(project.address("export"), {"as": "tables"})

    assert reply.headers["Content-Type"] == "application/zip"
    assert reply.headers["Content-Disposition"].endswith('.zip"')
    tables = read(reply.content)
    assert tables["answer"][0]["text"] == "Two things."
    assert tables["event"][-1]["kind"] == "project-exported"


def test_everyone_takes_out_the_tables_of_what_is_kept_about_them_alone(project: Project, amina: User, owen: User, client_of: ClientOf) -> None:
    project.answer("mob-1", "Two things.", by=amina, seen=0)

    hers = client_of(amina).get("/accounts/data.zip")
    his = read(client_of(owen).get("/accounts/data.zip").content)

    assert hers.headers["Content-Disposition"].startswith('attachment; filename="my-data-')
    assert read(hers.content)["answer_version"][0]["text"] == "Two things."
    assert his["account"][0]["email"] == "owen@example.org"
    assert "answer_version" not in his


def test_the_commands_write_the_same_tables(project: Project, amina: User, tmp_path: Path) -> None:
    project.answer("mob-1", "Two things.", by=amina, seen=0)

    call_command("export_project", str(project.pk), "--tables", to=tmp_path / "project.zip")
    call_command("export_person", "amina@example.org", "--tables", to=tmp_path / "person.zip")

    assert read((tmp_path / "project.zip").read_bytes())["answer"][0]["text"] == "Two things."
    assert read((tmp_path / "person.zip").read_bytes())["answer_version"][0]["text"] == "Two things."
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}
    for command, of in (("export_project", str(project.pk)), ("export_person", "amina@example.org")):
        with pytest.raises(CommandError, match="File exists"):
            call_command(command, of, "--tables", to=tmp_path / "project.zip")
        with pytest.raises(CommandError, match="--to"):
            call_command(command, of, "--tables")
