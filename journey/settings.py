"""One settings file. Everything an operator may set comes from the environment and is checked here, all mistakes at once.

Without any environment it serves one officer's laptop: SQLite, plain HTTP on this machine, everything written under DATA_DIR.
"""

import os
import re
import secrets
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from journey.database import postgresql, sqlite

BASE_DIR = Path(__file__).resolve().parent.parent


class Environment(BaseSettings):
    """What an operator may set. Names are those of the environment's variables, in any case."""

    # Some of them are secret, and what a mistake prints ends up in logs.
    model_config = SettingsConfigDict(hide_input_in_errors=True)

    data_dir: Path = BASE_DIR / "var"
    database_url: SecretStr = SecretStr("")
    redis_url: SecretStr = SecretStr("")
    port: int = Field(default=8000, ge=1, le=65535)
    bind: str = ""
    workers: int = Field(default=2, ge=1, le=64)
    secret_key: SecretStr | None = None
    mfa_key: SecretStr = SecretStr("")
    mfa_key_before: SecretStr = SecretStr("")
    require_second_factor: bool = False
    oidc_issuer: str = ""
    oidc_client_id: str = Field(default="", validate_default=True)
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_name: str = "single sign-on"
    idle_minutes: int = Field(default=60, ge=5, le=720)
    session_hours: int = Field(default=12, ge=1, le=24)
    fresh_minutes: int = Field(default=30, ge=1, le=720)
    allowed_hosts: str = "127.0.0.1,localhost,[::1]"
    site_url: str = ""
    https: bool = False
    behind_proxy: bool = False
    trusted_proxies: int = Field(default=1, ge=1, le=5)
    debug: bool = False
    mail_host: str = ""
    mail_port: int = 587
    mail_user: str = ""
    mail_password: SecretStr = SecretStr("")
    mail_from: str = "Innovation Journey Planner <planner@localhost>"
    backup_dir: Path | None = None
    backup_key: SecretStr = SecretStr("")
    log_format: Literal["plain", "json"] = "plain"
    metrics_token: SecretStr = SecretStr("")
    task_workers: bool = False
    sign_up: Literal["open", "invitation", "domains"] = "open"
    sign_up_domains: str = Field(default="", validate_default=True)

    keep_stopped_days: int = Field(default=730, ge=0)
    keep_unused_account_days: int = Field(default=730, ge=0)

    @field_validator("sign_up_domains")
    @classmethod
    def are_domains(cls, said: str, others: ValidationInfo) -> str:
        domains = [domain.strip().lower() for domain in said.split(",") if domain.strip()]
        wrong = [domain for domain in domains if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", domain)]
        if wrong:
            raise ValueError(f"these are not domains such as council.example: {', '.join(wrong)}")
        if others.data.get("sign_up") == "domains" and not domains:
            raise ValueError("SIGN_UP=domains needs at least one domain here, such as council.example")
        return ",".join(domains)

    @field_validator("oidc_issuer")
    @classmethod
    def is_an_issuer(cls, said: str) -> str:
        here = re.match(r"http://(127\.0\.0\.1|localhost)(:\d+)?(/|$)", said)
        if said and not here and not re.match(r"https://[^/?#]+[^?#]*$", said):
            raise ValueError("this is not the https address of an issuer, such as https://login.council.example")
        return said

    @field_validator("oidc_client_id")
    @classmethod
    def is_there(cls, said: str, others: ValidationInfo) -> str:
        if others.data.get("oidc_issuer") and not said:
            raise ValueError("OIDC_ISSUER needs the client id that the provider gave this copy")
        return said

    @field_validator("task_workers")
    @classmethod
    def has_its_package(cls, said: bool) -> bool:
        if said and not find_spec("django_tasks_db"):
            raise ValueError("this needs the package django-tasks-db: .venv/bin/pip install 'django-tasks-db>=0.13,<0.14'")
        return said

    @field_validator("database_url")
    @classmethod
    def can_be_read(cls, url: SecretStr) -> SecretStr:
        if url:
            postgresql(url.get_secret_value())
        return url


env = Environment()
DATA_DIR = env.data_dir.resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
PORT, WORKERS = env.port, env.workers
BIND = env.bind or f"127.0.0.1:{PORT}"
BACKUP_DIR = env.backup_dir.resolve() if env.backup_dir else DATA_DIR / "backups"
# With it only its holder can read a backup. A sentence will do; whoever loses it has no backup.
BACKUP_KEY = env.backup_key.get_secret_value()


def kept_secret_key(data_dir: Path) -> str:
    """The secret key made once for this copy, readable by its owner alone."""
    file = data_dir / "secret_key"
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii")
    with os.fdopen(handle, "w", encoding="ascii") as made:
        made.write(secrets.token_urlsafe(64))
    return file.read_text(encoding="ascii")


SECRET_KEY = env.secret_key.get_secret_value() if env.secret_key else kept_secret_key(DATA_DIR)
DEBUG = env.debug
# What links in mails begin with that no visitor asked for, such as reminders.
SITE_URL = env.site_url or f"http://127.0.0.1:{PORT}/"
ALLOWED_HOSTS = [host.strip() for host in env.allowed_hosts.split(",") if host.strip()]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "journey",
]

