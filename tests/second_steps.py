"""An app that shows codes, and a passkey, as a test holds them."""

import json
import secrets
from time import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorAttestationResponse,
    AuthenticatorData,
    CollectedClientData,
    RegistrationResponse,
)

from journey.forms.factor import kept_of
from journey.models import User


def code_of(secret: str, *, later: int = 0) -> str:
    """What the app shows now, or so many half minutes later."""
    return str(format_hotp_value(hotp_value(secret, int(time()) // 30 + later)))


def give_app(user: User) -> str:
    """Someone who has set up an app already, with recovery codes; the app's secret."""
    secret = str(generate_totp_secret())
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def give_passkey(user: User, name: str = "Phone") -> Authenticator:
    """A passkey whose device is nowhere: enough to be listed, named and removed."""
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    credential_id = secrets.token_bytes(32)
    attested = AttestedCredentialData.create(Aaguid.NONE, credential_id, ES256.from_cryptography_key(key))  # type: ignore[no-untyped-call]  # fido2 leaves it open
    said = AuthenticatorData.create(
        sha256(b"localhost"), AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT, 0, attested
    )
    response = RegistrationResponse(
        raw_id=credential_id,
        response=AuthenticatorAttestationResponse(
            client_data=CollectedClientData.create("webauthn.create", b"challenge", "http://localhost"),
            attestation_object=AttestationObject.create("none", said, {}),
        ),
    )
    return WebAuthn.add(user, name, kept_of(json.loads(json.dumps(dict(response))))).instance


def recovery_codes_of(user: User) -> list[str]:
    return list(RecoveryCodes.activate(user).get_unused_codes())
