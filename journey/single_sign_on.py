"""Single sign-on by OpenID Connect: what is believed of a provider, and whose account that opens.

django-allauth walks the road (discovery, code, PKCE, state). It trusts the token because it came by TLS from the provider; here the token's
signature, its addressee, its age and the nonce of this very sign-in are looked at as well.
"""

from time import time
from typing import Any, override

import jwt
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from allauth.socialaccount.internal.flows.login import record_authentication
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from requests import RequestException, Session

from journey.accounts import may_sign_up_with
from journey.models import User
from journey.words import one_line

PROVIDER = "sso"
SIGNED_WITH = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""By a key that only the provider has. Never a shared secret, never nothing."""
CLOCKS = 60
"""Seconds by which clocks may differ."""
LATELY = 5 * 60
"""Seconds since a provider saw someone sign in who was asked to do so once more."""
SAYS_VERIFIED = (True, "true", "True", 1, "1")


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    @override
    def get_requests_session(self) -> Session:
        """Asks the provider alone: whoever sends us elsewhere does not answer."""
        session: Session = super().get_requests_session()
        session.max_redirects = 0
        return session

    @override
    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[SocialApp]:
        """The one provider that the environment names, or none."""
        if not settings.OIDC["issuer"]:
            return []
        known = {"server_url": settings.OIDC["issuer"], "oauth_pkce_enabled": True, "email_authentication": True}
        said = {"name": settings.OIDC["name"], "client_id": settings.OIDC["client_id"], "secret": settings.OIDC["client_secret"]}
        return [SocialApp(provider="openid_connect", provider_id=PROVIDER, settings=known, **said)]

    @override
    def on_authentication_error(self, request: HttpRequest, provider: Any, exception: Exception | None = None, **more: Any) -> None:
        raise ImmediateHttpResponse(sorry(request, "away" if isinstance(exception, RequestException) else "refused"))

    @override
    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """The account with this very email, if the provider says that the email is theirs. Not one that only wishes to change to it."""
        email = verified_email(sociallogin)
        user = User.objects.filter(email__iexact=email).first() if email else None
        return (user, email) if user else None

    @override
    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        # Of what the provider says nothing is kept but who it is.
        sociallogin.account.extra_data = {}
        if sociallogin.account.pk:
            SocialAccount.objects.filter(pk=sociallogin.account.pk).update(extra_data={})
        if request.user.is_authenticated and sociallogin.is_existing and sociallogin.user == request.user:
            # They showed once more that it is them: the session goes on, and what waits in it stays.
            record_authentication(request, sociallogin)
            request.session.modified = True
            raise ImmediateHttpResponse(redirect(next_of(request, sociallogin.state.get("next"))))
        if sociallogin.is_existing:
            return
        email = verified_email(sociallogin)
        if not email:
            raise ImmediateHttpResponse(sorry(request, "unverified"))
        # Whoever else only claimed it has not shown that it is theirs.
        EmailAddress.objects.filter(email__iexact=email, verified=False).delete()

    @override
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return may_sign_up_with(verified_email(sociallogin))

    @override
    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        user: User = sociallogin.user
        user.email = str(data.get("email") or "").lower() or None
        parts = data.get("name") or " ".join(str(part) for part in (data.get("first_name"), data.get("last_name")) if part)
        user.name = one_line(str(parts or ""))[:120] or (user.email or "").partition("@")[0][:120]
        return user


class CheckedAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # the same
    state: dict[str, Any]
    """What this sign-in began with; the view puts it here."""

    @override
    def get_provider(self) -> OpenIDConnectProvider:
        return provider_of(self.request)

    @override
    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return request.build_absolute_uri(reverse("sso-back"))

    @override
    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        claims = self.checked(app, kwargs["response"].get("id_token"))
        if not claims.get("email") and self.openid_config.get("userinfo_endpoint"):
            said = self._fetch_user_info(token.token)
            if said.get("sub") != claims["sub"]:
                raise OAuth2Error("userinfo is about somebody else")
            claims = said | claims
        claims["email_verified"] = claims.get("email_verified") in SAYS_VERIFIED or claims.get("xms_edov") in SAYS_VERIFIED
        return self.get_provider().sociallogin_from_response(request, {"id_token": claims})

    def checked(self, app: SocialApp, token: str | None) -> dict[str, Any]:
        """What an ID token says, if it is signed by the provider, for us, of now, and in answer to this sign-in. (OpenID Connect Core, 3.1.3.7)"""
        issuer = settings.OIDC["issuer"]
        if not token or str(self.openid_config.get("issuer", "")).rstrip("/") != issuer.rstrip("/"):
            raise OAuth2Error("no token, or another issuer")
        with get_social_adapter().get_requests_session() as session:
            reply = session.get(self.openid_config["jwks_uri"])
            reply.raise_for_status()
            keys = jwt.PyJWKSet.from_dict(reply.json())
        try:
            header = jwt.get_unverified_header(token)
            usable = [key for key in keys.keys if header.get("kid") in (key.key_id, None)]
            if not usable or header.get("alg") not in SIGNED_WITH:
                raise OAuth2Error("signed with a key that the provider does not show")
            claims: dict[str, Any] = jwt.decode(
                token,
                usable[0].key,
                algorithms=[header["alg"]],
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=CLOCKS,
                options={"require": ["exp", "iat", "sub", "aud", "iss"], "verify_iat": True},
            )
        except jwt.PyJWTError as problem:
            raise OAuth2Error("token is not right") from problem
        if not self.state.get("nonce") or claims.get("nonce") != self.state["nonce"]:
            raise OAuth2Error("answer to another sign-in")
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != app.client_id:
            raise OAuth2Error("meant for somebody else")
        if self.state.get("again") and time() - float(claims.get("auth_time") or 0) > LATELY:
            raise OAuth2Error("not asked once more")
        return claims


def provider_of(request: HttpRequest) -> OpenIDConnectProvider:
    """The provider; SocialApp.DoesNotExist if there is none."""
    provider = get_social_adapter(request).get_provider(request, PROVIDER)
    provider.oauth2_adapter_class = CheckedAdapter
    return provider


def verified_email(sociallogin: SocialLogin) -> str:
    """The email that the provider says is theirs, or ""."""
    return next((address.email.lower() for address in sociallogin.email_addresses if address.verified), "")


def next_of(request: HttpRequest, to: str | None) -> str:
    return to if to and url_has_allowed_host_and_scheme(to, allowed_hosts={request.get_host()}) else reverse("projects")


def sorry(request: HttpRequest, why: str) -> HttpResponse:
    """A page that says why nobody was signed in, and which other way there is."""
    status = {"away": 503, "refused": 401, "unverified": 403}[why]
    return render(request, "sso/sorry.html", {"why": why}, status=status)
