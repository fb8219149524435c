"""Migrations that move what is already kept."""

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def migrate_to(name: str) -> Any:
    """Bring the database to this migration; the models as they were then."""
    executor = MigrationExecutor(connection)
    executor.migrate([("journey", name)])
    return executor.loader.project_state([("journey", name)]).apps


@pytest.mark.usefixtures("transactional_db")
def test_everyone_gets_a_code_of_their_own_and_loses_nothing_on_the_way_back() -> None:
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes("journey")[0][1]
    users = migrate_to("0001_first").get_model("journey", "User").objects
    for name in ("amina", "tom", "leila"):
        users.create(email=f"{name}@example.org", name=name)

    try:
        codes = list(migrate_to("0002_user_code").get_model("journey", "User").objects.values_list("code", flat=True))
        names = list(migrate_to("0001_first").get_model("journey", "User").objects.order_by("pk").values_list("name", flat=True))
    finally:
        migrate_to(latest)

    assert None not in codes
    assert len(set(codes)) == 3
    assert names == ["amina", "tom", "leila"]
