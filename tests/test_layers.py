"""Who may know whom, as ARCHITECTURE.md says it. What stands under TYPE_CHECKING is for mypy alone and does not count."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

LAYERS = (
    ("stages",),
    ("journey.access",),
    ("journey.drawing", "journey.wheel", "journey.path"),
    ("journey.models",),
    ("journey.overview",),
    ("journey.forms", "journey.pictures"),
    ("journey.review",),
    ("journey.views",),
    ("journey.urls",),
)


def name_of(file: Path) -> str:
    return ".".join(file.relative_to(settings.BASE_DIR).with_suffix("").parts).removesuffix(".__init__")


FILES = {name_of(file): file for room in ("stages", "journey") for file in (settings.BASE_DIR / room).rglob("*.py")}


def statements(module: ast.Module) -> Iterator[ast.stmt]:
    """Each statement of a module, however deep. An expression holds none."""
    ahead: list[ast.AST] = [module]
    while ahead:
        node = ahead.pop()
        if isinstance(node, ast.stmt):
            yield node
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            ahead += [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.expr)]


def imported(file: Path) -> set[str]:
    """Our own modules that a file imports, at its top or within a function."""
    found = set()
    for node in statements(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found & FILES.keys()


@cache
def imports() -> dict[str, set[str]]:
    return {name: imported(file) for name, file in FILES.items()}


def reached(name: str) -> set[str]:
    """All that comes with a module."""
    found: set[str] = set()
    ahead = {name}
    while ahead:
        found |= ahead
        ahead = {other for one in ahead for other in imports()[one]} - found
    return found


def layer_of(name: str) -> int | None:
    return next((n for n, rooms in enumerate(LAYERS) for room in rooms if f"{name}.".startswith(f"{room}.")), None)


def test_imports_point_down() -> None:
    layers = {name: layer for name in FILES if (layer := layer_of(name)) is not None}

    assert set(layers.values()) == set(range(len(LAYERS)))
    assert [(name, other) for name, layer in layers.items() for other in reached(name) if layers.get(other, 0) > layer] == []


def test_views_do_not_import_each_other() -> None:
    views = {name: others for name, others in imports().items() if name.startswith("journey.views.")}

    assert len(views) > 40
    assert {name: others & views.keys() for name, others in views.items() if others & views.keys()} == {}
