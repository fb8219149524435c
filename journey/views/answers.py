"""An answer: read and saved by itself, with and without JavaScript. Every button of its form sends all that the form holds, and saves it first."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Concatenate
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from journey.differences import differences, join
from journey.door import find_project, question_or_404, signed_in
from journey.forms.answer import AnswerForm, ClearanceForm
from journey.guard import Kind
from journey.history import sittings
from journey.models import Answer, AnswerVersion, Clash, Confirmation, Project
from journey.models.answer import TEXT_LIMIT, How, Said
from journey.questions import ClashRow, QuestionRow, question_row, warnings
from journey.stage_facts import count_words

type Problems = dict[str, list[str]]
"""What is wrong, by the box it belongs to."""


@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest, project_id: UUID, key: str) -> HttpResponse:
    project = find_project(request, "answer", project_id=project_id)
    answer = find_in(project, key)
    stood = answer.version
    if request.method != "POST":
        return show(request, project, row_of(project, answer))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return show_problems(request, project, answer, form, form.problems)
    try:
        saved = project.answer(key, form.said.text, strength=form.said.strength, by=signed_in(request), seen=form.begun_from, now=answer)
    except Clash as clash:
        return show_clash(request, project, clash.now, form)
    if request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
        asked = [question.key for question in project.map.stage_of(key).questions]
        states = list(project.answers.filter(key__in=asked).values_list("state", flat=True))
        counts = count_words(states.count("written"), len(asked), states.count("not-relevant"))
        # A new text has not been confirmed by anyone.
        row = row_of(project, saved) if saved.version == stood else question_row(project, project.map.question(key), saved)
        context = {"project": project, "row": row, "counts": counts, "stage": project.map.stage_of(key)}
        return render(request, "stages/show.html#saved", context)
    return to_question(project, key)


def saving_first[**More](deed: Callable[Concatenate[HttpRequest, Project, Answer, AnswerForm, More], Problems | None]) -> Callable[..., HttpResponse]:
    """A view for one more button of an answer's form. What was typed is saved before `deed` is done; `deed` says what is wrong, or None."""

    @require_POST
    @wraps(deed)
    def view(request: HttpRequest, project_id: UUID, key: str, *args: More.args, **kwargs: More.kwargs) -> HttpResponse:
        project, answer = find_answer(request, project_id, key)
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return show_problems(request, project, answer, form, form.problems)
        try:
            # Of what is not relevant the text that stands is no new answer; any other was typed before somebody said so.
            if "text" in request.POST and not (answer.because and form.said.text == answer.text):
                answer = project.answer(key, form.said.text, strength=form.said.strength, by=signed_in(request), seen=form.begun_from)
                answer.project = project
            problems = deed(request, project, answer, form, *args, **kwargs)
        except Clash as clash:
            return show_clash(request, project, clash.now, form)
        if problems:
            return show_problems(request, project, answer, form, problems, seen=answer.version)
        return HttpResponseClientRefresh() if request.htmx else to_question(project, key)  # type: ignore[attr-defined]  # set by django-htmx

    return view


@saving_first
def not_relevant(request: HttpRequest, project: Project, answer: Answer, form: AnswerForm) -> Problems | None:
    """Say that the question is not relevant, and why. The text stays, for when it is relevant after all."""
    if not form.cleaned_data["because"]:
        return {"because": [_("Say why it is not relevant")]}
    project.answer(
        answer.key, answer.text, strength=answer.strength, because=form.cleaned_data["because"], by=signed_in(request), seen=answer.version
    )
    return None


@saving_first
def relevant(request: HttpRequest, project: Project, answer: Answer, form: AnswerForm) -> Problems | None:
    project.answer(answer.key, answer.text, strength=answer.strength, by=signed_in(request), seen=answer.version)
    return None


@saving_first
def come_back(request: HttpRequest, project: Project, answer: Answer, form: AnswerForm) -> Problems | None:
    answer.come_back(form.cleaned_data["note"], by=signed_in(request))
    return None


@saving_first
def come_back_no_more(request: HttpRequest, project: Project, answer: Answer, form: AnswerForm) -> Problems | None:
    answer.come_back_no_more(by=signed_in(request))
    return None


@require_POST
def still_true(request: HttpRequest, project_id: UUID, key: str) -> HttpResponse:
    """Keep that an answer, as it stood when this person read it, is still true. The text is not saved again."""
    project, _answer = find_answer(request, project_id, key)
    form = AnswerForm(request.POST)
    try:
        project.confirm_answer(key, by=signed_in(request), seen=form.begun_from if form.is_valid() else 0)
    except Clash:
        messages.warning(request, _("This answer was changed meanwhile, so it was not confirmed. Look at the newest text first."))
    return to_question(project, key)


@saving_first
def clear(request: HttpRequest, project: Project, answer: Answer, form: AnswerForm, kind: str) -> Problems | None:
    """Say why what looks like personal data is none."""
    if kind not in Kind or not answer.pk:
        raise Http404
    reason = ClearanceForm({"reason": request.POST.get(f"reason-{kind}", "")})
    if not reason.is_valid():
        return {f"reason-{kind}": [str(problem) for problem in reason.errors["reason"]]}
    count = next((warning.count for warning in warnings(answer, all_of_them=True) if warning.kind == kind), 0)
    answer.clear_warning(kind, count, reason=reason.cleaned_data["reason"], by=signed_in(request))
    return None


