"""What a database sees to by itself, and only its own language can say: triggers and indexes."""

from django.db import connections


def run(statements: dict[str, list[str]], using: str) -> None:
    """Run the statements for the database that this is, by its vendor."""
    with connections[using].cursor() as cursor:
        for statement in statements[connections[using].vendor]:
            cursor.execute(statement)
