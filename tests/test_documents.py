"""What the documents claim: each test they name exists, each command and file too, and no requirement is left out."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import reverse

from bench.__main__ import NAMES as BENCHES
from journey.project_file.document import LARGEST_FILE
from journey.settings import Environment
from journey.views.verifications import MOST

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "data-protection").glob("*.md")])
TESTS = [file for folder in (ROOT / "tests", ROOT / "tests" / "browser") for file in sorted(folder.glob("*.py"))]
OF_LEVEL = {"1": 70, "2": 183}
"""How many requirements ASVS 5.0.0 has at each level."""
ANSWERS = {"met", "met, by reading", "operator", "not met", "does not apply"}


@cache
def names_in(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_test_that_a_document_names_exists(document: Path) -> None:
    """By its file and its name, by its name alone, or by its file alone."""
    named = re.findall(r"(?:\b(test_\w+\.py)(?:::(test_\w+))?)|\b(test_\w+)", document.read_text(encoding="utf-8"))

    def exists(file: str, name: str) -> bool:
        return any(test.name == (file or test.name) and (not name or name in names_in(test)) for test in TESTS)

    assert [f"{file} {name}{alone}" for file, name, alone in named if not exists(file, name or alone)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_and_file_that_a_document_names_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")

    assert [name for name in re.findall(r"manage\.py (\w+)", text) if name not in get_commands()] == []
    assert [name for name in re.findall(r"python -m bench ([a-z_]+)", text) if name not in BENCHES] == []
    files = set(re.findall(r"(?:docs|journey|static|templates)/[\w./-]+\.\w+", text)) - {"docs/evidence/NAME.md"}
    assert [name for name in sorted(files) if not (ROOT / name).exists()] == []


def test_every_requirement_of_levels_one_and_two_has_one_answer() -> None:
    rows = re.findall(r"^\| (\d+\.\d+\.\d+) \| (\d) \| (.+?) \| (.+?) \| (.+?) \|$", (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8"), re.M)

    assert len({row[0] for row in rows}) == len(rows) == sum(OF_LEVEL.values())
    assert {level: sum(row[1] == level for row in rows) for level in OF_LEVEL} == OF_LEVEL
    assert {row[3] for row in rows} <= ANSWERS
    assert [row[0] for row in rows if row[3] == "met" and "::" not in row[4]] == []


def test_the_counts_at_the_top_are_those_of_the_rows() -> None:
    text = " ".join((ROOT / "docs" / "asvs.md").read_text(encoding="utf-8").split())
    given = re.findall(r"\| \d+\.\d+\.\d+ \| \d \| [^|]+ \| ([^|]+) \|", text)

    said = re.search(r"(\d+) are met by a named test, (\d+) by reading, (\d+) are the operator's, (\d+) are not met, and (\d+) do not apply", text)

    assert said is not None
    assert [int(count) for count in said.groups()] == [
        given.count(answer) for answer in ("met", "met, by reading", "operator", "not met", "does not apply")
    ]


def test_the_proxies_of_the_manual_take_every_file_that_the_planner_takes() -> None:
    """Caddy's MB are a million bytes, nginx's m are 1024 times 1024; a form is a little larger than its file."""
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    addresses = dict(re.findall(r"@(\w+) path (\S+)\n", text))
    caddy = {addresses[name]: int(size) * 10**6 for name, size in re.findall(r"request_body @(\w+) {\s+max_size (\d+)MB", text) if name in addresses}
    nginx = {address: int(size) * 2**20 for address, size in re.findall(r"location = (\S+) {\s+client_max_body_size (\d+)m;", text)}
    buffers = re.findall(r"request_buffers (\d+)MB", text)

    wanted = {reverse("project-load"): LARGEST_FILE, reverse("verify"): MOST}

    for takes in (caddy, nginx):
        assert [address for address, size in wanted.items() if takes.get(address, 0) < size + 100_000] == []
    assert [int(size) * 10**6 for size in buffers] == [max(caddy.values())]


def test_every_variable_that_an_operator_may_set_stands_in_the_readme_or_the_manual() -> None:
    text = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/operating.md"))

    assert [name.upper() for name in Environment.model_fields if f"`{name.upper()}`" not in text] == []
