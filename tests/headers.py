"""What every response carries that keeps a browser safe."""

from django.http import HttpResponse

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
}
NOTHING = ("default-src", "object-src", "base-uri", "frame-ancestors")
"""What the policy allows to nobody."""
TYPES = (
    *("text/html; charset=utf-8", "text/css; charset=", "text/javascript; charset=", "text/csv; charset=utf-8", "text/calendar; charset=utf-8"),
    *("text/plain; charset=utf-8", "application/"),
)
"""What a response may say that it is: a text says in which letters."""
PROBES = {"healthz", "readyz", "metrics"}
"""Answered for machines before anybody is known, so that nothing is in their way."""


def lacks(reply: HttpResponse, *, signed_in: bool) -> list[str]:
    """What should keep a browser safe and is not in a response."""
    missing = [name for name, value in ALWAYS.items() if reply.headers.get(name) != value]
    policy = reply.headers.get("Content-Security-Policy", "")
    if not {f"{name} 'none'" for name in NOTHING} <= set(policy.split("; ")) or "unsafe" in policy or "*" in policy:
        missing.append("Content-Security-Policy")
    if reply.status_code == 200 and not reply.headers.get("Content-Type", "").startswith(TYPES):
        missing.append("Content-Type")
    if "camera=()" not in reply.headers.get("Permissions-Policy", ""):
        missing.append("Permissions-Policy")
    if signed_in and reply.headers.get("Cache-Control") != "no-store":
        missing.append("Cache-Control")
    missing += [f"cookie {name}" for name, cookie in reply.cookies.items() if not cookie["secure"] or not name.startswith("__Host-")]
    return missing
