"""Every confirmation names its project. A migration of its own: PostgreSQL alters no table whose rows were changed in the same transaction."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("journey", "0020_still_true")]

    operations: ClassVar[list[Operation]] = [
        migrations.AlterField(
            "confirmation",
            "project",
            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="confirmations", to="journey.project"),
        ),
        migrations.AddConstraint(
            "confirmation",
            models.CheckConstraint(
                name="confirmation_of_one_thing",
                condition=Q(answer__isnull=False, number__isnull=False, number__gt=0, part="", digest="")
                | Q(answer=None, number=None) & ~Q(part="") & ~Q(digest=""),
            ),
        ),
        migrations.AddIndex("confirmation", models.Index(fields=["project", "at"], name="confirmation_of_project")),
    ]
