"""Any part of a review can be said to be still true, not answers alone; what was said of answers stays."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import StateApps
from django.db.models import OuterRef, Subquery


def name_the_project(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    confirmation, answer = apps.get_model("journey", "Confirmation"), apps.get_model("journey", "Answer")
    home = answer._default_manager.filter(pk=OuterRef("answer_id")).values("project_id")[:1]
    confirmation._default_manager.using(schema_editor.connection.alias).update(project_id=Subquery(home))


def only_of_answers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The version before knows confirmations of answers alone."""
    apps.get_model("journey", "Confirmation")._default_manager.using(schema_editor.connection.alias).filter(answer=None).delete()


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("journey", "0019_protection")]

    operations: ClassVar[list[Operation]] = [
        migrations.AddField(
            "confirmation",
            "project",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="confirmations", to="journey.project"),
        ),
        migrations.RemoveConstraint("confirmation", "confirmation_of_a_version"),
        migrations.AddField("confirmation", "part", models.CharField(blank=True, default="", max_length=40), preserve_default=False),
        migrations.AddField("confirmation", "digest", models.CharField(blank=True, default="", max_length=64), preserve_default=False),
        migrations.AlterField(
            "confirmation",
            "answer",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="confirmations", to="journey.answer"),
        ),
        migrations.AlterField("confirmation", "number", models.PositiveIntegerField(null=True)),
        migrations.RunPython(name_the_project, only_of_answers),
    ]
