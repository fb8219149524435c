"""How a result is kept in docs/evidence/."""

import os
import platform
from collections.abc import Iterable
from datetime import UTC, datetime

from bench.site import ROOT

FOLDER = ROOT / "docs" / "evidence"


def keep(name: str, title: str, *paragraphs: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.md").write_text("\n\n".join([f"# {title}", *paragraphs]) + "\n", encoding="utf-8")


def when_and_where(command: str) -> str:
    """The first sentence of a result: what was run, on which day, on what machine."""
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    return f"`python -m bench {command}`, {datetime.now(UTC):%d %B %Y}: {machine}."


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    head = list(head)
    lines = [head, ["---"] * len(head), *([str(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
