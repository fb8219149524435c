"""One innovation, from the first idea onwards: everything else hangs on it."""

import hashlib
import uuid
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journey import access
from journey.models.answer import AnswerVersion, How, Said
from journey.models.confirmation import Confirmation
from journey.models.event import Event, log_opened
from journey.models.evidence import Citation
from journey.models.search_entry import SearchEntry, searchable_models
from journey.models.standing import NO_PARTING, Parting, Standing
from stages.editions import LATEST, get_edition
from stages.schema import Edition

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from journey.models.answer import Answer
    from journey.models.assignment import Assignment
    from journey.models.condition import ConditionRating, ConditionView, Reading
    from journey.models.decision import Decision, Deliberation
    from journey.models.evidence import Described, Evidence
    from journey.models.handover import Handover
    from journey.models.invitation import Invitation
    from journey.models.membership import Membership
    from journey.models.move import Move
    from journey.models.organisation import Organisation
    from journey.models.sign import Heard, SignReading
    from journey.models.standing import Standing
    from journey.models.thread import Thread
    from journey.models.user import User
    from stages.schema import Stage


DAYS_IN_BIN = 30


class DetailsChanged(Exception):
    """The details were changed by someone after the form now sent was begun; `now` is the project as it stands. Nothing was changed."""

    def __init__(self, now: "Project") -> None:
        super().__init__(str(now.pk))
        self.now = now


@lru_cache(maxsize=4096)
def address_of(name: str, *args: object) -> str:
    """An address by its name. A page has a hundred, and Django looks for each among all of them, which takes a twentieth of the page."""
    return reverse(name, args=args)


class Projects(models.QuerySet["Project"]):
    def visible_to(self, user: "User") -> Self:
        """The only door to a project: those that someone is a member of, each with `your_role`."""
        return self.filter(memberships__user=user, memberships__ended_at=None, binned_at=None).annotate(your_role=F("memberships__role"))

    def closed_to(self, user: "User") -> Self:
        """Those that someone was in and cannot enter any more: their part has ended, or the project is in the bin."""
        return self.filter(memberships__user=user).exclude(pk__in=Project.objects.visible_to(user))

    def in_bin_of(self, user: "User") -> Self:
        """Those in the bin that someone may take out again, each with `your_role`."""
        kept = timezone.now() - timedelta(days=DAYS_IN_BIN)
        mine = self.filter(memberships__user=user, memberships__ended_at=None, memberships__role="owner", binned_at__gt=kept)
        return mine.annotate(your_role=F("memberships__role")).order_by("-binned_at")

    def past_bin(self) -> Self:
        """Those that have been in the bin for as long as it keeps them."""
        return self.filter(binned_at__lte=timezone.now() - timedelta(days=DAYS_IN_BIN))

    def at_work(self) -> Self:
        """Without those that rest: that are paused or have ended."""
        newest = Standing.objects.filter(project=OuterRef("pk")).order_by("-number").values("kind")[:1]
        return self.alias(stands=Subquery(newest)).filter(Q(stands=None) | ~Q(stands__in=Standing.PARTINGS))

    def moved(self) -> None:
        """Each of them counts as changed from now on, though nothing is said in its log."""
        self.update(version=F("version") + 1)

    def samples(self) -> Self:
        """The samples, which everyone may read."""
        return self.filter(kind=Project.Kind.SAMPLE).annotate(your_role=Value("viewer")).order_by("name")

    def start(self, *, by: "User", **details: object) -> "Project":
        """Make a project that `by` owns. `details` are fields of Project."""
        with transaction.atomic():
            project = self.create(**details)
            project.memberships.create(user=by, role="owner")
            project.note(Event.Kind.PROJECT_STARTED, by=by)
        return project


