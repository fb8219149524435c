"""Who among children, families and practitioners was involved, what they changed, and how they were told what became of it. Groups, never names."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from journey.dates import day_words
from journey.models.line import TEXT_LIMIT, TITLE_LIMIT, PlanLine, PlanLineVersion

SMALL = 5
"""A number of people below this can point to someone; what is then right is local policy."""
MOST_PEOPLE = 99_999


class Part(models.TextChoices):
    """Whose voice it was."""

    CHILDREN = "children", gettext_lazy("Children and young people")
    FAMILIES = "families", gettext_lazy("Parents, carers and families")
    EXPERIENCE = "experience", gettext_lazy("Adults with lived experience")
    PRACTITIONERS = "practitioners", gettext_lazy("Practitioners")
    OTHERS = "others", gettext_lazy("Others")


class InvolvementSaid(models.Model):
    """`day` is when it was, or began; `until` when it ended, if that was another day."""

    stage = models.CharField(max_length=40)
    group = models.TextField()
    part = models.CharField(max_length=14, choices=Part)
    how_many = models.PositiveIntegerField(null=True)
    day = models.DateField(null=True)
    until = models.DateField(null=True)
    asked = models.TextField(blank=True)
    changed = models.TextField(blank=True)
    told = models.TextField(blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="%(class)s_named", condition=~Q(group="") & ~Q(stage="")),
            models.CheckConstraint(name="%(class)s_part_known", condition=Q(part__in=Part.values)),
            models.CheckConstraint(name="%(class)s_number_in_reason", condition=Q(how_many=None) | Q(how_many__gte=1, how_many__lte=MOST_PEOPLE)),
            models.CheckConstraint(name="%(class)s_days_in_order", condition=Q(until=None) | Q(day__isnull=False, until__gte=F("day"))),
            models.CheckConstraint(
                name="%(class)s_lengths",
                condition=Q(
                    group__length__lte=TITLE_LIMIT, asked__length__lte=TEXT_LIMIT, changed__length__lte=TEXT_LIMIT, told__length__lte=TEXT_LIMIT
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.group

    @property
    def about(self) -> str:
        """Whose voice, how many and when: "Parents, carers and families; 9 people; 3 March 2025 to 4 May 2025"."""
        told = [str(self.get_part_display())]
        if self.how_many:
            told.append(ngettext("%(count)s person", "%(count)s people", self.how_many) % {"count": f"{self.how_many:,}"})
        if self.day and self.until and self.until != self.day:
            told.append(_("%(start)s to %(end)s") % {"start": day_words(self.day), "end": day_words(self.until)})
        elif self.day:
            told.append(day_words(self.day))
        return "; ".join(told)

    @property
    def is_small(self) -> bool:
        """Whether so few people are counted that the number can point to someone."""
        return self.how_many is not None and self.how_many < SMALL


class Involvement(InvolvementSaid, PlanLine):
    SAID = ("stage", "group", "part", "how_many", "day", "until", "asked", "changed", "told")
    SEARCHED = ("group", "asked", "changed", "told")

    class Meta(InvolvementSaid.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [*InvolvementSaid.Meta.constraints, *PlanLine.Meta.constraints]


class InvolvementVersion(InvolvementSaid, PlanLineVersion):
    line = models.ForeignKey(Involvement, models.CASCADE, related_name="versions")

    class Meta(InvolvementSaid.Meta):
        abstract = False
        ordering = PlanLineVersion.Meta.ordering
        constraints: ClassVar[list[models.BaseConstraint]] = [*InvolvementSaid.Meta.constraints, *PlanLineVersion.Meta.constraints]
