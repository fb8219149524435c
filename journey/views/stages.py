"""A stage of a project: what it is for, its questions, and what the team wrote."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from journey.conditions import conditions_at
from journey.door import in_project, stage_or_404
from journey.evidence import cited
from journey.involvement import involvement_facts
from journey.measures import measure_facts
from journey.models import Project
from journey.options import say
from journey.overview import overview
from journey.pictures import stamp
from journey.plan import plan_of
from journey.questions import question_rows
from journey.resources import resource_facts
from journey.returns import coming_back
from journey.shown import shown
from journey.signs import sign_rows
from journey.talk import talk_by_question
from stages.schema import Stage


@require_safe
@in_project("read")
def show(request: HttpRequest, project: Project, stage: str) -> HttpResponse:
    asked = stage_or_404(project.map, stage)
    main = shown(request, "stages/show.html#main", [project], lambda: about(project, asked), stage)
    return render(request, "stages/show.html", {"project": project, "stage": asked, "may_answer": project.may("answer"), "main": main})


def about(project: Project, stage: Stage) -> dict[str, Any]:
    """What the page of a stage tells of it."""
    key = stage.key
    facts = overview(project)
    mine = facts.facts(key)
    back = coming_back(project, facts, mine)
    plan = plan_of(project)
    return {
        "project": project,
        "facts": facts,
        "stage_facts": mine,
        "stage": stage,
        "stamp": stamp(stage.number, mine.standing),
        "rows": question_rows(project, stage, facts.answers, cited(project), back.then if back else None),
        "back": back,
        "decisions": [project.map.decision(decision) for decision in stage.decisions],
        "talks": talk_by_question(project),
        "may_comment": project.may("comment"),
        "may_answer": project.may("answer"),
        "may_move": project.may("move"),
        "is_earlier": facts.main is not None and stage.number < facts.main.stage.number,
        "may_decide": project.may("decide"),
        "plan": plan,
        "stage_plan": plan.of_stage(key),
        "may_plan": project.may("plan"),
        "involvements": involvement_facts(project, key),
        "measures": measure_facts(project, key),
        "resources": resource_facts(project, key),
        "signs": sign_rows(project, stage),
        "conditions": conditions_at(project, key, is_open=mine.standing in ("main", "open")),
        "decided": [(made, say(project.map, made)) for made in project.decisions.standing().filter(stage=key).order_by("-day", "-number")],
    }
