"""An organisation that has a part in a project."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from journey.models.project import Project


class Organisations(models.QuerySet["Organisation"]):
    def put(self, project: "Project", named: "Iterable[tuple[str, str]]") -> None:
        """Make those of a project these (name, part), in this order. One that stays keeps its row."""
        with transaction.atomic():
            left = {(one.name, one.part): one for one in self.filter(project=project)}
            for position, (name, part) in enumerate(dict.fromkeys(named)):
                if kept := left.pop((name, part), None):
                    kept.position = position
                    kept.save(update_fields=["position"])
                else:
                    self.create(project=project, name=name, part=part, position=position)
            for gone in left.values():
                gone.delete()


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

    objects = Organisations.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "name", "part"], name="organisation_once"),
            models.CheckConstraint(condition=models.Q(part__in=["lead", "partner", "commissioner", "funder"]), name="organisation_part_known"),
            models.CheckConstraint(condition=~models.Q(name=""), name="organisation_named"),
        ]

    def __str__(self) -> str:
        return self.name
