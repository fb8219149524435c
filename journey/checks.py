"""What Django's own checks do not say of settings by which safety is lost."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning

HERE = {"127.0.0.1", "localhost", "[::1]", "testserver"}
SHARED = ("db.DatabaseCache", "redis.RedisCache", "memcached.")


def check_safety(**options: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    elsewhere = [host for host in settings.ALLOWED_HOSTS if host not in HERE]
    if settings.DEBUG and elsewhere:
        words = f"DEBUG shows settings and texts to whoever meets an error, and ALLOWED_HOSTS names {elsewhere[0]}."
        found.append(Error(words, hint="Leave DEBUG off wherever others come.", id="journey.E001"))
    if "*" in settings.ALLOWED_HOSTS:
        found.append(Warning("ALLOWED_HOSTS=* lets links in mails lead to any host.", hint="Name the hosts.", id="journey.W002"))
    if not any(name in settings.CACHES["default"]["BACKEND"] for name in SHARED):
        found.append(Error("The default cache is not shared by workers, so each would count tries on its own.", id="journey.E002"))
    return found
