"""What someone was told of, and how they want to be told."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from journey.door import signed_in
from journey.forms.notice import NoticeForm
from journey.models import Notice
from journey.notices import tell, who_stops

MOST = 100


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Opening the page marks nothing as seen; the button marks what stood there, and no more."""
    told = Notice.objects.shown_to(signed_in(request))
    if request.method == "POST":
        told.see(set(request.POST.getlist("shown")))
        messages.success(request, _("What stood here is marked as seen."))
        return redirect("notices")
    shown = list(told[:MOST])
    lines = tell(shown)
    new, seen = [line for line in lines if not line.notice.seen_at], [line for line in lines if line.notice.seen_at]
    # With them go those that are told of no more: nobody will ever see them.
    return render(request, "notices/index.html", {"new": new, "seen": seen, "unseen": [notice for notice in shown if not notice.seen_at]})


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = NoticeForm(request.POST if request.method == "POST" else None, initial={"choice": user.notices})
    if request.method != "POST":
        return render(request, "notices/choose.html", {"form": form})
    if not form.is_valid():
        return render(request, "notices/choose.html", {"form": form}, status=422)
    user.choose_notices(form.cleaned_data["choice"])
    messages.success(request, _("Your choice is kept."))
    return redirect("account")


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """From a link in a mail, without signing in. Opening it changes nothing; the button does."""
    user = who_stops(token)
    if user is None:
        raise Http404
    if request.method == "POST":
        user.choose_notices(Notice.Choice.NONE)
    return render(request, "notices/stop.html", {"token": token, "stopped": request.method == "POST"})
