"""The plan of a sample, as its file holds it."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import StringConstraints

from journey.samples.part import Part

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Owner = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]


class SampleSaid(Part):
    """That someone said on a day how something stands. A milestone that is reached says `on` which day; one that is moved, from and to which."""

    state: str
    day: date
    by: str
    note: Note = ""
    on: date | None = None
    was: date | None = None
    to: date | None = None


class SampleLine(Part):
    """Something in the plan: written down on `day` by the person `by`; `owner` is who sees to it, in words. The last of `said` stands."""

    text: Text
    day: date
    by: str
    owner: Owner = ""
    said: tuple[SampleSaid, ...] = ()

    @property
    def state(self) -> str:
        states = [said.state for said in self.said if said.state != "moved"]
        return states[-1] if states else "open"


class SampleAction(SampleLine):
    """`place` is the key of a stage or of a question; `risk` is the place in `risks`, from 1, of the risk that it comes from."""

    due: date | None = None
    place: str = ""
    risk: int | None = None


class SampleRisk(SampleLine):
    likelihood: Literal["", "unlikely", "possible", "likely"] = ""
    impact: Literal["", "small", "serious", "grave"] = ""
    response: Note = ""
    stage: str = ""


class SampleMilestone(SampleLine):
    """`due` is the day that it was first given."""

    due: date
    stage: str = ""

    @property
    def due_now(self) -> date:
        return next((said.to for said in reversed(self.said) if said.to), self.due)


STATES = {"actions": ("open", "done", "dropped"), "risks": ("open", "happened", "closed"), "milestones": ("open", "reached", "dropped", "moved")}


def wrong_in_line(here: str, kind: str, told: SampleLine, stages: Collection[str], places: Collection[str]) -> Iterator[str]:
    """What one thing in the plan says that cannot be; who said it and when is looked at elsewhere."""
    place = getattr(told, "place", "") or getattr(told, "stage", "")
    if place and place not in stages and place not in places:
        yield f"{here}: there is no stage or question {place!r}"
    for number, said in enumerate(told.said, start=1):
        if said.state not in STATES[kind]:
            yield f"{here}.said.{number}.state: {said.state!r} is not among {', '.join(STATES[kind])}"
        if said.state in ("dropped", "closed", "moved") and not said.note:
            yield f"{here}.said.{number}.note: it has to say why"
        if (said.state == "reached") != (said.on is not None):
            yield f"{here}.said.{number}.on: what is reached says on which day, and nothing else does"
        if (said.state == "moved") != (said.was is not None and said.to is not None):
            yield f"{here}.said.{number}: what is moved says from which day to which, and nothing else does"
