"""An organisation that has a part in a project."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Organisation(models.Model):
    class Part(models.TextChoices):
        LEAD = "lead", _("leads it")
        PARTNER = "partner", _("works on it too")
        COMMISSIONER = "commissioner", _("commissions it")
        FUNDER = "funder", _("funds it")

    project = models.ForeignKey("journey.Project", models.CASCADE, related_name="organisations")
    name = models.CharField(max_length=120)
    part = models.CharField(max_length=12, choices=Part)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "name", "part"], name="organisation_once"),
            models.CheckConstraint(condition=models.Q(part__in=["lead", "partner", "commissioner", "funder"]), name="organisation_part_known"),
            models.CheckConstraint(condition=~models.Q(name=""), name="organisation_named"),
        ]

    def __str__(self) -> str:
        return self.name
