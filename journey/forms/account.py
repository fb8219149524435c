"""allauth's own forms in our words, and what else is typed about an account. What allauth asks stays its business."""

from typing import TYPE_CHECKING, Any, override

from allauth.account.forms import (
    AddEmailForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
    SignupForm,
    default_token_generator,
)
from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from journey.accounts import invited_email, may_sign_up_with
from journey.forms.name import NameField
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
    field.error_messages |= {"required": missing, "invalid": NOT_AN_EMAIL}
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs |= {"autocomplete": autocomplete, "class": "w-20"}


LONG = _("At least 10 characters. A few words in a row are easy to remember. You can paste it.")
PASTE = _("You can paste it.")
NO_EMAIL, NO_PASSWORD = _("Give your work email"), _("Give your password")
NOT_AN_EMAIL = _("Write the email in full, like name@example.org")
NO_NEW_PASSWORD, NOT_AGAIN = _("Choose a new password"), _("Type the new password again")


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    kept = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    """A text that was sent after the session had ended, packed; see journey/kept.py."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "login", _("Work email"), missing=NO_EMAIL, autocomplete="username")
        say(self, "password", _("Password"), PASTE, missing=NO_PASSWORD, autocomplete="current-password")


class NewAccountForm(SignupForm):  # type: ignore[misc]  # the same
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        say(self, "name", name.label, name.help_text, missing=_("Give your name"), autocomplete="name")
        where = format_lazy(_("It ends in {domains}."), domains=domains()) if settings.SIGN_UP == "domains" and not invited_email() else ""
        say(self, "email", _("Work email"), where, missing=NO_EMAIL, autocomplete="username")
        say(self, "password1", _("Password"), LONG, missing=_("Choose a password"))
        self.order_fields(["name", "email", "password1"])
        if invited_email():
            self.initial["email"] = invited_email()

    @override
    def clean_email(self) -> str:
        email = str(super().clean_email())
        if may_sign_up_with(email):
            return email
        if settings.SIGN_UP == "domains":
            raise forms.ValidationError(_("Give an email that ends in %(domains)s"), code="domain", params={"domains": domains()})
        raise forms.ValidationError(_("Give the email that the invitation was sent to"), code="not-invited")

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

    @override
    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        if self.account_already_exists:
            # As long as for an email without an account: how long an answer takes tells nothing either.
            User().set_password(self.cleaned_data["password1"])
        saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
        return saved


def domains() -> str:
    """@one.example or @two.example."""
    return str(_(" or ")).join(f"@{domain}" for domain in settings.SIGN_UP_DOMAINS)


class ForgottenForm(ResetPasswordForm):  # type: ignore[misc]  # the same
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "email", _("Work email"), missing=NO_EMAIL, autocomplete="username")

    @override
    def clean_email(self) -> str:
        email = str(super().clean_email())
        # Not to an email that someone only wishes to change to: it may be mistyped and be somebody else's.
        self.users: list[User] = [user for user in self.users if user.email == email]
        return email

    @override
    def save(self, request: HttpRequest, **more: Any) -> str:
        if not self.users:
            # A key for nobody: how long an answer takes tells nothing either.
            default_token_generator.make_token(User(pk=0))
        return str(super().save(request, **more))


class NewPasswordForm(ResetPasswordKeyForm):  # type: ignore[misc]  # the same
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "password1", _("New password"), LONG, missing=NO_NEW_PASSWORD)
        say(self, "password2", _("New password again"), missing=NOT_AGAIN)

    @override
    def save(self) -> None:
        """Only whoever reads the account's mail has the link, so the email is confirmed by it too."""
        super().save()
        self.user.confirm_email()


class ChangePasswordForm(AllauthChangePasswordForm):  # type: ignore[misc]  # the same
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "oldpassword", _("The password you have now"), PASTE, missing=NO_PASSWORD, autocomplete="current-password")
        say(self, "password1", _("New password"), LONG, missing=NO_NEW_PASSWORD)
        say(self, "password2", _("New password again"), missing=NOT_AGAIN)


class FirstPasswordForm(SetPasswordForm):  # type: ignore[misc]  # the same
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "password1", _("New password"), LONG, missing=NO_NEW_PASSWORD)
        say(self, "password2", _("New password again"), missing=NOT_AGAIN)


class OtherEmailForm(AddEmailForm):  # type: ignore[misc]  # the same
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = _("We write to it. It counts once you press the button in that message; until then you sign in as before.")
        say(self, "email", _("New email"), hint, missing=NO_EMAIL, autocomplete="email")


class PasswordAgainForm(ReauthenticateForm):  # type: ignore[misc]  # the same
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "password", _("Password"), PASTE, missing=NO_PASSWORD, autocomplete="current-password")


class NameForm(forms.Form):
    name = NameField(
        label=_("Your name"),
        max_length=120,
        help_text=_("As colleagues and commissioners know you. What you wrote before carries it too."),
        error_messages={"required": _("Give your name")},
        attrs={"autocomplete": "name", "class": "w-20"},
    )


class AccountForm(forms.Form):
    """An account that staff make for someone else."""

    name = NameField(
        label=_("Their name"),
        max_length=120,
        help_text=_("As colleagues and commissioners know them. They can change it."),
        error_messages={"required": _("Give their name")},
        attrs={"class": "w-20"},
    )
    email = forms.EmailField(
        label=_("Their work email"),
        max_length=254,
        help_text=_("We send a link to it, with which they choose a password."),
        error_messages={"required": _("Give their work email"), "invalid": NOT_AN_EMAIL},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "class": "w-20"}),
    )

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.has_account(email):
            raise forms.ValidationError(_("There is an account with this email already"), code="taken")
        return email


class DeleteAccountForm(PasswordAgainForm):
    """The password once more, and that it is meant. Someone who signs in without a password was asked in that way just before."""

    sure = forms.MultipleChoiceField(
        label=_("Are you sure?"),
        choices=[("yes", _("Yes. I know that my account cannot be brought back."))],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Say that you are sure")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        if not user.has_usable_password():
            del self.fields["password"]
