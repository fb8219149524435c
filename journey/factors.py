"""Second steps at sign-in, as django-allauth keeps them: what it is told here, how their secrets lie in the database, and what a change ends."""

import base64
from typing import Any, override

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from qrcode.constants import ERROR_CORRECT_M

from journey.models import User

HOLDS = "second_factor"
"""What a session remembers once it is known that its person has a second step."""


class Unreadable(Exception):
    """A secret was encrypted with a key that this copy does not know any more."""


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This is not right, or was used already. Try the next one"),
    }

    @override
    def encrypt(self, text: str) -> str:
        return box().encrypt(text.encode()).decode()

    @override
    def decrypt(self, encrypted_text: str) -> str:
        try:
            return box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as problem:
            raise Unreadable from problem

    @override
    def build_totp_svg(self, url: str) -> SafeString:
        """A picture without a style: only rows of dark squares on a light ground."""
        code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4)
        code.add_data(url)
        rows = code.get_matrix()
        dark = ((x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
        return format_html(
            '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}" shape-rendering="crispEdges">'
            '<rect width="{0}" height="{0}" fill="#fff"/><path fill="#000" d="{2}"/></svg>',
            len(rows),
            _("A square code for the app to read. The key below says the same."),
            format_html_join("", "M{} {}h1v1h-1z", dark),
        )

    @override
    def generate_authenticator_name(self, user: User, type: Any) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey") if number == 1 else _("Passkey %(number)s") % {"number": number}


def box() -> MultiFernet:
    """Encrypts with the first key, decrypts with any of them."""
    return MultiFernet([Fernet(derived(key)) for key in settings.MFA_KEYS])


def derived(key: str) -> bytes:
    """A key for this purpose alone, from what an operator set."""
    return base64.urlsafe_b64encode(HKDF(SHA256(), 32, salt=None, info=b"journey.factors").derive(key.encode()))


def encrypt_anew() -> int:
    """Encrypt every secret with the newest key; afterwards an older one is needed no more. How many there were."""
    count = 0
    for one in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).iterator():
        for name in ("secret", "seed"):
            if name in one.data:
                one.data[name] = box().rotate(one.data[name].encode()).decode()
                one.save(update_fields=["data"])
                count += 1
    return count


def has_factor(user: User) -> bool:
    """Whether someone signs in with more than a password. Recovery codes alone are nothing to sign in with."""
    return bool(Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def factors_changed(*, request: HttpRequest, user: User, **_more: object) -> None:
    """After a change of how someone signs in: they stay signed in here, and nowhere else."""
    for one in UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key):
        one.end()
    request.session.pop(HOLDS, None)
