"""When reviews are due: the rhythm, days of the project's own, and one that is skipped."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from journey.dates import day_words
from journey.door import find_project, signed_in
from journey.forms.preparation import NameDayForm, SkipForm
from journey.kept import texts
from journey.models import Project, ReviewDay
from journey.rhythm import begins_of, due


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """The days; sent, one more on which a review is due."""
    project = find_project(request, "read" if request.method != "POST" else "prepare", project_id=project_id)
    form = NameDayForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return show_days(request, project, form, SkipForm())
    if not form.is_valid():
        return show_days(request, project, form, SkipForm(), status=422)
    ReviewDay.objects.add_day(project, form.cleaned_data["day"], by=signed_in(request))
    messages.success(request, _("A review is due on %(day)s.") % {"day": day_words(form.cleaned_data["day"])})
    return redirect(project.address("review-days"))


@require_POST
def skip(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Leave out the review that is due next, with the reason."""
    project = find_project(request, "prepare", project_id=project_id)
    form = SkipForm(request.POST)
    if not form.is_valid():
        return show_days(request, project, NameDayForm(), form, status=422)
    now = due(project, begins_of(project))
    if now is None or request.POST.get("day") != now.day.isoformat():
        form.add_error(None, _("Another review is due next by now. Look again"))
        return show_days(request, project, NameDayForm(), form, status=409)
    ReviewDay.objects.skip(project, now.day, because=form.cleaned_data["because"], by=signed_in(request))
    messages.success(request, _("The review of %(day)s is skipped.") % {"day": day_words(now.day)})
    return redirect(project.address("review-days"))


def show_days(request: HttpRequest, project: Project, form: NameDayForm, skipping: SkipForm, *, status: int = 200) -> HttpResponse:
    now = due(project, begins_of(project))
    page = {
        "project": project,
        "due": now,
        # Where there is none to skip any more, why it should have been is there to copy.
        "typed": [] if now else texts(request.POST),
        "days": list(project.review_days.select_related("by")),
        "form": form,
        "skipping": skipping,
        "may_prepare": project.may("prepare"),
        "may_change": project.may("change"),
    }
    return render(request, "review_days/index.html", page, status=status)
