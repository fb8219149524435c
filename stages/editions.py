"""The editions of the stage map, read from the folder `editions/` beside this file.

A folder is an edition: `editions/1.0/` holds map.toml, a file for each stage, conditions.toml, crosswalk.toml and glossary.toml, in the language
that map.toml names. A translation has the same file names in a folder within, as `editions/1.0/cy/` would be for Welsh; the reader of an edition
leaves folders within it alone.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from stages.schema import ConditionsFile, CrosswalkFile, Edition, GlossaryFile, MapFile, Part, Stage

FOLDER = Path(__file__).parent / "editions"
LATEST = "1.0"


class EditionError(Exception):
    """An edition cannot be had. The message names the file and each key that is wrong, a line each; places in a list count from 1."""


@cache
def get_edition(number: str) -> Edition:
    """The edition of this number, "1.0". It is read and checked once. Raises EditionError, also for a number that there is not."""
    if number not in {folder.name for folder in FOLDER.iterdir()}:
        raise EditionError(f"editions/{number}: there is no such edition")
    return read_edition(FOLDER / number)


def read_edition(folder: Path) -> Edition:
    """The edition in a folder that is named for its number. Raises EditionError."""
    shared = _read(folder / "map.toml", MapFile)
    conditions = _read(folder / "conditions.toml", ConditionsFile)
    crosswalk = _read(folder / "crosswalk.toml", CrosswalkFile)
    glossary = _read(folder / "glossary.toml", GlossaryFile)
    stages = tuple(_read_stage(path) for path in sorted(folder.glob("[0-9]*-*.toml")))
    if shared.number != folder.name:
        raise EditionError(f"{_name(folder / 'map.toml')}: number: {shared.number} is not the name of the folder")
    try:
        return Edition(
            **dict(shared),
            **dict(conditions),
            stages=stages,
            crosswalk=crosswalk.models,
            glossary=glossary.terms,
            avoid=glossary.avoid,
        )
    except ValidationError as error:
        raise EditionError("\n".join(f"{_name(folder)}/{line}" for line in _lines(error))) from None


def _read_stage(path: Path) -> Stage:
    stage = _read(path, Stage)
    if stage.file != path.name:
        raise EditionError(f"{_name(path)}: key: {stage.key}, number {stage.number}, belongs in {stage.file}")
    return stage


def _read[File: Part](path: Path, shape: type[File]) -> File:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise EditionError(f"{_name(path)}: the file is missing") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise EditionError(f"{_name(path)}: {error}") from error
    try:
        return shape.model_validate(_frozen(raw))
    except ValidationError as error:
        raise EditionError("\n".join(f"{_name(path)}: {line}" for line in _lines(error))) from None


def _frozen(raw: object) -> object:
    """The same with a tuple for each list, which is what the strict schema takes."""
    if isinstance(raw, dict):
        return {key: _frozen(value) for key, value in raw.items()}
    return tuple(map(_frozen, raw)) if isinstance(raw, list) else raw


def _name(path: Path) -> str:
    return f"editions/{path.relative_to(path.parents[1] if path.suffix == '.toml' else path.parent)}"


def _lines(error: ValidationError) -> Iterator[str]:
    for wrong in error.errors():
        what = {"extra_forbidden": "unknown key", "missing": "missing key"}.get(wrong["type"], wrong["msg"].removeprefix("Value error, "))
        key = ".".join(str(step + 1) if isinstance(step, int) else step for step in wrong["loc"])
        yield from (f"{key}: {line}" if key else line for line in what.splitlines())
