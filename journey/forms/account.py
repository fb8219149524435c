"""allauth's own forms in our words: what it asks stays its business."""

from typing import TYPE_CHECKING, Any

from allauth.account.forms import LoginForm, ResetPasswordForm, ResetPasswordKeyForm, SignupForm
from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def say(form: forms.Form, name: str, label: "StrOrPromise", hint: "StrOrPromise" = "", autocomplete: str = "") -> None:
    """Give a field our words. A placeholder vanishes as soon as one types, so there is none."""
    field = form.fields[name]
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)
    if autocomplete:
        field.widget.attrs["autocomplete"] = autocomplete


LONG = _("At least 10 characters. A few words in a row are easy to remember. You can paste it.")


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "login", _("Work email"), autocomplete="username")
        say(self, "password", _("Password"), _("You can paste it."))


class NewAccountForm(SignupForm):  # type: ignore[misc]  # the same
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "email", _("Work email"), autocomplete="username")
        say(self, "password1", _("Password"), LONG)
        self.order_fields(["name", "email", "password1"])


class ForgottenForm(ResetPasswordForm):  # type: ignore[misc]  # the same
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "email", _("Work email"), autocomplete="username")


class NewPasswordForm(ResetPasswordKeyForm):  # type: ignore[misc]  # the same
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "password1", _("New password"), LONG)
        say(self, "password2", _("New password again"))
