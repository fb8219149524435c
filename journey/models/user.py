"""A person with an account. They sign in by email; there is no username."""

import uuid
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, ClassVar, override

from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journey.models.event import Event
from journey.models.invitation import Invitation
from journey.models.notice import Notice
from journey.models.preparation import PreparedReader
from journey.models.project import Project


class OnlyOwner(Exception):
    """Nobody else owns these projects, so nothing was changed."""

    def __init__(self, projects: list[Project]) -> None:
        super().__init__(", ".join(map(str, projects)))
        self.projects = projects


class Users(BaseUserManager["User"]):
    def create_user(self, email: str | None, password: str | None = None, **fields: Any) -> "User":
        """Make an account. Without an email (people of a sample) nobody can sign in to it."""
        user = self.model(email=self.normalize_email(email).lower() if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_names(self, names: Iterable[str]) -> list["User"]:
        """Make people of whom a file tells no more than the name, in its order, all by one statement. Nobody can sign in to their accounts."""
        people = [self.model(name=name, is_active=False) for name in names]
        for person in people:
            person.set_unusable_password()
        return self.bulk_create(people)

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        user.confirm_email()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def accounts(self) -> models.QuerySet["User"]:
        """Everyone who has an email to sign in with, by name; `email_confirmed` tells whether they have shown that it is theirs."""
        confirmed = EmailAddress.objects.filter(user=models.OuterRef("pk"), email=models.OuterRef("email"), verified=True)
        return self.exclude(email=None).annotate(email_confirmed=models.Exists(confirmed)).order_by(Lower("name"), "email")

    def forget_names(self) -> None:
        """Delete the people without an account, who came as names with a file or a sample, that nothing carries any more."""
        for person in self.filter(email=None, erased_at=None):
            with suppress(models.ProtectedError), transaction.atomic():
                person.delete()

    def has_account(self, email: str) -> bool:
        """Whether this email is that of an account, or waits to become that of one."""
        return self.filter(email__iexact=email).exists() or EmailAddress.objects.filter(email=email.lower()).exists()


class User(AbstractBaseUser, PermissionsMixin):
    """Erasing a person blanks this row and keeps it, since what they wrote points here; so the email may be null."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """What stands for this person in an address."""
    email = models.EmailField(_("email"), max_length=254, unique=True, null=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    notices = models.CharField(max_length=8, choices=Notice.Choice, default=Notice.Choice.DAILY)
    asked_at = models.DateTimeField(null=True, editable=False)
    """When someone who has not signed in for long was last asked whether they need the account."""
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Users] = Users()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(Lower("email"), name="user_email_once", violation_error_message=_("Someone has an account with this email.")),
        ]

    def __str__(self) -> str:
        return self.name or self.email or str(_("A former member"))

    def choose_notices(self, choice: str) -> None:
        """How this person is told of things by mail."""
        self.notices = choice
        self.save(update_fields=["notices"])

    def rename(self, name: str) -> None:
        self.name = name
        self.save(update_fields=["name"])

    @override
    def save(self, *args: Any, **how: Any) -> None:
        """Whatever someone is called by is shown in every project that they are or were in."""
        is_new, changed = self._state.adding, how.get("update_fields")
        with transaction.atomic():
            super().save(*args, **how)
            if not is_new and (changed is None or {"name", "email"} & set(changed)):
                Project.objects.filter(memberships__user=self).moved()

    def confirm_email(self) -> None:
        """Take the account's email as shown to be theirs: they used a link that was sent to it, or whoever runs this copy vouches for it."""
        with transaction.atomic():
            EmailAddress.objects.filter(user=self, primary=True).exclude(email=self.email).update(primary=False)
            EmailAddress.objects.update_or_create(user=self, email=self.email, defaults={"verified": True, "primary": True})

    def close(self, *, by: "User") -> None:
        """Let nobody sign in to this account any more, and end its sessions at once. What the person wrote stays."""
        if by == self:
            raise ValueError("nobody closes their own account")
        with transaction.atomic():
            self.is_active = False
            self.save(update_fields=["is_active"])
            self.end_sessions()
            Event.objects.add_to_site(Event.Kind.ACCOUNT_CLOSED, by=by, object_id=str(self.code))

    def reopen(self, *, by: "User") -> None:
        with transaction.atomic():
            self.is_active = True
            self.save(update_fields=["is_active"])
            Event.objects.add_to_site(Event.Kind.ACCOUNT_OPENED, by=by, object_id=str(self.code))

    def emails(self) -> set[str]:
        """Every email that is theirs or waits to become theirs, in lower case."""
        known = {self.email, *EmailAddress.objects.filter(user=self).values_list("email", flat=True)}
        return {email.lower() for email in known if email}

    def only_owner_of(self) -> list[Project]:
        """The projects, outside the bin, that nobody else owns who can sign in."""
        owned = self.memberships.current().filter(role="owner", project__binned_at=None).select_related("project").order_by("project__name")
        return [part.project for part in owned if not part.project.memberships.owners().exclude(user=self).exists()]

    def erase(self, *, by: "User | None") -> None:
        """Take the person out of the site for good. The row stays without anything of theirs, since what they wrote points to it.

        Their parts in projects, those in the bin too, end and keep the job in words; invitations to them go, and so does all that is only of the
        account. `by` None where a command did it. Raises OnlyOwner, and changes nothing then.
        """
        with transaction.atomic():
            current = list(self.memberships.current().select_related("project").order_by("project_id"))
            for part in current:
                part.project.lock()
            if projects := self.only_owner_of():
                raise OnlyOwner(projects)
            for part in current:
                part.end(by=self)
            # The log goes on saying that someone was invited.
            Invitation.objects.filter(email__in=self.emails()).delete()
            PreparedReader.objects.forget(self.emails())
            self.told.all().delete()
            # What libraries keep of an account: its emails, browsers, second factors, accounts elsewhere.
            for relation in User._meta.get_fields(include_hidden=True):
                if isinstance(relation, models.ManyToOneRel) and relation.related_model._meta.app_label != "journey":
                    relation.related_model._default_manager.filter(**{relation.field.name: self}).delete()
            self.groups.clear()
            self.user_permissions.clear()
            self.end_sessions()
            self.set_unusable_password()
            blank = {"name": "", "email": None, "is_active": False, "is_staff": False, "is_superuser": False, "last_login": None, "asked_at": None}
            for name, value in (blank | {"notices": Notice.Choice.NONE, "erased_at": timezone.now()}).items():
                setattr(self, name, value)
            self.save()
            Event.objects.add_to_site(Event.Kind.ACCOUNT_ERASED, by=by, object_id=str(self.code))

    def end_sessions(self) -> None:
        """Sign this person out of every browser. A session names its user only inside, so each one has to be looked into, past ones too."""
        for session in Session.objects.all().iterator():
            if session.get_decoded().get(SESSION_KEY) == str(self.pk):
                session.delete()


def display_name(user: User) -> str:
    """How allauth's pages and mails call someone."""
    return str(user)