@require_POST
def settle(request: HttpRequest, project_id: UUID, key: str) -> HttpResponse:
    """After a clash: keep mine, keep theirs, or join them. The one that does not stand goes into the history."""
    project, answer = find_answer(request, project_id, key)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return show_problems(request, project, answer, form, form.problems)
    deed, mine, seen, by = request.POST.get("do"), form.said, form.cleaned_data["theirs"], signed_in(request)
    try:
        if answer.version != seen:
            raise Clash(answer)
        if deed == "theirs":
            project.settle_answer(key, mine, stands=answer.said, how=How.KEPT, by=by, seen=seen)
        elif deed == "join":
            text = join(text_of(answer, form.begun_from), mine.text, answer.text)
            if len(text) > TEXT_LIMIT:
                return show_joined_too_long(request, project, answer, form, text)
            project.settle_answer(key, mine, stands=Said(text, mine.strength or answer.strength), how=How.JOINED, by=by, seen=seen)
        else:
            project.answer(key, mine.text, strength=mine.strength, by=by, seen=seen)
    except Clash as clash:
        return show_clash(request, project, clash.now, form)
    return HttpResponseClientRefresh() if request.htmx else to_question(project, key)  # type: ignore[attr-defined]  # set by django-htmx


@require_safe
def history(request: HttpRequest, project_id: UUID, key: str) -> HttpResponse:
    project = find_project(request, "read", project_id=project_id)
    row = row_of(project, find_in(project, key))
    versions = list(row.answer.versions.select_related("by")) if row.answer else []
    page = {
        "project": project,
        "row": row,
        "stage": project.map.stage_of(key),
        "sittings": sittings(versions),
        "may_answer": project.may("answer"),
    }
    return render(request, "answers/history.html", page)


@require_POST
def restore(request: HttpRequest, project_id: UUID, key: str, number: int) -> HttpResponse:
    """Bring an earlier text back, as a new version. The one that stood is in the history like all the others."""
    project = find_answer(request, project_id, key)[0]
    form = AnswerForm(request.POST)
    try:
        project.restore_answer(key, number, by=signed_in(request), seen=form.begun_from if form.is_valid() else 0)
    except AnswerVersion.DoesNotExist:
        raise Http404 from None
    except Clash:
        messages.warning(request, _("This answer was changed meanwhile. Look at the newest text first."))
        return redirect(project.address("answer-history", key))
    messages.success(request, _("The earlier text is back. What stood before is in the history."))
    return to_question(project, key)


def find_answer(request: HttpRequest, project_id: UUID, key: str) -> tuple[Project, Answer]:
    """The answer at this address for someone who may change it; of version 0 where nothing was said yet. 404 if the edition asks no such thing."""
    project = find_project(request, "answer", project_id=project_id)
    return project, find_in(project, key)


def find_in(project: Project, key: str) -> Answer:
    question_or_404(project.map, key)
    answer = project.answers.of(project, key)
    answer.project = project
    return answer


def row_of(project: Project, answer: Answer) -> QuestionRow:
    question = project.map.question(answer.key)
    row = question_row(project, question, answer)
    return replace(row, confirmed=Confirmation.objects.by_answer(project).get(answer.pk)) if answer.pk else row


def text_of(answer: Answer, number: int) -> str:
    """What the answer said in an earlier version, "" before the first."""
    return answer.versions.filter(number=number).values_list("text", flat=True).first() or "" if answer.pk else ""


def to_question(project: Project, key: str) -> HttpResponse:
    return redirect(project.address("stage", project.map.stage_of(key).key) + f"#{key}")


def show_problems(
    request: HttpRequest, project: Project, answer: Answer, form: AnswerForm, problems: Problems, *, seen: int | None = None
) -> HttpResponse:
    typed = row_of(project, answer).typed(form.typed, seen=form.begun_from if seen is None else seen, problems=problems)
    return show(request, project, typed, 422)


def show_clash(request: HttpRequest, project: Project, now: Answer, form: AnswerForm) -> HttpResponse:
    now.project = project
    clash = ClashRow(now, differences(now.text, form.said.text))
    return show(request, project, row_of(project, now).typed(form.typed, seen=form.begun_from, clash=clash), 409)


def show_joined_too_long(request: HttpRequest, project: Project, answer: Answer, form: AnswerForm, text: str) -> HttpResponse:
    """Both texts in the box, to be shortened by hand."""
    problem = _("Joined, the two are longer than %(limit)s characters. Both are in the box: shorten them, then save.") % {"limit": f"{TEXT_LIMIT:,}"}
    typed = row_of(project, answer).typed(form.typed | {"text": text}, seen=answer.version, problems={"text": [problem]})
    return show(request, project, typed, 422)


def show(request: HttpRequest, project: Project, row: QuestionRow, status: int = 200) -> HttpResponse:
    """The question on a page of its own; under htmx, only what belongs beside the box that someone is typing in."""
    template = "answers/show.html#beside" if request.htmx and request.method == "POST" else "answers/show.html"  # type: ignore[attr-defined]
    page = {"project": project, "row": row, "stage": project.map.stage_of(row.question.key)}
    # Why a warning does not apply has its box only beside that warning, which this page may not have: so it is there to copy.
    reasons = [said for name in request.POST if name.startswith("reason-") and (said := request.POST.get(name, "").strip())]
    return render(request, template, page | {"typed": reasons}, status=status)
