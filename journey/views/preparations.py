"""Getting the next review ready: what is said on page one and for whom, the checks, and the press that freezes it."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from journey.dates import exact_words
from journey.door import find_project, signed_in
from journey.forms.preparation import ClearForm, PreparationForm
from journey.models import Clash, Preparation, PreparationChanged, Project, Review
from journey.models.preparation import SAID, ReaderSaid, clear
from journey.models.review import AlreadyFrozen
from journey.review.before import Before, before
from journey.review.checks import Unresolved, checks, open_flags
from journey.review.compare import compare
from journey.review.compose import compose, compose_prepared
from journey.review.document import ReviewDocument
from journey.review.freeze import document_readers, freeze, prepared_document
from journey.review.pdf import pictured
from journey.review.reader import for_reader
from journey.review.sign_off import signed_off
from journey.review.since import ANSWERS, held_against, page_one_against
from journey.review.versions import read_document
from journey.rhythm import begins_of
from journey.tasks import print_review


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Nothing is kept until something is saved; then there is one open preparation, which every editor goes on with."""
    project = find_project(request, "prepare", project_id=project_id)
    now = Preparation.objects.open_of(project)
    corrects = now.corrects if now else None
    if request.method != "POST":
        form = form_of(project, now)
        return show_form(request, project, now, form)
    form = PreparationForm(request.POST, corrects=corrects is not None)
    if request.POST.get("more"):
        return show_form(request, project, now, form.grown())
    if not form.is_valid():
        return show_form(request, project, now, form, status=422)
    if "preview" in request.POST:
        return show_form(request, project, now, form, preview=previewed(typed_document(project, now, form), request.POST["preview"]))
    try:
        if now is None and not form.begun_from:
            Preparation.objects.begin(project, form.said, form.readers, by=signed_in(request))
        elif now is None:
            raise PreparationChanged(None)
        else:
            now.change(form.said, form.readers, by=signed_in(request), seen=form.begun_from)
    except PreparationChanged as clash:
        return show_form(request, project, clash.now, form.against(clash.now.version if clash.now else 0), status=409, clash=True)
    messages.success(request, _("What you prepared is saved."))
    return redirect(project.address("review-checks" if request.POST.get("then") == "checks" else "review-prepare"))


def form_of(project: Project, now: Preparation | None) -> PreparationForm:
    """Filled with what is prepared, or, at the beginning, with what the review before said."""
    if now is not None:
        return PreparationForm.of(now.said, now.readers_said, seen=now.version, corrects=now.corrects is not None)
    last = before(project)
    put_away = project.preparations.exclude(ended_at=None).filter(
        review=None, corrects=None, ended_at__gt=last.review.frozen_at if last else project.created_at
    )
    if again := put_away.order_by("-ended_at").first():
        return PreparationForm.of(again.said, again.readers_said, seen=0)
    if last is None:
        return PreparationForm.of({"begins": begins_of(project)}, (), seen=0)
    said = carried(last.document) | {"begins": min(last.review.ends + timedelta(days=1), project.today), "next_review": None, "nothing_to_report": ""}
    return PreparationForm.of(said, readers_of(last.review, last.document), seen=0)


def carried(document: ReviewDocument) -> dict[str, Any]:
    """What a review said of itself, by the fields of Preparation."""
    statuses = {str(label): value for value, label in Preparation.Status.choices}
    said: dict[str, Any] = {
        "begins": document.covers_from,
        "ends": document.covers_to,
        "decision_wanted": document.decision_wanted,
        "decision_by": document.decision_by,
        "status": statuses.get(document.status_words, ""),
        "status_reason": document.status_reason,
        "families": document.families_line,
        "money": document.spending_line,
        "nothing_to_report": document.nothing_to_report,
        "next_review": document.next_review,
    }
    for what, lines in (("achieved", document.three_achieved), ("learned", document.three_learned), ("risk", document.three_risks)):
        said |= {f"{what}_{number}": line for number, line in enumerate(lines, start=1)}
    return said


def readers_of(review: Review, document: ReviewDocument) -> tuple[ReaderSaid, ...]:
    """Whom a review was for, with their addresses where they are kept here."""
    if review.preparation is not None:
        return review.preparation.readers_said
    return tuple(ReaderSaid(reader.name, reader.depth, reader.off) for reader in document.readers)


def show_form(
    request: HttpRequest,
    project: Project,
    now: Preparation | None,
    form: PreparationForm,
    *,
    status: int = 200,
    clash: bool = False,
    preview: dict[str, Any] | None = None,
) -> HttpResponse:
    """The form, and beside it how it reads for whoever was asked for in `preview`, else only the names of those it can be read for."""
    last = before(project, now)
    page = {
        "project": project,
        "preparation": now,
        "form": form,
        "clash": clash,
        "theirs": differing(form, now) if clash and now else [],
        "last": last,
        "since": page_one_since(last, now or begun(project, form)) if last else {},
        "number": number_of(project, now),
    }
    return render(request, "preparations/edit.html", (preview or {"readers": form.names, "place": 0}) | page, status=status)