class Project(models.Model):
    class Kind(models.TextChoices):
        REAL = "real", _("project")
        PRACTICE = "practice", _("practice copy")
        SAMPLE = "sample", _("sample")

    class Rhythm(models.IntegerChoices):
        MONTHLY = 1, _("Every month")
        QUARTERLY = 3, _("Every three months")
        HALF_YEARLY = 6, _("Every six months")
        YEARLY = 12, _("Every year")

    OUTCOME_LIMIT: ClassVar[int] = 500

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    outcome = models.TextField(blank=True)
    review_every = models.PositiveSmallIntegerField(choices=Rhythm, null=True, blank=True)
    asks_sign_off = models.BooleanField(default=True, db_default=True)
    """Whether a member may be asked to sign off a review before it is frozen."""
    edition = models.CharField(max_length=20, default=LATEST)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.REAL)
    slug = models.SlugField(null=True, unique=True)
    told_on = models.DateField(null=True)
    binned_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True, editable=False)
    """When the owners of a stopped project were last asked whether it is still needed."""
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    log_length = models.PositiveIntegerField(default=0, editable=False)
    log_head = models.CharField(max_length=64, blank=True, editable=False)
    """The hash that the log ends with, "" while nothing is in it."""

    your_role: access.Role
    """Set by the door the project came through."""

    objects = Projects.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="project_named", condition=~Q(name="")),
            models.CheckConstraint(name="project_outcome_length", condition=Q(outcome__length__lte=500)),
            models.CheckConstraint(name="project_kind_known", condition=Q(kind__in=["real", "practice", "sample"])),
            models.CheckConstraint(name="project_only_samples_have_slugs", condition=Q(kind="sample", slug__isnull=False) | Q(slug=None)),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return self.address()

    @property
    def is_sample(self) -> bool:
        return self.kind == self.Kind.SAMPLE

    @property
    def map(self) -> Edition:
        """The stage map as this project's edition has it."""
        return get_edition(self.edition)

    @property
    def today(self) -> date:
        """The day the project is read on, in UK time. A sample is told as it stood on one day."""
        return self.told_on or timezone.localdate()

    def may(self, deed: access.Deed) -> bool:
        """Whether whoever came through the door may do this."""
        return access.may(self.your_role, deed)

    def address(self, page: str = "", *args: object) -> str:
        """The address of one of this project's pages, "" for its first: a sample's are public and have its name in them."""
        name = "-".join(part for part in ("sample" if self.is_sample else "project", page) if part)
        return address_of(name, self.slug if self.is_sample else self.pk, *args)

    def answer(self, key: str, text: str, *, by: "User", seen: int, strength: str = "", because: str = "", now: "Answer | None" = None) -> "Answer":
        """Save an answer that was begun from version `seen`; `because` says why the question is not relevant.

        `now` is the answer as it stands, if it was read already. Raises journey.models.Clash if there is a newer one.
        """
        return self.answers.record(self, key, (Said(text, strength, because), How.WRITTEN), by=by, seen=seen, now=now)

    def restore_answer(self, key: str, number: int, *, by: "User", seen: int) -> "Answer":
        """Make what version `number` said the newest version; none is deleted. Raises Clash, and AnswerVersion.DoesNotExist."""
        now = self.answers.of(self, key)
        if not now.pk:
            raise AnswerVersion.DoesNotExist
        return self.answers.record(self, key, (now.versions.get(number=number).said, How.RESTORED), by=by, seen=seen)

    def settle_answer(self, key: str, mine: Said, *, stands: Said, how: How, by: "User", seen: int) -> "Answer":
        """After a clash: what `by` had written goes into the history, then `stands` becomes the answer. Raises Clash if there is a newer one."""
        return self.answers.record(self, key, (mine, How.SET_ASIDE), (stands, how), by=by, seen=seen)

    def confirm_answer(self, key: str, *, by: "User", seen: int) -> "Confirmation":
        """Keep that an answer is still true as it stood in version `seen`. Raises Clash if it stands otherwise, or is not answered."""
        return Confirmation.objects.record(self, key, by=by, seen=seen)

    def confirm_part(self, part: str, digest: str, *, by: "User") -> "Confirmation":
        """Keep that a part of the next review is still true as it reads now; `digest` is the SHA-256 of what it says."""
        return Confirmation.objects.record_part(self, part, digest, by=by)

    def move_to(self, to: str, *, by: "User", evidence: "Collection[Evidence]" = (), **said: Any) -> "Move":
        """Make a stage the main one; the move cites `evidence`. `said` is what Moves.record takes, and raises."""
        with transaction.atomic():
            made = self.moves.record(self, to, by=by, **said)
            self.cite(evidence, move=made, by=by)
        return made

    def open_stage(self, stage: str, *, by: "User", reason: str, day: date | None = None, seen: int | None = None) -> "Move":
        """Open a stage beside the main one. Raises MovedMeanwhile of journey.models.move and Impossible of journey.visits."""
        return self.moves.open(self, stage, by=by, reason=reason, day=day, seen=seen)

    def close_stage(self, stage: str, *, by: "User", reason: str, day: date | None = None, seen: int | None = None) -> "Move":
        """Close a stage that is open beside the main one. Raises as open_stage."""
        return self.moves.close(self, stage, by=by, reason=reason, day=day, seen=seen)

    def correct_move(self, number: int, *, by: "User", why: str, seen: int | None = None, **said: Any) -> "Move":
        """Put something else in the place of what was recorded by mistake, citing the same; Moves.correct says what may be corrected.

        Raises as open_stage.
        """
        with transaction.atomic():
            made = self.moves.correct(self, number, by=by, why=why, seen=seen, **said)
            self.cite(self.evidence.filter(citations__move__in=made.corrected).distinct(), move=made, by=by)
        return made

    def set_move_aside(self, number: int, *, by: "User", why: str, seen: int | None = None) -> "Move":
        """Read the journey without what was recorded by mistake. Raises as open_stage."""
        return self.moves.set_aside(self, number, by=by, why=why, seen=seen)

    def add_evidence(self, described: "Described", *, by: "User", answer: "Answer | None" = None) -> "Evidence":
        """Put a piece of evidence into the list, cited at once by an answer if one is given."""
        with transaction.atomic():
            made = self.evidence.make(self, described, by=by)
            if answer is not None:
                self.cite([made], answer=answer, by=by)
        return made

    def cite(
        self,
        evidence: "Collection[Evidence]",
        *,
        by: "User",
        answer: "Answer | None" = None,
        move: "Move | None" = None,
        decision: "Decision | None" = None,
    ) -> None:
        """Say that an answer, a move or a decision, one of the three, rests on these. What it rests on already is left as it is."""
        Citation.objects.make(self, evidence, by=by, answer=answer, move=move, decision=decision)

    def uncite(self, evidence: "Evidence", *, answer: "Answer", by: "User") -> None:
        """Say that an answer does not rest on this after all."""
        Citation.objects.take_off(self, evidence, answer=answer, by=by)

    def start_thread(
        self,
        text: str,
        *,
        by: "User",
        key: str | None = None,
        move: "Move | None" = None,
        decision: "Decision | None" = None,
        tell: "Iterable[Membership]" = (),
    ) -> "Thread":
        """Start a thread of comments, for the team alone, about one of these: the question with this key, a move, a decision. `tell` are members."""
        return self.threads.start(self, text, by=by, tell=tell, key=key, move=move, decision=decision)

    def assign(self, key: str, to: "Membership", *, by: "User", due: date | None = None, note: str = "") -> "Assignment":
        """Ask a member to answer a question. Raises AlreadyAssigned or MayNotAnswer of journey.models.assignment."""
        return self.assignments.make(self, key, to, by=by, due=due, note=note)

    def decide(self, stage: str, said: "Deliberation", *, by: "User", evidence: "Collection[Evidence]" = ()) -> "Decision":
        """Record a decision at a stage; it cites `evidence`."""
        with transaction.atomic():
            made = self.decisions.record(self, stage, said, by=by)
            self.cite(evidence, decision=made, by=by)
        return made

    def correct_decision(
        self, first: "Decision", said: "Deliberation", *, because: str, by: "User", evidence: "Collection[Evidence]" = ()
    ) -> "Decision":
        """Record a decision in place of an earlier record, which stays. Raises journey.models.decision.AlreadyCorrected."""
        with transaction.atomic():
            made = self.decisions.record(self, first.stage, said, by=by, corrects=first, because=because)
            self.cite(evidence, decision=made, by=by)
        return made

    def read_signs(self, stage: "Stage", said: "Mapping[str, Heard]", *, by: "User") -> "list[SignReading]":
        """Say how the signs of being ready of a stage stand, by their keys. Raises journey.models.sign.SignClash."""
        return self.sign_readings.record(self, stage, said, by=by)

    def stand(
        self, kind: str, *, by: "User", reason: str, day: date | None = None, parting: Parting = NO_PARTING, decision: "Decision | None" = None
    ) -> "Standing":
        """Say how the project as a whole stands from a day on. Raises journey.models.standing.OutOfOrder."""
        return self.standings.record(self, kind, by=by, reason=reason, day=day, parting=parting, decision=decision)

    def rate_conditions(self, said: "dict[str, Reading]", *, by: "User") -> "list[ConditionRating]":
        """Keep what one member says of some conditions, by their keys, apart from the others."""
        return self.condition_ratings.record(self, said, by=by)

    def agree_condition(self, key: str, said: "Reading", *, by: "User", seen: int) -> "ConditionView":
        """Write down what the team agrees of a condition, after view number `seen`. Raises journey.models.condition.AgreedMeanwhile."""
        return self.condition_views.record(self, key, said, by=by, seen=seen)

    def lock(self) -> "tuple[int, str]":
        """Hold the project until the transaction ends, so that those who change it do so in turn. The length and the last hash of its log."""
        return Project.objects.select_for_update().values_list("log_length", "log_head").get(pk=self.pk)

    def note(self, kind: "Event.Kind", *, by: "User", about: "models.Model | None" = None, key: str = "", stage: str = "") -> None:
        """Say in the log what was just done, and that the project changed; let search find what it is about.

        Called in the transaction that does it; where nothing else is written, in one of its own, so that the log grows in turn.
        """
        with transaction.atomic(savepoint=False):
            facts = {"object_id": str(about.pk) if about else "", "key": key, "stage": stage}
            event = Event.objects.following((self.log_length, self.log_head), self, kind, by=by, **facts)
            if not self.end_log_with(event):
                # Somebody was quicker, or did something since this was read.
                event = Event.objects.following(self.lock(), self, kind, by=by, **facts)
                self.end_log_with(event)
            event.save(force_insert=True)
            SearchEntry.objects.keep(about)

    def end_log_with(self, event: "Event") -> bool:
        """Hold the project, and have its log end with a row that is about to be added, if it still ends with the row before that one."""
        changed = {"changed_at": event.at, "log_length": event.sequence, "log_head": event.hash}
        ends = Project.objects.filter(pk=self.pk, log_length=event.sequence - 1, log_head=event.previous)
        if not ends.update(version=F("version") + 1, **changed):
            return False
        self.log_length, self.log_head = event.sequence, event.hash
        return True

    def moved(self) -> None:
        """Something in the project was changed of which the log does not tell: what was shown of it before is not shown again."""
        Project.objects.filter(pk=self.pk).moved()

    def index_anew(self) -> None:
        """Make what search finds in the project what its rows say. For rows that came without `note`. Samples are not searched."""
        with transaction.atomic():
            self.search_entries.all().delete()
            for model in [] if self.is_sample else searchable_models():
                SearchEntry.objects.keep(*model._default_manager.filter(project=self))

    def set_organisations(self, named: "Iterable[tuple[str, str]]") -> None:
        """Make the organisations these (name, part), in this order. One that stays keeps its row."""
        self.organisations.put(self, named)

    @property
    def details_digest(self) -> str:
        """SHA-256 of what the details say: by it a form tells what whoever fills it in has seen."""
        said = (self.name, self.outcome, self.review_every, self.asks_sign_off, [(o.name, o.part) for o in self.in_it])
        return hashlib.sha256(repr(said).encode()).hexdigest()

    def change(self, *, organisations: "Iterable[tuple[str, str]]", by: "User", seen: str = "", **details: object) -> None:
        """Change the details (fields of Project) and the organisations, all or nothing; the same again is no change.

        `seen` is the digest of the details that the change was begun from. Raises DetailsChanged if they read otherwise now.
        """
        named = list(dict.fromkeys(organisations))
        with transaction.atomic():
            self.lock()
            now = Project.objects.get(pk=self.pk)
            if named == [(o.name, o.part) for o in now.in_it] and all(getattr(now, name) == value for name, value in details.items()):
                return
            if seen not in ("", now.details_digest):
                raise DetailsChanged(now)
            for name, value in details.items():
                setattr(self, name, value)
            self.save(update_fields=list(details))
            self.set_organisations(named)
            self.note(Event.Kind.PROJECT_CHANGED, by=by)

    def invite(self, email: str, *, role: str, by: "User", job: str = "", organisation: "Organisation | None" = None) -> "Invitation":
        """Invite someone by email. Raises AlreadyIn or AlreadyInvited of journey.models.invitation."""
        return self.invitations.send(self, email, role=role, by=by, job=job, organisation=organisation)

    def offer_lead(self, to: "Membership", *, by: "User", afterwards: str) -> "Handover":
        """Offer to make a member owner; `afterwards` is what `by` may do once they accept."""
        return self.handovers.offer(self, to, by=by, afterwards=afterwards)

    def put_in_bin(self, *, by: "User") -> None:
        """Take the project out of everyone's sight. It can be taken out again for 30 days."""
        with transaction.atomic():
            if Project.objects.filter(pk=self.pk, binned_at=None).update(binned_at=timezone.now()):
                self.note(Event.Kind.PROJECT_BINNED, by=by)

    def take_out_of_bin(self, *, by: "User") -> None:
        with transaction.atomic():
            if Project.objects.filter(pk=self.pk).exclude(binned_at=None).update(binned_at=None):
                self.note(Event.Kind.PROJECT_RESTORED, by=by)

    def purge(self) -> None:
        """Delete the project and its log for good. Only what has been in the bin to its end is purged; a line in the site's log remains."""
        with log_opened():
            gone = Project.objects.past_bin().select_for_update().get(pk=self.pk)
            gone.events.all().delete()
            Event.objects.add_to_site(Event.Kind.PROJECT_PURGED, by=None, object_id=str(gone.pk), key=gone.log_head)
            # Reviews and what is prepared for their corrections point to each other; the database lets reviews go only while the project is there.
            gone.preparations.update(corrects=None, correction_because="")
            gone.reviews.all().delete()
            gone.delete()
            get_user_model()._default_manager.forget_names()

    def keep(self, *, by: "User") -> None:
        """Say that a stopped project is still needed: nobody is asked again until it has lain as long once more."""
        self.note(Event.Kind.PROJECT_KEPT, by=by)

    @property
    def purged_on(self) -> date | None:
        """The day from which the bin keeps it no longer, in UK time; None outside the bin."""
        return timezone.localdate(self.binned_at + timedelta(days=DAYS_IN_BIN)) if self.binned_at else None

    @cached_property
    def in_it(self) -> "list[Organisation]":
        """The organisations, in the order they were named; read once."""
        return list(self.organisations.all())

    def named(self, user: "User") -> str:
        """How the record of a decision names someone: once their account is erased, as a former member with their job, or else their role."""
        part = self.parts_of_erased.get(user.pk) if user.erased_at else None
        return f"{user}, {part}" if part else str(user)

    @cached_property
    def parts_of_erased(self) -> dict[int, str]:
        """By the account; read once."""
        return {part.user_id: part.job or part.get_role_display() for part in self.memberships.exclude(user__erased_at=None)}

    @property
    def parts(self) -> dict[str, str]:
        """Each organisation's part, by its name."""
        return {o.name: o.part for o in self.in_it}

    @property
    def partners(self) -> list[str]:
        """Who leads it and works on it, by name, the lead first."""
        return [o.name for o in self.in_it if o.part in ("lead", "partner")]

    @property
    def commissioners(self) -> list[str]:
        """Who commissions or funds it, by name."""
        return [o.name for o in self.in_it if o.part in ("commissioner", "funder")]
