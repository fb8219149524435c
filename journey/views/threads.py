"""Threads of comments, for the team alone: on a question, on a move, on a decision, and all that are open in a project."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journey.door import Refused, find_project, question_or_404, signed_in
from journey.forms.comment import CommentForm
from journey.models import Comment, Decision, Membership, Move, Project, Thread
from journey.options import say
from journey.talk import move_words, resolved_words, thread_rows


@require_http_methods(["GET", "HEAD", "POST"])
def of_answer(request: HttpRequest, project_id: UUID, key: str) -> HttpResponse:
    """The threads on a question; POST starts one."""
    project = find_project(request, "comment" if request.method == "POST" else "read", project_id=project_id)
    question_or_404(project.map, key)
    return show_or_start(request, project, key=key)


@require_http_methods(["GET", "HEAD", "POST"])
def of_move(request: HttpRequest, project_id: UUID, number: int) -> HttpResponse:
    """The threads on a move; POST starts one."""
    project = find_project(request, "comment" if request.method == "POST" else "read", project_id=project_id)
    return show_or_start(request, project, move=get_object_or_404(project.moves.select_related("by"), number=number))


@require_http_methods(["GET", "HEAD", "POST"])
def of_decision(request: HttpRequest, project_id: UUID, decision_id: UUID) -> HttpResponse:
    """The threads on a decision; POST starts one."""
    project = find_project(request, "comment" if request.method == "POST" else "read", project_id=project_id)
    return show_or_start(request, project, decision=get_object_or_404(project.decisions.select_related("by"), pk=decision_id))


@require_safe
def index(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """All open threads of a project, those with the newest comment first."""
    project = find_project(request, "read", project_id=project_id)
    rows = thread_rows(project.threads.open().with_comments(), signed_in(request)).open
    rows.sort(key=lambda row: row.comments[-1].comment.at, reverse=True)
    resolved = project.threads.exclude(resolved_at=None).count()
    page = {"project": project, "rows": rows, "resolved": resolved_words(resolved) if resolved else "", "may_plan": project.may("plan")}
    return render(request, "threads/index.html", page)


@require_POST
def reply(request: HttpRequest, project_id: UUID, thread_id: UUID) -> HttpResponse:
    thread = find_thread(request, project_id, thread_id)
    form = CommentForm(request.POST, members=colleagues(request, thread.project), label=_("Your reply"), auto_id=id_of(thread))
    if not form.is_valid():
        return show(request, thread.project, key=thread.key, move=thread.move, decision=thread.decision, reply=form, to=thread, status=422)
    was_resolved = thread.resolved_at is not None
    thread.reply(form.said, by=signed_in(request), tell=form.told)
    if was_resolved:
        messages.info(request, _("The thread was resolved. With your reply it is open again."))
    return redirect(thread)


@require_POST
def resolve(request: HttpRequest, project_id: UUID, thread_id: UUID) -> HttpResponse:
    """What was typed as a reply is kept first."""
    thread, by = find_thread(request, project_id, thread_id), signed_in(request)
    members = colleagues(request, thread.project)
    form = CommentForm(request.POST, members=members, text_required=False, label=_("Your reply"), auto_id=id_of(thread))
    if not form.is_valid():
        return show(request, thread.project, key=thread.key, move=thread.move, decision=thread.decision, reply=form, to=thread, status=422)
    if form.said:
        thread.reply(form.said, by=by, tell=form.told)
    thread.resolve(by=by)
    messages.success(request, _("Resolved. The thread is folded away at the end, and can be taken up again."))
    return redirect(thread.page)


@require_POST
def reopen(request: HttpRequest, project_id: UUID, thread_id: UUID) -> HttpResponse:
    thread = find_thread(request, project_id, thread_id)
    thread.reopen(by=signed_in(request))
    return redirect(thread)


@require_POST
def see(request: HttpRequest, project_id: UUID, thread_id: UUID) -> HttpResponse:
    """Whoever was told of something in it says that they have seen it. Looking at the page does not. A reply begun meanwhile stays in its box."""
    project = find_project(request, "read", project_id=project_id)
    thread = get_object_or_404(project.threads.select_related("project", "move", "decision"), pk=thread_id)
    thread.see(by=signed_in(request))
    if not request.POST.get("text", "").strip():
        return redirect(thread)
    begun = {"text": request.POST["text"], "tell": request.POST.getlist("tell")}
    form = CommentForm(initial=begun, members=colleagues(request, project), label=_("Your reply"), auto_id=id_of(thread))
    return show(request, project, key=thread.key, move=thread.move, decision=thread.decision, reply=form, to=thread)


@require_POST
def withdraw(request: HttpRequest, project_id: UUID, comment_id: UUID) -> HttpResponse:
    """Its writer takes a comment back, whatever else they may do by now."""
    project = find_project(request, "read", project_id=project_id)
    comment = get_object_or_404(
        Comment.objects.select_related("by", "thread__project", "thread__move", "thread__decision"), thread__project=project, pk=comment_id
    )
    if comment.by != request.user:
        raise Refused(_("Only its writer withdraws a comment."))
    comment.withdraw()
    messages.success(request, _("Your comment is withdrawn. Its text is gone."))
    return redirect(comment.thread)


def find_thread(request: HttpRequest, project_id: UUID, thread_id: UUID) -> Thread:
    """The thread at this address, for someone who may comment."""
    project = find_project(request, "comment", project_id=project_id)
    thread = get_object_or_404(project.threads.select_related("move", "decision"), pk=thread_id)
    thread.project = project
    return thread


def colleagues(request: HttpRequest, project: Project) -> list[Membership]:
    """Whom someone may tell of a comment: everyone else in the project."""
    return list(project.memberships.to_choose_from().exclude(user=signed_in(request)))


def id_of(thread: Thread) -> str:
    """How the ids of a reply's fields begin, so that each stands on the page once."""
    return f"reply-{thread.pk}-%s"