def begun(project: Project, form: PreparationForm) -> Preparation:
    """What the form is filled with before anything is saved."""
    return Preparation(project=project, **{name: value for name, value in form.initial.items() if name in SAID})


def page_one_since(last: Before, prepared: Preparation) -> dict[str, str]:
    """How each part of page one that is prepared stands against the review before, by its key."""
    document = last.document.model_copy(update=compose_prepared(prepared, ()))
    return {one.key: one.words for one in page_one_against(document, compare(last.document, document), last)}


def differing(form: PreparationForm, now: Preparation) -> list[tuple[str, str, str]]:
    """Of each field that someone else saved otherwise: its label, their words, and the words sent."""
    other = PreparationForm.of(now.said, now.readers_said, seen=now.version, corrects=form.corrects)
    told = []
    for name in form.fields:
        theirs, mine = other.initial.get(name), form.data.get(name, "")
        if name in other.fields and name not in ("seen", "reader_rows") and not name.startswith("off_") and str(theirs or "") != mine:
            told.append((str(form.fields[name].label), str(theirs or ""), str(mine)))
    return told


def number_of(project: Project, now: Preparation | None) -> str:
    """The number that the review will get."""
    major, minor = Review.objects.next_number(project, now.corrects if now else None)
    return f"{major}.{minor}" if minor else str(major)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """What one reader gets, drawn from the same record as what every other gets. Posted, from what is typed and not saved yet."""
    project = find_project(request, "prepare", project_id=project_id)
    now = Preparation.objects.open_of(project)
    if request.method == "POST":
        form = PreparationForm(request.POST, corrects=bool(now and now.corrects))
        if not form.is_valid():
            return render(request, "preparations/_preview.html", {"project": project, "not_yet": True, "readers": form.names, "place": 0}, status=422)
        wanted = request.POST.get("preview", request.POST.get("shown", ""))
        return render(request, "preparations/_preview.html", previewed(typed_document(project, now, form), wanted) | {"project": project})
    if now is None:
        raise Http404
    page = previewed(prepared_document(now), request.GET.get("reader", ""))
    return render(request, "preparations/preview.html", page | {"project": project, "preparation": now, "number": number_of(project, now)})


def typed_document(project: Project, now: Preparation | None, form: PreparationForm) -> ReviewDocument:
    """What would be frozen of what is typed, which is not saved."""
    typed = Preparation(project=project, corrects=now.corrects if now else None, **form.said)
    return compose(project, typed, document_readers(form.readers))


def previewed(document: ReviewDocument, wanted: str) -> dict[str, Any]:
    """The pictures and words of a preview for the reader at this place, counted from 1; of the whole for any other."""
    place = int(wanted) if wanted.isdecimal() and len(wanted) < 4 and 1 <= int(wanted) <= len(document.readers) else 0
    reader = document.readers[place - 1] if place else None
    shown = for_reader(document, reader) if reader else document
    return pictured(shown) | {"readers": document.readers, "reader": reader, "place": place, "left_out": shown.left_out}


@require_http_methods(["GET", "HEAD"])
def check(request: HttpRequest, project_id: UUID) -> HttpResponse:
    project = find_project(request, "prepare", project_id=project_id)
    return show_checks(request, project, find_open(project))


def show_checks(
    request: HttpRequest, project: Project, now: Preparation, *, status: int = 200, problem: str = "", form: ClearForm | None = None, digest: str = ""
) -> HttpResponse:
    document = prepared_document(now)
    marked = list(project.answers.exclude(come_back_note=None).order_by("come_back_at"))
    last = before(project, now)
    found = checks(project, document, marked, held_against(document, last) if last else None)
    page = {
        "project": project,
        "preparation": now,
        "document": document,
        "checks": found,
        "flags": [
            (flag, form if form is not None and flag.digest == digest else ClearForm(auto_id=f"id_{flag.digest[:8]}_%s")) for flag in found.flags
        ],
        "problem": problem,
        "number": number_of(project, now),
        "sign_offs": list(now.sign_offs.select_related("asked__user", "by")) if project.asks_sign_off else [],
        "signed": signed_off(now, document) if project.asks_sign_off else None,
        "members": list(project.memberships.to_choose_from().exclude(user=signed_in(request))),
        "may_freeze": project.may("freeze"),
    }
    return render(request, "preparations/checks.html", page, status=status)


