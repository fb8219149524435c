"""How django-allauth makes accounts here: who may make one, what is said of it, and which mails go out."""

import logging
from typing import Any, ClassVar, override

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.core import context
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journey.kept import take, take_up
from journey.models import User
from journey.timeouts import is_fresh

logger = logging.getLogger(__name__)

SAID = {
    "email_confirmed": _("Your email is confirmed."),
    "email_deleted": _("Your email stays as it is."),
    "password_changed": _("Your password is changed. Wherever else you were signed in, you are signed out."),
    "password_set": _("Your password is set."),
    "totp_activated": _("The app is set up. Wherever else you were signed in, you are signed out."),
    "totp_deactivated": _("The app is removed."),
    "webauthn_added": _("The passkey is added. Wherever else you were signed in, you are signed out."),
    "webauthn_removed": _("The passkey is removed."),
    "recovery_codes_generated": _("Here are your recovery codes. Keep them before you go on."),
}
"""What is said after something was done; of allauth's other notes the pages say enough themselves."""

AGAIN = {
    "reauthenticate": _("Give your password instead"),
    "mfa_reauthenticate": _("Give a code of your app, or a recovery code, instead"),
    "mfa_reauthenticate:webauthn": _("Use a passkey instead"),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages: ClassVar[dict[str, str | Promise]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The email or the password is not right"),
        "too_many_login_attempts": _("There were too many tries. Wait five minutes, then try again"),
        "duplicate_email": _("This is your email already, or the one that you are changing to"),
        "enter_current_password": _("This is not your password"),
        "incorrect_password": _("This is not your password"),
        "rate_limited": _("There were too many tries. Wait five minutes, then try again"),
    }

    @override
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.SIGN_UP != "invitation" or bool(invited_email(request))

    @override
    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any) -> None:
        name = (message_template or "").rpartition("/")[2].removesuffix(".txt")
        # After a forgotten password a page of its own says that it is changed.
        forgotten = name == "password_changed" and not request.user.is_authenticated
        if name in SAID and not forgotten:
            messages.success(request, SAID[name])
        elif kwargs.get("message") and level == messages.ERROR:
            messages.error(request, kwargs["message"])

    @override
    def send_mail(self, template_prefix: str, email: str, told: dict[str, Any]) -> bool:
        """Whether the mail server took it. If not, what was done stands and the page says so, whether there is an account or not."""
        try:
            super().send_mail(template_prefix, email, told)
        except (OSError, ValueError) as problem:  # smtplib's errors are OSErrors too; the other is of an address that no header takes
            logger.error("A mail could not be sent: %s", type(problem).__name__)
            messages.error(context.request, _("The mail could not be sent just now. Ask for it again in a while."))
            return False
        return True

    @override
    def pre_login(self, request: HttpRequest, user: User, *, signal_kwargs: dict[str, Any] | None, **how: Any) -> HttpResponse | None:
        came = (signal_kwargs or {}).get("sociallogin")
        if came and user.email in [address.email.lower() for address in came.email_addresses if address.verified]:
            user.confirm_email()  # whoever vouches for them at single sign-on says that it is theirs
        response: HttpResponse | None = super().pre_login(request, user, signal_kwargs=signal_kwargs, **how)
        return response

    @override
    def post_login(self, request: HttpRequest, user: User, **how: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **how)
        waits = [take_up(request, user), take(request, user)]
        return redirect("kept") if any(waits) else response

    @override
    def get_client_ip(self, request: HttpRequest) -> str:
        """Where someone comes from, for limits on tries. With fewer names than trusted proxies, it is whoever called us."""
        try:
            return str(super().get_client_ip(request))
        except ImproperlyConfigured:
            return str(request.META["REMOTE_ADDR"])

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What wrong passwords are counted for: the email alone. allauth adds the name of the host, whose port a visitor can make up."""
        return str(credentials.get("email", "")).lower()

    @override
    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """For a second step, having signed in just now is enough. Before the email changes, the password is asked for in any case."""
        if app == "allauth.mfa" and is_fresh(context.request):
            return False
        return bool(super().is_reauthentication_required(app=app, **more))

    @override
    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """allauth's ways to show once more that it is you, in our words."""
        return [way | {"description": AGAIN[way["id"]]} for way in super().get_reauthentication_methods(user)]

    @override
    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")


def can_confirm(address: EmailAddress) -> bool:
    """Whether no other account has this email. One person may wait for a mail while another makes an account with the same email."""
    others = User.objects.filter(email__iexact=address.email).exclude(pk=address.user_id)
    return bool(address.can_set_verified()) and not others.exists()


def invited_email(request: HttpRequest | None = None) -> str:
    """The email that an invitation opened in this browser was sent to, or ""."""
    session = getattr(request or context.request, "session", {})
    return str(session.get("invited_email") or "").lower()


def may_sign_up_with(email: str) -> bool:
    """Whether the operator lets someone make an account with this email. Whoever was invited may, wherever their email is."""
    invited = invited_email()
    if invited and email.lower() == invited:
        return True
    if settings.SIGN_UP == "domains":
        return email.rpartition("@")[2].lower() in settings.SIGN_UP_DOMAINS
    return settings.SIGN_UP == "open"


def send_first_password(user: User) -> bool:
    """Write to someone whose account was made for them, with a link to choose its password. Whether the mail server took it."""
    adapter = get_adapter()
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    link = adapter.get_reset_password_from_key_url(key)
    return bool(adapter.send_mail("account/email/account_made", str(user.email), {"user": user, "password_reset_url": link}))
