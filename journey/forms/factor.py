"""What is typed or sent for a second step: codes of an app, codes kept on paper, passkeys. What allauth asks stays its business."""

import struct
from collections.abc import Callable
from typing import Any, override

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from journey.factors import Unreadable
from journey.forms.account import say
from journey.forms.name import NameField
from journey.models import User

CODE = _("The six figures that the app shows now, or one of your recovery codes.")
NO_CODE = _("Give a code")
NAMED, NO_NAME = _("Such as the device it lives on. Only you see it."), _("Give it a name")
LONGEST_NAME = 60
LARGEST = 20_000
"""Characters of what a browser says of a passkey; a few hundred are usual."""
CODE_LIVES = 90
"""Seconds in which the code of an app could be used: its own half minute, the one before and the one after."""
STUMBLES = (TypeError, ValueError, KeyError, AttributeError, IndexError, AssertionError, OverflowError, RecursionError, struct.error)
"""What reading a made-up passkey may end in."""
WAYS = {"usb", "nfc", "ble", "hybrid", "internal", "smart-card"}


def use_once(user: User, code: str) -> None:
    """allauth remembers a used code for half a minute; with clocks that may differ it could be used for longer."""
    if not cache.add(f"code-used:{user.pk}:{normalize_user_code(code)}", True, CODE_LIVES):
        raise get_adapter().validation_error("incorrect_code")


class Coded(forms.Form):
    """A form that asks for a code of the app or of the paper."""

    user: User
    authenticator: Authenticator | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "code", _("Code"), CODE, missing=NO_CODE, autocomplete="one-time-code")
        self.fields["code"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}

    def clean_code(self) -> str:
        try:
            code = str(super().clean_code())  # type: ignore[misc]  # of allauth's form beside this one
        except Unreadable:
            words = _("Codes cannot be checked: the key that they were kept with has changed. Tell whoever runs this copy of the planner")
            raise forms.ValidationError(words, code="unreadable") from None
        if self.authenticator is None or self.authenticator.type == Authenticator.Type.TOTP:
            use_once(self.user, code)
        return code


class CodeForm(Coded, AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    pass


class CodeAgainForm(Coded, ReauthenticateForm):  # type: ignore[misc]  # the same
    pass


class AppForm(Coded, ActivateTOTPForm):  # type: ignore[misc]  # the same
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("The six figures that the app shows now.")


class CredentialField(forms.JSONField):
    """What a browser says of a passkey. A nonsense that cannot even be read is wrong, like any other."""

    @override
    def to_python(self, value: Any) -> Any:
        try:
            if len(value or "") > LARGEST:
                raise ValueError
            found = super().to_python(value)
        except (ValueError, RecursionError):
            raise get_adapter().validation_error("incorrect_code") from None
        if found is not None and not isinstance(found, dict):
            raise get_adapter().validation_error("incorrect_code")
        return found

    @override
    def bound_data(self, data: Any, initial: Any) -> None:
        """What was wrong once is not sent again: the button fills the field anew."""

    @override
    def prepare_value(self, value: Any) -> str:
        return ""


def attempt[T](check: Callable[[], T]) -> T:
    """allauth and fido2 read what a browser sent as they find it; what they stumble over is a wrong passkey."""
    try:
        return check()
    except STUMBLES:
        raise get_adapter().validation_error("incorrect_code") from None


def credential_field() -> CredentialField:
    missing = _("The passkey was not used. Press the button again, and follow what your browser asks")
    return CredentialField(widget=forms.HiddenInput, error_messages={"required": missing})


class NewPasskeyForm(passkeys.AddWebAuthnForm):  # type: ignore[misc]  # the same
    credential = credential_field()
    passwordless = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].max_length = LONGEST_NAME
        self.fields["name"].widget.attrs["maxlength"] = str(LONGEST_NAME)
        say(self, "name", _("What to call it"), NAMED, missing=NO_NAME, autocomplete="off")

    def clean_name(self) -> str:
        return " ".join(str(super().clean_name()).split())[:LONGEST_NAME]

    @override
    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = attempt(super().clean)
        if said.get("credential"):
            said["credential"] = attempt(lambda: kept_of(said["credential"]))
        return said


def kept_of(said: dict[str, Any]) -> dict[str, Any]:
    """Of what a browser says, what is needed to know the passkey again, and no more."""
    response = said["response"]
    return {
        "type": "public-key",
        "id": str(said["id"]),
        "rawId": str(said.get("rawId") or said["id"]),
        "response": {
            "clientDataJSON": str(response["clientDataJSON"]),
            "attestationObject": str(response["attestationObject"]),
            "transports": [way for way in response.get("transports") or [] if way in WAYS],
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }


class Keyed(forms.Form):
    credential = credential_field()

    def clean_credential(self) -> Authenticator:
        return attempt(super().clean_credential)  # type: ignore[misc]  # of allauth's form beside this one


class PasskeyForm(Keyed, passkeys.AuthenticateWebAuthnForm):  # type: ignore[misc]  # the same
    pass


class PasskeyAgainForm(Keyed, passkeys.ReauthenticateWebAuthnForm):  # type: ignore[misc]  # the same
    pass


class PasskeySignInForm(Keyed, passkeys.LoginWebAuthnForm):  # type: ignore[misc]  # the same
    pass


class PasskeyNameForm(passkeys.EditWebAuthnForm):  # type: ignore[misc]  # the same
    name = NameField(max_length=LONGEST_NAME)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "name", _("What to call it"), NAMED, missing=NO_NAME, autocomplete="off")
