"""allauth's own forms in our words: what it asks stays its business."""

from typing import TYPE_CHECKING, Any, override

from allauth.account.forms import LoginForm, ResetPasswordForm, ResetPasswordKeyForm, SignupForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from journey.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def say(
    form: forms.Form,
    name: str,
    label: "StrOrPromise",
    hint: "StrOrPromise" = "",
    *,
    missing: "StrOrPromise",
    autocomplete: str = "new-password",
) -> None:
    """Give a field our words. A placeholder vanishes as soon as one types, so there is none."""
    field = form.fields[name]
    field.label, field.help_text = label, hint
    field.error_messages |= {"required": missing, "invalid": _("Write the email in full, like name@example.org")}
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs |= {"autocomplete": autocomplete, "class": "w-20"}


LONG = _("At least 10 characters. A few words in a row are easy to remember. You can paste it.")
NO_EMAIL, NO_PASSWORD = _("Give your work email"), _("Give your password")


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "login", _("Work email"), missing=NO_EMAIL, autocomplete="username")
        say(self, "password", _("Password"), _("You can paste it."), missing=NO_PASSWORD, autocomplete="current-password")


class NewAccountForm(SignupForm):  # type: ignore[misc]  # the same
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        say(self, "name", name.label, name.help_text, missing=_("Give your name"), autocomplete="name")
        say(self, "email", _("Work email"), missing=NO_EMAIL, autocomplete="username")
        say(self, "password1", _("Password"), LONG, missing=_("Choose a password"))
        self.order_fields(["name", "email", "password1"])

    @override
    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean()
        # allauth compares the password with the email alone.
        if said.get("name") and said.get("password1"):
            try:
                validate_password(said["password1"], User(name=said["name"]))
            except forms.ValidationError as problem:
                self.add_error("password1", problem)
        return said


class ForgottenForm(ResetPasswordForm):  # type: ignore[misc]  # the same
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "email", _("Work email"), missing=NO_EMAIL, autocomplete="username")


class NewPasswordForm(ResetPasswordKeyForm):  # type: ignore[misc]  # the same
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "password1", _("New password"), LONG, missing=_("Choose a new password"))
        say(self, "password2", _("New password again"), missing=_("Type the new password again"))
