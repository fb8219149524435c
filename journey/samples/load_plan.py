"""Put the plan of a sample into the database."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from journey.models import Action, Hazard, Line, Milestone, Project, Risk, Task, User
from journey.models.planned import Planned
from journey.samples.plan import SampleLine
from journey.samples.sample import Sample


def load_plan(project: Project, sample: Sample, people: Mapping[str, User], at: Callable[[date], datetime]) -> None:
    """Save the sample's risks, actions and milestones, with all that was said of them."""
    risks = []
    for place, told in enumerate(sample.risks):
        line: dict[str, Any] = {"likelihood": told.likelihood, "impact": told.impact, "response": told.response, "stage": told.stage or None}
        risks.append(keep(Risk(project=project), told, Hazard(text=told.text, owner_words=told.owner, **line), people, at, place))
    stages = {stage.key for stage in project.map.stages}
    for place, task in enumerate(sample.actions):
        is_stage = task.place in stages
        line = {"due": task.due, "stage": task.place if is_stage else None, "key": None if is_stage else task.place or None}
        action = Action(project=project, risk=risks[task.risk - 1] if task.risk else None)
        keep(action, task, Task(text=task.text, owner_words=task.owner, **line), people, at, place)
    for place, aim in enumerate(sample.milestones):
        reached = [said.on for said in aim.said if said.on]
        milestone = Milestone(project=project, due=aim.due_now, reached_on=reached[-1] if reached else None)
        keep(milestone, aim, Line(text=aim.text, owner_words=aim.owner, stage=aim.stage or None), people, at, place)


def keep(item: Any, told: SampleLine, line: Line, people: Mapping[str, User], at: Callable[[date], datetime], place: int) -> Any:
    """Save one thing as it was first said, and each time someone said how it stands. `place` keeps those of one day in the order of the file."""
    by, when = people[told.by], at(told.day) + timedelta(seconds=place)
    item.made_by, item.made_at, item.state = by, when, told.state
    item.take(line, number=1, by=by)
    dated(item, when)
    state = "open"
    for said in told.said:
        state = state if said.state == "moved" else said.state
        more = {"was": said.was, "day": said.to or said.on} if isinstance(item, Milestone) else {}
        item.changes.create(state=state, note=said.note, by=people[said.by], at=at(said.day), **more)
    return item


def dated(item: Planned, when: datetime) -> None:
    """As if it had been said then and not now."""
    item.changed_at = when
    item.save(update_fields=["changed_at"])
    item.versions.update(at=when)
