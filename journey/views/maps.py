"""The guide: the stage map by itself, for reading, printing and checking against other models."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from journey.door import stage_or_404
from journey.pictures import map_wheel, stage_rows, stamp
from stages.editions import LATEST, get_edition


@require_safe
@login_not_required
def show(request: HttpRequest) -> HttpResponse:
    edition = get_edition(LATEST)
    return render(request, "maps/show.html", {"edition": edition, "wheel": map_wheel(edition), "rows": stage_rows(edition)})


@require_safe
@login_not_required
def stage(request: HttpRequest, key: str) -> HttpResponse:
    edition = get_edition(LATEST)
    found = stage_or_404(edition, key)
    neighbours = {other.number: other for other in edition.stages}
    return render(
        request,
        "maps/stage.html",
        {
            "edition": edition,
            "stage": found,
            "stamp": stamp(found.number),
            "before": neighbours.get(found.number - 1),
            "after": neighbours.get(found.number + 1),
            "questions": [(question, edition.theme(question.theme)) for question in found.questions if not question.retired],
            "decisions": [edition.decision(decision) for decision in found.decisions],
        },
    )


@require_safe
@login_not_required
def questions(request: HttpRequest) -> HttpResponse:
    return render(request, "maps/questions.html", {"edition": get_edition(LATEST)})


@require_safe
@login_not_required
def crosswalk(request: HttpRequest) -> HttpResponse:
    edition = get_edition(LATEST)
    models = [(model, list(zip(edition.stages, model.in_order(edition.stages), strict=True))) for model in edition.crosswalk]
    return render(request, "maps/crosswalk.html", {"edition": edition, "models": models})


@require_safe
@login_not_required
def glossary(request: HttpRequest) -> HttpResponse:
    return render(request, "maps/glossary.html", {"edition": get_edition(LATEST)})
