"""A decision at a stage: what, why, who took part, who disagreed, on what conditions. A record is never changed: a correction is a new one."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journey.models.event import Event

if TYPE_CHECKING:
    from journey.models.membership import Membership
    from journey.models.project import Project
    from journey.models.user import User

TEXT_LIMIT = 2000
"""Characters in a reason, in what else was considered, and in who disagreed and why."""
SHORT_LIMIT = 1000
"""Characters in each of the shorter texts."""


@dataclass(frozen=True, slots=True)
class Terms:
    """One condition as it is written down. `was` is the condition of the corrected decision that it goes on with, and whose state it takes over."""

    text: str
    owner: "Membership | None" = None
    owner_words: str = ""
    due: date | None = None
    was: "DecisionCondition | None" = None


@dataclass(frozen=True, slots=True)
class Deliberation:
    """All that a decision says. `details` answer the option's own questions, by the keys of journey/options.py; `parties` are roles and how many."""

    option: str
    reason: str
    to_stage: str = ""
    options: str = ""
    dissent: str = ""
    ethical: str = ""
    feasible: str = ""
    day: date | None = None
    look_again: date | None = None
    parties: tuple[tuple[str, int | None], ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)
    conditions: tuple[Terms, ...] = ()


class AlreadyCorrected(Exception):
    """The record has been corrected already; `now` is the correction. Nothing was changed."""

    def __init__(self, now: "Decision") -> None:
        super().__init__(now.number)
        self.now = now


class Decisions(models.QuerySet["Decision"]):
    def told(self) -> Self:
        """With everything a page says of them: five queries, however many they are."""
        changes = models.Prefetch("changes", DecisionConditionChange.objects.select_related("by"))
        conditions = DecisionCondition.objects.select_related("owner__user").prefetch_related(changes)
        return self.select_related("by", "corrects", "correction").prefetch_related(models.Prefetch("conditions", conditions), "parties", "details")

    def named(self, ident: str) -> "Decision | None":
        """The one with this id, as it came in an address or a form; None for anything else."""
        try:
            return self.filter(pk=uuid.UUID(ident)).first()
        except ValueError:
            return None

    def standing(self) -> Self:
        """Those that no correction has taken the place of."""
        return self.filter(correction=None)

    def record(
        self,
        project: "Project",
        stage: str,
        said: Deliberation,
        *,
        by: "User",
        corrects: "Decision | None" = None,
        because: str = "",
    ) -> "Decision":
        """Keep a decision. With `corrects` it takes the place of that record, which stays. Raises AlreadyCorrected."""
        if said.option not in project.map.stage(stage).decisions:
            raise ValueError(said.option)
        with transaction.atomic():
            project.lock()
            if corrects and (other := self.filter(corrects=corrects).first()):
                raise AlreadyCorrected(other)
            last = project.decisions.aggregate(last=Max("number"))["last"] or 0
            made = self.create(
                project=project,
                number=last + 1,
                stage=stage,
                option=said.option,
                to_stage=said.to_stage,
                reason=said.reason,
                options=said.options,
                dissent=said.dissent,
                ethical=said.ethical,
                feasible=said.feasible,
                day=said.day or timezone.localdate(),
                look_again=said.look_again,
                corrects=corrects,
                correction_because=because,
                by=by,
            )
            made.write_down(said)
            kind = Event.Kind.DECISION_CORRECTED if corrects else Event.Kind.DECISION_RECORDED
            project.note(kind, by=by, about=made, key=said.option, stage=stage)
        return made


