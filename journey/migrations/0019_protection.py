"""When the owners of a stopped project, and people who have not signed in for long, were last asked whether it is still needed."""

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("journey", "0018_reviews")]

    operations: ClassVar[list[Operation]] = [
        migrations.AddField("project", "asked_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddField("user", "asked_at", models.DateTimeField(editable=False, null=True)),
    ]
