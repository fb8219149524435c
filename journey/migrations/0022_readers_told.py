"""Readers of a review may have an address, at which they are told once if it is corrected; members are told of a frozen review."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("journey", "0021_still_true_of_projects")]

    operations: ClassVar[list[Operation]] = [
        migrations.AlterField(
            "notice",
            "kind",
            models.CharField(
                choices=[
                    ("mention", "You are told of a comment"),
                    ("reply", "A comment in a thread you are in"),
                    ("assignment", "A question is given to you"),
                    ("due", "A question given to you is due"),
                    ("review-due", "A review is due"),
                    ("sign-off", "You are asked to sign off a review"),
                    ("not-yet", "A review that you asked about is not signed off yet"),
                    ("frozen", "A review is frozen"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField("preparedreader", "email", models.EmailField(blank=True, default="", max_length=254), preserve_default=False),
        migrations.CreateModel(
            "ReaderTold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("told_at", models.DateTimeField(null=True)),
                ("reader", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="journey.preparedreader")),
                ("review", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="readers_told", to="journey.review")),
            ],
            options={
                "ordering": ["reader__position", "pk"],
                "constraints": [models.UniqueConstraint(fields=("review", "reader"), name="reader_told_once")],
            },
        ),
    ]