# Work that need not be done before someone gets their page is done at once, or waits in the database for `manage.py run_tasks`.
TASK_WORKERS = env.task_workers
TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
if TASK_WORKERS:
    TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    INSTALLED_APPS.append("django_tasks_db")

MIDDLEWARE = [
    "journey.upkeep.watch.Watch",
    # What a browser is told stands on every response, those that never reach a page among them.
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "journey.middleware.AskForNothing",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "journey.upkeep.watch.Probes",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "journey.middleware.SessionTimes",
    "journey.middleware.KeepPrivate",
    "journey.middleware.SignInRequired",
    "journey.middleware.KeptTexts",
    "journey.once.Once",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "journey.urls"
WSGI_APPLICATION = "journey.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "journey.page.about_the_map",
                "journey.page.about_the_session",
            ],
            # Every form says who it was shown to, whoever wrote it.
            "builtins": ["journey.templatetags.writer"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": postgresql(env.database_url.get_secret_value()) if env.database_url else sqlite(DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Limits on sign-in count in the cache, so it must be one that all workers share.
# Django would throw a third of it away at 300 rows, and whoever makes up many emails could have limits forgotten.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache", "OPTIONS": {"MAX_ENTRIES": 100_000}}}
if env.redis_url:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": env.redis_url.get_secret_value()}}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

AUTH_USER_MODEL = "journey.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("name", "email")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "projects"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "login": "journey.forms.account.SignInForm",
    "signup": "journey.forms.account.NewAccountForm",
    "reset_password": "journey.forms.account.ForgottenForm",
    "reset_password_from_key": "journey.forms.account.NewPasswordForm",
    "change_password": "journey.forms.account.ChangePasswordForm",
    "set_password": "journey.forms.account.FirstPasswordForm",
    "add_email": "journey.forms.account.OtherEmailForm",
    "reauthenticate": "journey.forms.account.PasswordAgainForm",
}
ACCOUNT_SIGNUP_FORM_CLASS = "journey.forms.signup.SignUpForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "journey.models.user.display_name"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# In the browser that signed up; in any other the confirmed email leads to the sign-in page.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
# Django ends a person's other sessions when the password changes; this keeps the one in which it was changed.
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# Before the email changes, whoever sits at the screen gives the password once more.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# For how long after a sign-in, or after showing once more that it is them, someone may do what cannot easily be undone.
FRESH_SECONDS = ACCOUNT_REAUTHENTICATION_TIMEOUT = env.fresh_minutes * 60
ACCOUNT_ADAPTER = "journey.accounts.AccountAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True

