"""What a command is asked to write down: printed, or put into a new file that only its owner may read."""

import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from journey.tables import as_tables


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, help="the file to make; without it what would be in it is printed")
    parser.add_argument("--tables", action="store_true", help="write CSV tables in a zip archive, for a spreadsheet; needs --to")


def tell(command: BaseCommand, text: str, options: dict[str, Any]) -> None:
    """Write this JSON as it is, or as tables. Raises CommandError if the file cannot be made, or is there already."""
    to: Path | None = options["to"]
    if to is None:
        if options["tables"]:
            raise CommandError("Tables are a zip archive: say with --to into which file")
        command.stdout.write(text)
        return
    content = as_tables(json.loads(text)) if options["tables"] else text.encode()
    try:
        handle = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as problem:
        raise CommandError(f"{to}: {problem.strerror}") from None
    with os.fdopen(handle, "wb") as file:
        file.write(content)