class Decision(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("journey.Project", models.CASCADE, related_name="decisions")
    number = models.PositiveIntegerField()
    stage = models.CharField(max_length=40)
    option = models.CharField(max_length=40)
    to_stage = models.CharField(max_length=40, blank=True)
    """Which earlier stage to go back to, "" for all other options."""
    reason = models.TextField()
    options = models.TextField(blank=True)
    dissent = models.TextField(blank=True)
    ethical = models.TextField(blank=True)
    feasible = models.TextField(blank=True)
    day = models.DateField()
    look_again = models.DateField(null=True)
    corrects = models.OneToOneField("self", models.RESTRICT, null=True, related_name="correction")
    correction_because = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = Decisions.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "number"], name="decision_number_once"),
            models.CheckConstraint(name="decision_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="decision_back_to_a_stage",
                condition=(Q(option="go-back") & ~Q(to_stage="")) | (~Q(option="go-back") & Q(to_stage="")),
            ),
            models.CheckConstraint(
                name="decision_correction_says_why",
                condition=Q(corrects=None, correction_because="") | (Q(corrects__isnull=False) & ~Q(correction_because="")),
            ),
            models.CheckConstraint(
                name="decision_text_length",
                condition=Q(
                    reason__length__lte=TEXT_LIMIT,
                    options__length__lte=TEXT_LIMIT,
                    dissent__length__lte=TEXT_LIMIT,
                    ethical__length__lte=SHORT_LIMIT,
                    feasible__length__lte=SHORT_LIMIT,
                    correction_because__length__lte=SHORT_LIMIT,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.option}"

    def get_absolute_url(self) -> str:
        return self.project.address("decision", self.pk)

    @property
    def recorded_by(self) -> str:
        return self.project.named(self.by)

    @property
    def corrected_by(self) -> "Decision | None":
        """The record that took the place of this one."""
        return getattr(self, "correction", None)

    def search_text(self) -> str:
        parts = (self.reason, self.options, self.dissent, self.ethical, self.feasible, self.correction_because)
        hanging = [*(detail.text for detail in self.details.all()), *(condition.text for condition in self.conditions.all())]
        return "\n\n".join(part for part in (*parts, *hanging) if part)

    def search_date(self) -> datetime:
        return self.at

    def write_down(self, said: Deliberation) -> None:
        """Keep what hangs on a new record. A condition that goes on with an earlier one takes over its state and how it came to it."""
        self.parties.bulk_create(
            DecisionParty(decision=self, position=n, role=role, count=count) for n, (role, count) in enumerate(said.parties, start=1)
        )
        self.details.bulk_create(DecisionDetail(decision=self, key=key, text=text) for key, text in said.details.items() if text)
        for position, terms in enumerate(said.conditions, start=1):
            made = self.conditions.create(
                position=position,
                text=terms.text,
                owner=terms.owner,
                owner_words=terms.owner_words,
                due=terms.due,
                state=terms.was.state if terms.was else DecisionCondition.State.OPEN,
            )
            if terms.was:
                made.changes.bulk_create(
                    DecisionConditionChange(condition=made, state=old.state, note=old.note, by=old.by, at=old.at) for old in terms.was.changes.all()
                )


class DecisionParty(models.Model):
    """Who took part in a decision: a role, and how many in it where that was said. No names are asked."""

    ROLE_LIMIT: ClassVar[int] = 120

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="parties")
    position = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=120)
    count = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["decision", "position"], name="decision_party_position_once"),
            models.CheckConstraint(condition=~Q(role=""), name="decision_party_has_a_role"),
        ]

    def __str__(self) -> str:
        return f"{self.role} ({self.count})" if self.count else self.role


class DecisionDetail(models.Model):
    """The answer to one of the option's own questions, by its key in journey/options.py."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="details")
    key = models.CharField(max_length=20)
    text = models.TextField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["decision", "key"], name="decision_detail_once"),
            models.CheckConstraint(condition=~Q(text="") & Q(text__length__lte=SHORT_LIMIT), name="decision_detail_text_length"),
        ]

    def __str__(self) -> str:
        return self.key


class DecisionCondition(models.Model):
    """A condition of a decision. Its state is what its last change says; the text is never changed."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        MET = "met", _("Met")
        DROPPED = "dropped", _("Dropped")

    TEXT_LIMIT: ClassVar[int] = 500
    OWNER_LIMIT: ClassVar[int] = 200

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(Decision, models.CASCADE, related_name="conditions")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    owner = models.ForeignKey("journey.Membership", models.RESTRICT, null=True, related_name="+")
    owner_words = models.CharField(max_length=200, blank=True)
    due = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["decision", "position"], name="decision_condition_position_once"),
            models.CheckConstraint(condition=~Q(text="") & Q(text__length__lte=500), name="decision_condition_text_length"),
            models.CheckConstraint(condition=Q(state__in=["open", "met", "dropped"]), name="decision_condition_state_known"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def who(self) -> str:
        """Who sees to it: a member, or someone in words, or both; "" where nobody was named."""
        named = [str(self.owner.user) if self.owner else "", self.owner_words]
        return "; ".join(name for name in named if name)

    @property
    def last_change(self) -> "DecisionConditionChange | None":
        changes = list(self.changes.all())
        return changes[-1] if changes else None

    def settle(self, state: str, *, note: str, by: "User") -> None:
        """Say that it is met, dropped or open again, and why. Raises AlreadyCorrected if its decision is no longer the record that stands."""
        project = self.decision.project
        with transaction.atomic():
            project.lock()
            if other := Decision.objects.filter(corrects=self.decision_id).first():
                raise AlreadyCorrected(other)
            change = self.changes.create(state=state, note=note, by=by)
            self.state = state
            self.save(update_fields=["state"])
            project.note(Event.Kind.CONDITION_CHANGED, by=by, about=change, key=state, stage=self.decision.stage)


class DecisionConditionChange(models.Model):
    """Each time someone said how a condition stands."""

    condition = models.ForeignKey(DecisionCondition, models.CASCADE, related_name="changes")
    state = models.CharField(max_length=8, choices=DecisionCondition.State)
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=["open", "met", "dropped"]), name="decision_condition_change_state_known"),
            models.CheckConstraint(condition=Q(note__length__lte=SHORT_LIMIT), name="decision_condition_change_note_length"),
            models.CheckConstraint(condition=~Q(state="dropped", note=""), name="decision_condition_dropped_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.condition_id}: {self.state}"
