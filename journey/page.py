"""What every page carries whatever it is about."""

import json

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from journey.timeouts import seconds_left, seconds_left_at_most
from stages.editions import LATEST, get_edition

# htmx without eval, inline styles or text kept in the browser; a form's error and a clash are shown, any other failure is left to app.js.
HTMX_CONFIG = json.dumps(
    {
        "allowEval": False,
        "allowScriptTags": False,
        "includeIndicatorStyles": False,
        "selfRequestsOnly": True,
        "timeout": 30_000,
        "historyCacheSize": 0,
        "refreshOnHistoryMiss": True,
        "attributesToSettle": ["class", "width", "height"],
        "responseHandling": [
            {"code": "204", "swap": False},
            {"code": "[23]..", "swap": True},
            {"code": "403|409|422", "swap": True, "error": False},
            {"code": "[45]..", "swap": False, "error": True},
        ],
    }
)

SCRIPT_WORDS = {
    "writing": _("Not saved yet"),
    "saving": _("Saving…"),
    "offline": _("Not saved: no connection. Your text is still here. It will be saved when the connection is back."),
    "away": _("Not saved: the planner does not answer. Your text is still here. It will be saved when the planner is back."),
    "not-done": _("Not done: no connection. Your text is still here. Try again when the connection is back."),
    "signed-out": _("Not saved: you have been signed out. Your text is still here."),
    "sign-in": _("Sign in and keep my text"),
    "failed": _("Not saved: something went wrong. Your text is still here. Press Save to try again."),
}
"""What the script may have to say; it has no words of its own."""


def about_the_session(request: HttpRequest) -> dict[str, object]:
    """For how long someone stays signed in: what the script counts down, and what the page on the account says."""
    if not request.user.is_authenticated:
        return {}
    return {
        "session": {
            "left": seconds_left(request),
            "at_most": seconds_left_at_most(request),
            "idle": settings.IDLE_SECONDS,
            "idle_minutes": settings.IDLE_SECONDS // 60,
            "hours": settings.SESSION_SECONDS // 3600,
        }
    }


def about_the_map(request: HttpRequest) -> dict[str, object]:
    """The stage map's credit, which stands wherever the map is shown, and what the script needs."""
    return {
        "latest_map": get_edition(LATEST),
        "htmx_config": HTMX_CONFIG,
        # Without a mail server whoever waits for a mail has to look where this copy runs.
        "mail_in_terminal": settings.MAILERS["default"]["BACKEND"] == "journey.terminal.TerminalBackend",
        "sso_name": settings.OIDC["name"] if settings.OIDC["issuer"] else "",
        "script_words": SCRIPT_WORDS,
    }
