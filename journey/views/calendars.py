"""The calendar that a member's own calendar program reads, and the page on which its address is made, renewed and stopped."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from journey.door import find_project, signed_in
from journey.freshness import fresh
from journey.models import CalendarFeed


@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Whoever may read the project may read it in their calendar; each member has an address of their own."""
    project = find_project(request, "read", project_id=project_id)
    by = signed_in(request)
    member = project.memberships.get(user=by)
    member.project = project
    feed = CalendarFeed.objects.current().filter(member=member).first()
    if request.method != "POST":
        address = request.build_absolute_uri(feed.get_absolute_url()) if feed else ""
        return render(request, "calendars/show.html", {"project": project, "feed": feed, "feed_address": address})
    if request.POST.get("do") != "stop":
        CalendarFeed.objects.renew(member, by=by)
        messages.success(request, _("The old address opens nothing any more. The new one is below.") if feed else _("The address is below."))
    elif feed:
        feed.member = member
        feed.stop(by=by)
        messages.success(request, _("The address opens nothing any more."))
    return redirect(project.address("calendar"))


@require_safe
@login_not_required
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """For whoever holds the address. One that was renewed or stopped, or whose holder is no longer in the project, is nobody's."""
    from journey.calendars import calendar_of  # icalendar takes a fifth of a second to import, which no command should wait for

    found = CalendarFeed.objects.at(secret)
    if found is None:
        raise Http404
    reply = HttpResponse(calendar_of(found.member.project), content_type="text/calendar; charset=utf-8")
    reply["Cache-Control"] = "private"
    return reply