# A second step at sign-in: a code of an app, a passkey, or one of ten codes kept on paper.
REQUIRE_SECOND_FACTOR = env.require_second_factor
# What keys of passkeys and apps are encrypted with in the database: the first encrypts, all of them decrypt.
MFA_KEYS = [key for key in (env.mfa_key.get_secret_value(), env.mfa_key_before.get_secret_value(), SECRET_KEY) if key]
MFA_ADAPTER = "journey.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_ISSUER = "Innovation Journey Planner"
# The code before and the one after count too: clocks differ, and people take their time.
MFA_TOTP_TOLERANCE = 1
# Nobody signs in here before their email is confirmed. The other meaning of this, no second step while a change of email waits, would be in the way.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "journey.forms.factor.CodeForm",
    "reauthenticate": "journey.forms.factor.CodeAgainForm",
    "activate_totp": "journey.forms.factor.AppForm",
    "add_webauthn": "journey.forms.factor.NewPasskeyForm",
    "edit_webauthn": "journey.forms.factor.PasskeyNameForm",
    "authenticate_webauthn": "journey.forms.factor.PasskeyForm",
    "reauthenticate_webauthn": "journey.forms.factor.PasskeyAgainForm",
    "login_webauthn": "journey.forms.factor.PasskeySignInForm",
}
# Single sign-on. An account is found by an email only if the provider says that the email is theirs; see journey/single_sign_on.py.
OIDC = {
    "issuer": env.oidc_issuer,
    "client_id": env.oidc_client_id,
    "client_secret": env.oidc_client_secret.get_secret_value(),
    "name": env.oidc_name,
}
SOCIALACCOUNT_ADAPTER = "journey.single_sign_on.SocialAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SIGN_UP, SIGN_UP_DOMAINS = env.sign_up, tuple(env.sign_up_domains.split(",")) if env.sign_up_domains else ()
# After how many days people are asked whether a stopped project, or an account, is still needed; 0 for never. Nothing is deleted by that.
KEEP_STOPPED_DAYS, KEEP_UNUSED_ACCOUNT_DAYS = env.keep_stopped_days, env.keep_unused_account_days
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if env.https else "http"

if env.mail_host:
    MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": env.mail_host,
                "port": env.mail_port,
                "username": env.mail_user,
                "password": env.mail_password.get_secret_value(),
                "use_tls": True,
                # Seconds. Whoever sent an invitation waits for it, and a worker of gunicorn is ended after 30.
                "timeout": 10,
            },
        }
    }
else:
    MAILERS = {"default": {"BACKEND": "journey.terminal.TerminalBackend"}}
DEFAULT_FROM_EMAIL = env.mail_from

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
# With one language there is nothing to look up, which takes a tenth of a page.
USE_I18N = len(LANGUAGES) > 1
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Nobody else needs our stylesheet and scripts.
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}

# No inline script or style anywhere, nothing from elsewhere, and nobody may frame us.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    # "default-src" says it already; what looks for the word finds it.
    "object-src": [CSP.NONE],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_ENGINE = "journey.sessions"
# A session ends so long after it was last used, and so long after it began, whatever is done in it.
IDLE_SECONDS, SESSION_SECONDS = env.idle_minutes * 60, env.session_hours * 60 * 60
SESSION_COOKIE_AGE = SESSION_SECONDS
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "journey.views.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
BEHIND_PROXY = env.behind_proxy
if env.https:
    SECURE_SSL_REDIRECT = True
    # A probe asks this machine, without the proxy.
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
if env.behind_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Limits on sign-in count per visitor, not once for the proxy that all visitors come through.
    ALLAUTH_TRUSTED_PROXY_COUNT = env.trusted_proxies

# Seconds that a request waits for a PDF; most are there by then. After that a page asks for it again.
PDF_WAIT = 1.0
# How far the site goes before the printer wherever both want the processor.
PRINTER_NICE = 10

METRICS_TOKEN = env.metrics_token.get_secret_value()
METRICS_DIR = DATA_DIR / "metrics"
if METRICS_TOKEN:
    METRICS_DIR.mkdir(exist_ok=True)
    # Where the library lets workers count; it looks as soon as it is imported.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(METRICS_DIR)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "journey.upkeep.lines.Plain"}, "json": {"()": "journey.upkeep.lines.Json"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": env.log_format}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Without handlers of its own, so that every line goes through our formatter. As JSON each request has a line of ours already.
        "django": {"handlers": [], "level": "WARNING"},
        "django.request": {"level": "ERROR" if env.log_format == "json" else "WARNING"},
        "journey.requests": {"level": "INFO" if env.log_format == "json" else "WARNING"},
        "journey.signing": {"level": "INFO"},
    },
}
