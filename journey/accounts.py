"""How django-allauth makes accounts here."""

from typing import Any, ClassVar, override

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Pages say what happened themselves, so allauth's own notes ("Successfully signed in as …") are not queued as messages."""

    error_messages: ClassVar[dict[str, str | Promise]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The email or the password is not right"),
        "email_taken": _("There is an account with this email already. Sign in, or choose a new password"),
        "too_many_login_attempts": _("There were too many tries. Wait five minutes, then try again"),
    }

    @override
    def add_message(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        return None
