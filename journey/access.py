"""Who may do what on a project: one table, role by deed. It knows no models, so that anything may read it."""

from typing import Literal

Role = Literal["owner", "editor", "commenter", "viewer"]
Deed = Literal["read", "answer", "move", "change"]

MAY: dict[Role, frozenset[Deed]] = {
    "owner": frozenset({"read", "answer", "move", "change"}),
    "editor": frozenset({"read", "answer", "move"}),
    "commenter": frozenset({"read"}),
    "viewer": frozenset({"read"}),
}


def may(role: Role, deed: Deed) -> bool:
    """Whether someone in this role may do this deed."""
    return deed in MAY[role]
