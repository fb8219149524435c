"""An answer: read and saved by itself, with and without JavaScript."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from journey.door import find_project, signed_in
from journey.forms.answer import AnswerForm
from journey.models import Answer, Clash, Project
from journey.overview import overview
from journey.questions import QuestionRow, question_row


@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest, project_id: UUID, key: str) -> HttpResponse:
    project = find_project(request, "answer", project_id=project_id)
    row = find_row(project, key)
    if request.method != "POST":
        return show(request, project, row)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return show(request, project, row.typed(form.typed, seen=form.begun_from, problems=form.problems), 422)
    try:
        answer = project.answer(key, form.cleaned_data["text"], by=signed_in(request), seen=form.cleaned_data["seen"])
    except Clash as clash:
        return show(request, project, question_row(project, row.question, clash.now).typed(form.typed, clash=True), 409)
    if request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
        stage = project.map.stage_of(key)
        context = {"project": project, "row": question_row(project, row.question, answer), "stage_facts": overview(project).facts(stage.key)}
        return render(request, "stages/show.html#saved", context | {"stage": stage})
    return redirect(project.address("stage", project.map.stage_of(key).key) + f"#{key}")


def find_row(project: Project, key: str) -> QuestionRow:
    """The question with this key and its answer, if it has one; 404 if the edition holds no such question."""
    try:
        question = project.map.question(key)
    except KeyError:
        raise Http404 from None
    return question_row(project, question, Answer.objects.filter(project=project, key=key).select_related("changed_by").first())


def show(request: HttpRequest, project: Project, row: QuestionRow, status: int = 200) -> HttpResponse:
    """The question on a page of its own; under htmx, only what belongs beside the box that someone is typing in."""
    template = "answers/show.html#beside" if request.htmx and request.method == "POST" else "answers/show.html"  # type: ignore[attr-defined]
    return render(request, template, {"project": project, "row": row, "stage": project.map.stage_of(row.question.key)}, status=status)
