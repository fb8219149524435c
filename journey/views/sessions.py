"""Where someone is signed in, and signing out there."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from journey.browsers import browser_words
from journey.door import signed_in
from journey.freshness import fresh
from journey.timeouts import mark_seen, seconds_left, seconds_left_at_most


@require_http_methods(["GET", "HEAD", "POST"])
@fresh
def index(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    here = request.session.session_key
    if not UserSession.objects.filter(session_key=here).exists():
        # Signed in before sessions were listed.
        UserSession.objects.create_from_request(request)
    sessions = UserSession.objects.purge_and_list(user)
    if request.method == "POST":
        asked = request.POST.get("session", "others")
        ended = [one for one in sessions if one.session_key != here and asked in ("others", str(one.pk))]
        for one in ended:
            one.end()
        if ended:
            messages.success(request, _("Signed out there."))
        return redirect("usersessions_list")
    rows: list[dict[str, Any]] = [
        {"pk": one.pk, "browser": browser_words(one.user_agent), "since": one.created_at, "ip": one.ip, "here": one.session_key == here}
        for one in sorted(sessions, key=lambda one: (one.session_key != here, -one.created_at.timestamp()))
    ]
    return render(request, "usersessions/usersession_list.html", {"rows": rows, "others": sum(not row["here"] for row in rows)})


@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Someone is still there. The answer says for how many seconds the session lasts now, and at most."""
    mark_seen(request, at_once=True)
    return JsonResponse({"left": seconds_left(request), "at_most": seconds_left_at_most(request)})