@require_POST
def clear_flag(request: HttpRequest, project_id: UUID, kind: str, digest: str) -> HttpResponse:
    """Say why what looks like personal data in one of the texts is none."""
    project = find_project(request, "prepare", project_id=project_id)
    now = find_open(project)
    if (kind, digest) not in [(flag.kind, flag.digest) for flag in open_flags(project, prepared_document(now))]:
        raise Http404
    form = ClearForm(request.POST, auto_id=f"id_{digest[:8]}_%s")
    if not form.is_valid():
        return show_checks(request, project, now, status=422, form=form, digest=digest)
    clear(project, kind, digest, because=form.cleaned_data["because"], by=signed_in(request))
    messages.success(request, _("Your reason is kept."))
    return redirect(project.address("review-checks"))


@require_POST
def still_true(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Keep that a part of the review, as this person read it, is still true. Nothing is saved again."""
    project = find_project(request, "prepare", project_id=project_id)
    now = find_open(project)
    versions = dict(project.answers.values_list("key", "version"))
    last = before(project, now)
    parts = held_against(prepared_document(now), last).parts if last else []
    found = next((one for one in parts if one.part == request.POST.get("part") and one.state == "open"), None)
    try:
        if found is None:
            messages.info(request, _("That part was changed meanwhile, or somebody said so already. Look at it as it stands now."))
        elif found.noun == ANSWERS:
            project.confirm_answer(found.key, by=signed_in(request), seen=versions[found.key])
        else:
            project.confirm_part(found.noun, found.digest, by=signed_in(request))
    except Clash:
        messages.info(request, _("That part was changed meanwhile, or somebody said so already. Look at it as it stands now."))
    return redirect(project.address("review-checks") + "#since")


@require_POST
def press(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Freeze the review. A second press, by whomever, leads to the same one."""
    project = find_project(request, "freeze", project_id=project_id)
    now = find_pressed(project, request.POST.get("preparation", ""))
    sent = request.POST.get("seen", "")
    try:
        review = freeze(now, by=signed_in(request), seen=int(sent) if sent.isdecimal() and len(sent) < 9 else 0)
    except AlreadyFrozen as done:
        told = {"number": done.review.number, "name": done.review.frozen_by, "when": exact_words(done.review.frozen_at)}
        messages.info(request, _("Review %(number)s was frozen already, by %(name)s, %(when)s. There is one review, and this is it.") % told)
        return redirect(done.review)
    except PreparationChanged as clash:
        if clash.now is None:
            raise Http404 from None
        problem = _("%(name)s changed what is prepared while you were reading. Look at it again, then freeze it.") % {"name": clash.now.changed_by}
        return show_checks(request, project, clash.now, status=409, problem=problem)
    except Unresolved:
        problem = _("Something in the review looks like personal data. Change it, or say why it identifies nobody; then freeze the review.")
        return show_checks(request, project, now, status=422, problem=problem)
    transaction.on_commit(partial(print_review.enqueue, str(review.pk)))
    messages.success(request, _("Review %(number)s is frozen.") % {"number": review.number})
    return redirect(review)


@require_http_methods(["GET", "HEAD", "POST"])
def put_away(request: HttpRequest, project_id: UUID) -> HttpResponse:
    project = find_project(request, "prepare", project_id=project_id)
    now = find_open(project)
    if request.method != "POST":
        return render(request, "preparations/put_away.html", {"project": project, "preparation": now, "number": number_of(project, now)})
    now.put_away(by=signed_in(request))
    messages.success(request, _("What was prepared is put away."))
    return redirect(project.address("reviews"))


@require_POST
def correct(request: HttpRequest, project_id: UUID, number: str) -> HttpResponse:
    """Begin a correction of a review, filled with what that review says of itself."""
    project = find_project(request, "prepare", project_id=project_id)
    review = project.reviews.numbered(number)
    if review is None:
        raise Http404
    document = read_document(review.text)
    first = review if not review.minor else project.reviews.get(major=review.major, minor=0)
    try:
        Preparation.objects.begin(project, carried(document), readers_of(review, document), by=signed_in(request), corrects=first)
    except PreparationChanged:
        messages.info(request, _("Another review is being prepared. Freeze it, or put it away, before you correct this one."))
    return redirect(project.address("review-prepare"))


def find_open(project: Project) -> Preparation:
    """What is prepared, or 404 if nothing is."""
    now = Preparation.objects.open_of(project)
    if now is None:
        raise Http404
    return now


def find_pressed(project: Project, ident: str) -> Preparation:
    """The preparation that a form was about, also when it has ended; without one, the open one. 404 for any other."""
    try:
        found = project.preparations.filter(pk=UUID(ident)).first()
    except ValueError:
        return find_open(project)
    if found is None:
        raise Http404
    found.project = project
    return found
