"""The connection: each transaction, and each change outside of one, waits for its turn at the gate before it asks SQLite for the lock."""

from collections.abc import Callable
from typing import Any

from django.db.backends.sqlite3 import base

from journey.sqlite3 import gate

WRITES = ("INSERT", "UPDATE", "DELETE")


class DatabaseWrapper(base.DatabaseWrapper):
    place: int | None = None
    """At the gate, while a transaction of ours is open."""

    def __init__(self, settings_dict: dict[str, Any], alias: str = "default") -> None:
        super().__init__(settings_dict, alias)
        self.execute_wrappers.append(self.in_turn)

    def enter(self) -> int | None:
        return None if self.is_in_memory_db() else gate.enter(f"{self.settings_dict['NAME']}-gate")

    def leave(self) -> None:
        if self.place is not None:
            gate.leave(self.place)
            self.place = None

    def in_turn(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """A change outside a transaction is one by itself."""
        if self.in_atomic_block or not sql.startswith(WRITES):
            return execute(sql, params, many, context)
        place = self.enter()
        try:
            return execute(sql, params, many, context)
        finally:
            if place is not None:
                gate.leave(place)

    def _start_transaction_under_autocommit(self) -> None:
        self.place = self.enter()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs leave out what is not public, here and below
        except BaseException:
            self.leave()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self.leave()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self.leave()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self.leave()