def show_or_start(
    request: HttpRequest, project: Project, *, key: str | None = None, move: Move | None = None, decision: Decision | None = None
) -> HttpResponse:
    if request.method != "POST":
        return show(request, project, key=key, move=move, decision=decision)
    form = CommentForm(request.POST, members=colleagues(request, project))
    if not form.is_valid():
        return show(request, project, key=key, move=move, decision=decision, start=form, status=422)
    return redirect(project.start_thread(form.said, by=signed_in(request), key=key, move=move, decision=decision, tell=form.told))


def show(
    request: HttpRequest,
    project: Project,
    *,
    key: str | None,
    move: Move | None,
    decision: Decision | None,
    start: CommentForm | None = None,
    reply: CommentForm | None = None,
    to: Thread | None = None,
    status: int = 200,
) -> HttpResponse:
    """Everything said about one thing. `start` or `reply`, the latter in the thread `to`, is a form that could not be kept."""
    threads = thread_rows(project.threads.filter(key=key, move=move, decision=decision).with_comments(), signed_in(request))
    page: dict[str, object] = {"project": project, "ground": move or decision, "decision": decision, "threads": threads, "form": start or reply}
    page["resolved"] = resolved_words(len(threads.resolved))
    page["may_comment"], page["may_plan"] = project.may("comment"), project.may("plan")
    page["here_url"] = Thread(project=project, key=key, move=move, decision=decision).page
    if page["may_comment"]:
        members = colleagues(request, project)
        page["start"] = start or CommentForm(members=members)
        forms = {row.thread.pk: CommentForm(members=members, label=_("Your reply"), auto_id=id_of(row.thread)) for row in threads.open}
        if to and reply:
            forms[to.pk] = reply
        threads.open[:] = [replace(row, form=forms[row.thread.pk]) for row in threads.open]
        threads.resolved[:] = [replace(row, form=forms.get(row.thread.pk)) for row in threads.resolved]
    if key:
        stage = project.map.stage_of(key)
        answer = project.answers.filter(key=key).select_related("changed_by").first()
        page |= {"question": project.map.question(key), "stage": stage, "answer": answer, "about": project.map.question(key).text}
    elif move:
        page["about"] = move_words(project, move)
    elif decision:
        page["about"] = say(project.map, decision)
    return render(request, "threads/show.html", page, status=status)
