"""One innovation, from the first idea onwards: everything else hangs on it."""

import uuid
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models, transaction
from django.db.models import F, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journey import access
from stages.editions import LATEST, get_edition
from stages.schema import Edition

if TYPE_CHECKING:
    from collections.abc import Iterable

    from journey.models.answer import Answer
    from journey.models.move import Move
    from journey.models.organisation import Organisation
    from journey.models.user import User


class Projects(models.QuerySet["Project"]):
    def visible_to(self, user: "User") -> Self:
        """The only door to a project: those that someone is a member of, each with `your_role`."""
        return self.filter(memberships__user=user, memberships__ended_at=None, binned_at=None).annotate(your_role=F("memberships__role"))

    def samples(self) -> Self:
        """The samples, which everyone may read."""
        return self.filter(kind=Project.Kind.SAMPLE).annotate(your_role=Value("viewer")).order_by("name")

    def start(self, *, by: "User", **details: object) -> "Project":
        """Make a project that `by` owns. `details` are fields of Project."""
        with transaction.atomic():
            project = self.create(**details)
            project.memberships.create(user=by, role="owner")
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
    edition = models.CharField(max_length=20, default=LATEST)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.REAL)
    slug = models.SlugField(null=True, unique=True)
    told_on = models.DateField(null=True)
    binned_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

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

    def address(self, page: str = "", *args: str) -> str:
        """The address of one of this project's pages, "" for its first: a sample's are public and have its name in them."""
        name = "-".join(part for part in ("sample" if self.is_sample else "project", page) if part)
        return reverse(name, args=[self.slug if self.is_sample else self.pk, *args])

    def answer(self, key: str, text: str, *, by: "User", seen: int) -> "Answer":
        """Save an answer that was begun from version `seen`. Raises journey.models.Clash if there is a newer one."""
        return self.answers.record(self, key, text, by=by, seen=seen)

    def move_to(self, to: str, *, by: "User", reason: str = "", because: str = "", carries_over: str = "") -> "Move":
        """Make a stage the main one from today on. Raises journey.models.move.AlreadyThere if it is that already."""
        return self.moves.record(self, to, by=by, reason=reason, because=because, carries_over=carries_over)

    def touch(self, *, at: datetime | None = None) -> None:
        """Note that something in the project changed."""
        Project.objects.filter(pk=self.pk).update(version=F("version") + 1, changed_at=at or timezone.now())

    def set_organisations(self, named: "Iterable[tuple[str, str]]") -> None:
        """Make the organisations these (name, part), in this order. One that stays keeps its row."""
        with transaction.atomic():
            left = {(o.name, o.part): o for o in self.organisations.all()}
            for position, (name, part) in enumerate(dict.fromkeys(named)):
                if kept := left.pop((name, part), None):
                    kept.position = position
                    kept.save(update_fields=["position"])
                else:
                    self.organisations.create(name=name, part=part, position=position)
            for gone in left.values():
                gone.delete()

    def change(self, *, organisations: "Iterable[tuple[str, str]]", **details: object) -> None:
        """Change the details (fields of Project) and the organisations, all or nothing."""
        with transaction.atomic():
            for name, value in details.items():
                setattr(self, name, value)
            self.save(update_fields=list(details))
            self.set_organisations(organisations)
            self.touch()

    @cached_property
    def in_it(self) -> "list[Organisation]":
        """The organisations, in the order they were named; read once."""
        return list(self.organisations.all())

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
