"""What a database sees to by itself, and only its own language can say: triggers and indexes."""

from django.db import connections


def run(statements: dict[str, list[str]], using: str) -> None:
    """Run the statements for the database that this is, by its vendor."""
    with connections[using].cursor() as cursor:
        for statement in statements[connections[using].vendor]:
            cursor.execute(statement)


FIND = {
    "sqlite": "SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    "postgresql": "SELECT COUNT(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled <> 'D'",
}


def is_guarded(table: str, using: str) -> bool:
    """Whether a table has both its triggers that refuse changes."""
    with connections[using].cursor() as cursor:
        cursor.execute(FIND[connections[using].vendor], [table])
        return bool(cursor.fetchone()[0] == 2)
