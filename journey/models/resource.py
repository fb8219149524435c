"""People, money and time: what a stage or the whole project was given or needs, and what was used of it."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from journey.models.line import TEXT_LIMIT, TITLE_LIMIT, PlanLine, PlanLineVersion
from journey.numbers import pounds, shown

DIGITS, PLACES = 12, 2
"""Of an amount: pounds and pence, days and their parts, people and their parts (2.5 posts)."""
BELOW = 10 ** (DIGITS - PLACES - 1)
"""What every amount is less than."""


class ResourceKind(models.TextChoices):
    PEOPLE = "people", gettext_lazy("People")
    MONEY = "money", gettext_lazy("Money")
    TIME = "time", gettext_lazy("Time")


class ResourceSaid(models.Model):
    """`budget` is what was planned and `spent` what was used so far, in pounds, days or people; None where it was not said."""

    stage = models.CharField(max_length=40, blank=True)
    what = models.TextField()
    kind = models.CharField(max_length=6, choices=ResourceKind)
    budget = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True)
    spent = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True)
    note = models.TextField(blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="%(class)s_named", condition=~Q(what="")),
            models.CheckConstraint(name="%(class)s_kind_known", condition=Q(kind__in=ResourceKind.values)),
            models.CheckConstraint(name="%(class)s_budget_in_reason", condition=Q(budget=None) | Q(budget__gte=0, budget__lt=BELOW)),
            models.CheckConstraint(name="%(class)s_spent_in_reason", condition=Q(spent=None) | Q(spent__gte=0, spent__lt=BELOW)),
            models.CheckConstraint(name="%(class)s_lengths", condition=Q(what__length__lte=TITLE_LIMIT, note__length__lte=TEXT_LIMIT)),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def budget_words(self) -> str:
        return amount_words(self.kind, self.budget)

    @property
    def spent_words(self) -> str:
        return amount_words(self.kind, self.spent)

    @property
    def difference_words(self) -> str:
        return difference_words(self.kind, self.budget, self.spent)


def amount_words(kind: str, amount: Decimal | None) -> str:
    """£42,000; 12.5 days; 3; "" where nothing was said."""
    if amount is None:
        return ""
    if kind == ResourceKind.MONEY:
        return pounds(amount)
    if kind == ResourceKind.TIME:
        return ngettext("%(count)s day", "%(count)s days", 1 if amount == 1 else 2) % {"count": shown(amount)}
    return shown(amount)


def difference_words(kind: str, budget: Decimal | None, spent: Decimal | None) -> str:
    """£3,000 under; 2 days over; 1 fewer; as planned; "" where one of the two was not said."""
    if budget is None or spent is None:
        return ""
    if budget == spent:
        return _("as planned")
    amount = amount_words(kind, abs(budget - spent))
    if kind == ResourceKind.PEOPLE:
        return (_("%(amount)s fewer") if spent < budget else _("%(amount)s more")) % {"amount": amount}
    return (_("%(amount)s under") if spent < budget else _("%(amount)s over")) % {"amount": amount}


class Resource(ResourceSaid, PlanLine):
    SAID = ("stage", "what", "kind", "budget", "spent", "note")
    SEARCHED = ("what", "note")

    class Meta(ResourceSaid.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [*ResourceSaid.Meta.constraints, *PlanLine.Meta.constraints]


class ResourceVersion(ResourceSaid, PlanLineVersion):
    line = models.ForeignKey(Resource, models.CASCADE, related_name="versions")

    class Meta(ResourceSaid.Meta):
        abstract = False
        ordering = PlanLineVersion.Meta.ordering
        constraints: ClassVar[list[models.BaseConstraint]] = [*ResourceSaid.Meta.constraints, *PlanLineVersion.Meta.constraints]
