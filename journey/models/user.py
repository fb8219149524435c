"""A person with an account. They sign in by email; there is no username."""

import uuid
from typing import Any, ClassVar

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
from journey.models.notice import Notice


class Users(BaseUserManager["User"]):
    def create_user(self, email: str | None, password: str | None = None, **fields: Any) -> "User":
        """Make an account. Without an email (people of a sample) nobody can sign in to it."""
        user = self.model(email=self.normalize_email(email).lower() if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

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

    def end_sessions(self) -> None:
        """Sign this person out of every browser. A session names its user only inside, so each one has to be looked into."""
        for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
            if session.get_decoded().get(SESSION_KEY) == str(self.pk):
                session.delete()


def display_name(user: User) -> str:
    """How allauth's pages and mails call someone."""
    return str(user)
