"""One list of what a team wants to come back to."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from journey.door import find_project
from journey.questions import question_row


@require_safe
def index(request: HttpRequest, project_id: UUID) -> HttpResponse:
    project = find_project(request, "read", project_id=project_id)
    marked = {answer.key: answer for answer in project.answers.exclude(come_back_note=None).select_related("changed_by", "come_back_by")}
    rows = [
        (project.map.stage_of(question.key), question_row(project, question, marked[question.key]))
        for question in project.map.questions
        if question.key in marked
    ]
    return render(request, "comebacks/index.html", {"project": project, "rows": rows, "may_answer": project.may("answer")})
