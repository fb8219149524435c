"""What may happen, and what has: in words, never as a number, and nothing multiplies them."""

from dataclasses import dataclass
from typing import ClassVar, Self

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from journey.models.planned import NOTE_LIMIT, Line, Lined, Planned, PlannedChange, PlannedRows
from journey.models.versioned import Version


class Likelihood(models.TextChoices):
    UNLIKELY = "unlikely", _("Unlikely")
    POSSIBLE = "possible", _("Possible")
    LIKELY = "likely", _("Likely")


class Impact(models.TextChoices):
    SMALL = "small", _("Small")
    SERIOUS = "serious", _("Serious")
    GRAVE = "grave", _("Grave")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard(Line):
    """What is said of a risk; `response` is what the team does about it."""

    likelihood: str = ""
    impact: str = ""
    response: str = ""


class Hazardous(Lined):
    likelihood = models.CharField(max_length=8, choices=Likelihood, blank=True)
    impact = models.CharField(max_length=8, choices=Impact, blank=True)
    response = models.TextField(blank=True)

    class Meta(Lined.Meta):
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Lined.Meta.constraints,
            models.CheckConstraint(name="%(class)s_likelihood_known", condition=Q(likelihood__in=["", "unlikely", "possible", "likely"])),
            models.CheckConstraint(name="%(class)s_impact_known", condition=Q(impact__in=["", "small", "serious", "grave"])),
            models.CheckConstraint(name="%(class)s_response_length", condition=Q(response__length__lte=NOTE_LIMIT)),
        ]

    @property
    def weight_words(self) -> str:
        """Likely, and grave; one of the two; "" where neither was said."""
        likely, grave = str(self.get_likelihood_display()), str(self.get_impact_display())
        if likely and grave:
            return str(_("%(likelihood)s; the impact would be %(impact)s") % {"likelihood": likely, "impact": grave.lower()})
        return likely or (str(_("The impact would be %(impact)s") % {"impact": grave.lower()}) if grave else "")


class Risks(PlannedRows["Risk"]):
    def what_happened_first(self) -> Self:
        """Those that have happened, then those that may, then the closed ones; each in the order they were written down."""
        rank = Case(When(state=Risk.State.HAPPENED, then=Value(0)), When(state=Risk.State.OPEN, then=Value(1)), default=Value(2))
        return self.order_by(rank, "made_at", "pk")


class Risk(Hazardous, Planned):
    class State(models.TextChoices):
        OPEN = "open", _("May happen")
        HAPPENED = "happened", _("Has happened")
        CLOSED = "closed", _("Closed")

    LINE = Hazard

    state = models.CharField(max_length=8, choices=State, default=State.OPEN)

    objects = Risks.as_manager()

    class Meta(Hazardous.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Hazardous.Meta.constraints,
            models.CheckConstraint(name="risk_state_known", condition=Q(state__in=["open", "happened", "closed"])),
        ]

    @property
    def is_open(self) -> bool:
        return self.state != self.State.CLOSED

    def search_text(self) -> str:
        return "\n\n".join(part for part in (self.text, self.response) if part)


class RiskVersion(Hazardous, Version):
    risk = models.ForeignKey(Risk, models.CASCADE, related_name="versions")

    class Meta(Hazardous.Meta, Version.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Hazardous.Meta.constraints,
            models.UniqueConstraint(fields=["risk", "number"], name="risk_version_number_once"),
        ]


class RiskChange(PlannedChange):
    risk = models.ForeignKey(Risk, models.CASCADE, related_name="changes")
    state = models.CharField(max_length=8, choices=Risk.State)

    class Meta(PlannedChange.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *PlannedChange.Meta.constraints,
            models.CheckConstraint(name="riskchange_state_known", condition=Q(state__in=["open", "happened", "closed"])),
            models.CheckConstraint(name="riskchange_closed_says_why", condition=~Q(state="closed", note="")),
        ]

    def __str__(self) -> str:
        return f"{self.risk_id}: {self.state}"
