"""Whatever a team records, in whatever order, page, wheel, path and list say what follows from it.

What follows is worked out here a second time, in another way: not by walking along the list, but by asking of each place in it what was said last.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from journey.models import Project, Standing, User
from journey.models.decision import Deliberation
from journey.models.move import AlreadyThere
from journey.models.standing import OutOfOrder
from journey.overview import Overview, overview
from journey.pictures import badge, project_wheel, time_paths
from journey.visits import Impossible

STAGES = ("mobilising", "designing", "developing", "integrating", "growing", "system-change")
NAMES = ("Mobilising", "Designing", "Developing", "Integrating", "Growing", "System change")
stages = st.integers(0, 5)
STANDINGS = {
    "active": "Active",
    "momentum-lost": "Momentum lost",
    "paused": "Paused",
    "renewed": "Renewed",
    "stopped": "Stopped, and closed well",
}
spell = st.integers(0, 20)
"""Days until the next thing happens."""


@dataclass
class Said:
    """What stands in one place of the list, as it was last said; not `counts`: set aside."""

    kind: str
    stage: int
    day: date
    counts: bool = True


class Team:
    """The same journey, by questions about places in a plain list."""

    def __init__(self) -> None:
        self.places: list[Said] = []

    @property
    def told(self) -> "list[Said]":
        return [said for said in self.places if said.counts]

    def main_before(self, place: int) -> int | None:
        return next((said.stage for said in reversed(self.told[:place]) if said.kind in ("placed", "moved")), None)

    def is_open_before(self, place: int, stage: int) -> bool:
        """The last that was said of the stage is that it was opened."""
        return next((said.kind == "opened" for said in reversed(self.told[:place]) if said.stage == stage), False)

    def makes_sense(self) -> bool:
        return all(self.fits(place) for place in range(len(self.told)))

    def fits(self, place: int) -> bool:
        said, main = self.told[place], self.main_before(place)
        if place and said.day < self.told[place - 1].day:
            return False
        is_open = self.is_open_before(place, said.stage)
        return {
            "placed": main is None,
            "moved": main is not None and main != said.stage,
            "opened": main is not None and main != said.stage and not is_open,
            "closed": main is not None and is_open,
        }[said.kind]

    @property
    def main(self) -> int | None:
        return self.main_before(len(self.told))

    @property
    def open(self) -> list[int]:
        return [stage for stage in range(6) if self.is_open_before(len(self.told), stage)]

    @property
    def steps(self) -> list[Said]:
        return [said for said in self.told if said.kind in ("placed", "moved")]

    def titles(self) -> list[str]:
        return [self.title(place) for place in range(len(self.told))]

    def title(self, place: int) -> str:
        said, main = self.told[place], self.main_before(place)
        name = NAMES[said.stage]
        if said.kind == "closed":
            return f"{name} closed"
        if main is None:
            return f"We began in {name}"
        if said.kind == "opened":
            return f"{name} open beside {NAMES[main]}"
        if said.stage < main:
            return f"Back to {name}"
        before = [other for other in self.told[:place] if other.kind in ("placed", "moved") and other.stage == said.stage]
        return f"On to {name} again" if before else f"On to {name}"

    def visits(self) -> list[tuple[int, date, date | None, int]]:
        """Stage, first day, last day, and which visit to the stage it was."""
        days = [said.day for said in self.steps[1:]]
        found = [said.stage for said in self.steps]
        return [
            (stage, said.day, end, found[: place + 1].count(stage))
            for place, (stage, said, end) in enumerate(zip(found, self.steps, [*days, None], strict=False))
        ]

    def spans(self) -> list[tuple[int, date, date | None]]:
        found = []
        for place, said in enumerate(self.told):
            if said.kind == "opened":
                ends = [later.day for later in self.told[place + 1 :] if later.stage == said.stage]
                found.append((said.stage, said.day, ends[0] if ends else None))
        return found


class Path(RuleBasedStateMachine):
    """A project and the plain list, told the same things."""

    make_project: ClassVar[Callable[[], tuple[Project, User]]]
    done: ClassVar[Counter[str]] = Counter()

    @initialize(stage=st.none() | stages)
    def begin(self, stage: int | None) -> None:
        self.project, self.by = type(self).make_project()
        self.team = Team()
        self.rows: list[int] = []  # for each row of the project's list, its place in the team's
        self.day = timezone.localdate() - timedelta(days=2000)
        self.standings: list[tuple[str, date]] = []
        self.decided = 0
        if stage is not None:
            self.move(stage, 0, keep=False)

    def tell(self, name: str, saying: Said, deed: Callable[[], object]) -> bool:
        """Tell the project a new thing, which it takes if, and only if, the plain list would still make sense."""
        self.team.places.append(saying)
        fits = self.team.makes_sense()
        try:
            deed()
        except (Impossible, AlreadyThere):
            assert not fits
            self.team.places.pop()
            self.done[f"{name} refused"] += 1
            return False
        assert fits
        self.rows.append(len(self.team.places) - 1)
        self.day = max(self.day, saying.day)
        self.done[name] += 1
        return True

    @rule(stage=stages, days=spell, keep=st.booleans())
    def move(self, stage: int, days: int, keep: bool) -> None:
        day, left = self.day + timedelta(days=days), self.team.main
        keep = keep and left is not None
        said = Said("placed" if left is None else "moved", stage, day)
        why: dict[str, Any] = {"reason": "The work went there.", "keep_open": "Some goes on." if keep else ""}
        if self.tell("moved", said, lambda: self.project.move_to(STAGES[stage], by=self.by, day=day, **why)) and keep:
            self.team.places.append(Said("opened", int(str(left)), day))
            self.rows.append(len(self.team.places) - 1)
            self.done["kept open"] += 1

    @rule(kind=st.sampled_from(Standing.Kind.values), days=st.integers(-5, 20))
    def stand(self, kind: str, days: int) -> None:
        """How the project as a whole stands goes beside the path and changes nothing of it."""
        day = self.day + timedelta(days=days)
        before = self.standings[-1] if self.standings else (Standing.Kind.ACTIVE.value, day)
        try:
            self.project.stand(kind, by=self.by, reason="As it is.", day=day)
        except OutOfOrder:
            assert kind == before[0] or day < before[1]
            self.done["standing refused"] += 1
        else:
            assert kind != before[0]
            assert day >= before[1]
            self.standings.append((kind, day))
            self.done["standing"] += 1

    @rule(stage=stages)
    def decide(self, stage: int) -> None:
        """A decision moves nothing by itself."""
        option = self.project.map.stage(STAGES[stage]).decisions[0]
        self.project.decide(STAGES[stage], Deliberation(option=option, reason="It is time."), by=self.by)
        self.decided += 1
        self.done["decided"] += 1

    @rule(stage=stages, days=spell)
    def open(self, stage: int, days: int) -> None:
        day = self.day + timedelta(days=days)
        self.tell("opened", Said("opened", stage, day), lambda: self.project.open_stage(STAGES[stage], by=self.by, reason="Also.", day=day))

    @rule(stage=stages, days=st.integers(-5, 20), any_stage=st.booleans())
    def close(self, stage: int, days: int, any_stage: bool) -> None:
        stage = stage if any_stage or not self.team.open else self.team.open[stage % len(self.team.open)]
        day = self.day + timedelta(days=days)
        self.tell("closed", Said("closed", stage, day), lambda: self.project.close_stage(STAGES[stage], by=self.by, reason="Done.", day=day))

    @rule(row=st.integers(0, 99), stage=st.none() | stages, days=st.integers(-15, 15))
    def correct(self, row: int, stage: int | None, days: int) -> None:
        """Another stage (None: as it was) and another day, in the place that a row belongs to."""
        if not self.rows:
            return
        number = row % len(self.rows) + 1
        said = self.team.places[self.rows[number - 1]]
        stage = said.stage if stage is None or said.kind == "closed" else stage
        before = (said.stage, said.day, said.counts)
        said.stage, said.day, said.counts = stage, said.day + timedelta(days=days), True
        day = said.day
        self.change("corrected", number, before, lambda: self.project.correct_move(number, by=self.by, why="A slip.", to=STAGES[stage], day=day))

    @rule(row=st.integers(0, 99))
    def set_aside(self, row: int) -> None:
        if not self.rows:
            return
        number = row % len(self.rows) + 1
        said = self.team.places[self.rows[number - 1]]
        if not said.counts:
            return
        before = (said.stage, said.day, said.counts)
        said.counts = False
        self.change("set aside", number, before, lambda: self.project.set_move_aside(number, by=self.by, why="It never was."))

    def change(self, name: str, number: int, before: tuple[int, date, bool], deed: Callable[[], object]) -> None:
        said = self.team.places[self.rows[number - 1]]
        fits = self.team.makes_sense()
        try:
            deed()
        except Impossible:
            assert not fits
            said.stage, said.day, said.counts = before
            self.done[f"{name} refused"] += 1
            return
        assert fits
        self.rows.append(self.rows[number - 1])
        self.day = max([self.day, said.day])
        self.done[name] += 1

    @invariant()
    def everything_says_the_same(self) -> None:
        if not hasattr(self, "team"):
            return
        team, facts = self.team, overview(self.project)
        standing = [told for told in facts.log if told.stands]
        assert [told.title for told in standing] == team.titles()
        assert [told.move.day for told in standing] == [said.day for said in team.told]
        assert len(facts.log) == self.project.moves.exclude(kind="undone").count()
        assert [(stay.stage - 1, stay.start, stay.end, stay.number) for stay in facts.journey.stays] == team.visits()
        assert [(span.stage - 1, span.start, span.end) for span in facts.beside] == team.spans()
        self.check_standing(facts)
        assert self.project.decisions.standing().count() == self.decided
        self.check_sentence(facts.main_words)
        self.check_stages([told.standing for told in facts.stages])
        self.check_wheel(str(project_wheel(self.project, facts)), str(badge(facts)))
        self.check_path({name: str(drawing) for name, drawing in time_paths(facts).items()})

    def check_standing(self, facts: Overview) -> None:
        """The project is paused on those days on which the last that was said of it is that it is paused."""
        now = self.standings[-1][0] if self.standings else "active"
        assert facts.is_working == (now in ("active", "renewed"))
        assert (facts.standing.kind if facts.standing else "active") == now
        ends = [day for _kind, day in self.standings[1:]]
        paused = [(day, ends[place] if place < len(ends) else None) for place, (kind, day) in enumerate(self.standings) if kind == "paused"]
        assert [(span.start, span.end) for span in facts.pauses] == paused

    @property
    def standing_words(self) -> str:
        """What the project page says after where the project is, "" where nothing was ever said of the project as a whole."""
        if not self.standings:
            return ""
        kind, day = self.standings[-1]
        return f"{STANDINGS[kind]} since {day.day} {day:%B %Y}."

    def check_sentence(self, words: str) -> None:
        assert words.startswith("No main stage yet." if self.team.main is None else f"Main stage: {NAMES[self.team.main]}, since ")
        assert words.partition("Also open: ")[2] == (", ".join(NAMES[stage] for stage in self.team.open) + "." if self.team.open else "")

    def check_stages(self, standings: list[str]) -> None:
        touched = {said.stage for said in self.team.told}
        assert [standing == "main" for standing in standings] == [stage == self.team.main for stage in range(6)]
        assert [standing == "open" for standing in standings] == [stage in self.team.open for stage in range(6)]
        assert [standing != "untouched" for standing in standings] == [stage in touched for stage in range(6)]

    def check_wheel(self, wheel: str, badge_drawing: str) -> None:
        for drawing in (wheel, badge_drawing):
            self.check_sentence_in(re.findall("<title[^>]*>(.*?)</title>", drawing)[0])
        told = "; ".join(title for title, said in zip(self.team.titles(), self.team.told, strict=True) if said.kind in ("placed", "moved"))
        assert re.findall("<desc[^>]*>(.*?)</desc>", wheel) == ([f"{told}."] if told else [])
        self.check_stages(re.findall(r'class="wheel-segment stage-\d is-(\w+)"', wheel))
        assert len(re.findall(r'<circle class="wheel-dot[^"]*"', wheel)) >= len(self.team.steps)

    def check_sentence_in(self, title: str) -> None:
        assert ("No main stage yet" if self.team.main is None else f"Main stage: {NAMES[self.team.main]}") in title
        assert ("Also open: " + ", ".join(NAMES[stage] for stage in self.team.open) in title) if self.team.open else ("Also open" not in title)

    def check_path(self, paths: dict[str, str]) -> None:
        assert set(paths) == ({"across", "down"} if self.team.steps else set())
        for drawing in paths.values():
            self.check_sentence_in(re.findall("<title[^>]*>(.*?)</title>", drawing)[0])
            bars = re.findall(r'class="bar stage-(\d)( is-beside)?( is-now)?"', drawing)
            assert [(int(stage) - 1, bool(now)) for stage, beside, now in bars if not beside] == [
                (stage, end is None) for stage, _start, end, _number in self.team.visits()
            ]
            assert [(int(stage) - 1, bool(now)) for stage, beside, now in bars if beside] == [
                (stage, end is None) for stage, _start, end in self.team.spans()
            ]

    def teardown(self) -> None:
        """At the end of a run, the pages themselves."""
        if not hasattr(self, "team"):
            return
        client = Client()
        client.force_login(self.by)
        page = " ".join(client.get(self.project.address()).content.decode().split())
        lead = re.findall('id="where">.*?<p class="lead">(.*?)</p>', page)[0]
        assert lead.endswith(self.standing_words)
        self.check_sentence(lead.removesuffix(self.standing_words).rstrip())
        self.check_stages(re.findall(r'<li class="stage-\d is-(\w+)">', page))
        journey = " ".join(client.get(self.project.address("journey")).content.decode().split())
        lines = re.findall(r'<li id="move-\d+" class="([^"]*)">.*?<h3>(.*?)</h3>', journey)
        assert [title for classes, title in lines if "is-corrected" not in classes] == [str(escape(title)) for title in self.team.titles()]
        assert len(re.findall("This is the main stage now", journey)) == (self.team.main is not None)


def run_path(make_project: Callable[[], tuple[Project, User]], *, runs: int, steps: int) -> Counter[str]:
    """How often each thing was done, and how often refused, in so many runs of at most so many steps."""
    Path.make_project = staticmethod(make_project)
    Path.done = Counter()
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    told = settings(max_examples=runs, stateful_step_count=steps, deadline=None, database=None, suppress_health_check=checks)
    run_state_machine_as_test(Path, settings=told)
    return Path.done


def test_page_wheel_path_and_list_say_what_follows_from_what_was_recorded(amina: User) -> None:
    def make_project() -> tuple[Project, User]:
        project = Project.objects.start(by=amina, name="Family Circle")
        return Project.objects.visible_to(amina).get(pk=project.pk), amina

    Path.make_project = staticmethod(make_project)
    walk_with_everything()
    run_path(make_project, runs=6, steps=15)


def walk_with_everything() -> None:
    """Each thing that can be done, once at least, whatever the walks by chance come upon."""
    path = Path()
    path.done.clear()
    path.begin(0)
    deeds: list[Callable[[], None]] = [
        lambda: path.move(1, days=3, keep=True),
        lambda: path.open(2, days=5),
        lambda: path.stand("paused", days=1),
        lambda: path.close(0, days=2, any_stage=False),
        lambda: path.correct(3, stage=3, days=1),
        lambda: path.decide(1),
        lambda: path.set_aside(3),
        lambda: path.move(4, days=4, keep=False),
        lambda: path.stand("renewed", days=2),
    ]
    for deed in deeds:
        deed()
        path.everything_says_the_same()
    path.teardown()
    named = {"moved", "kept open", "opened", "closed", "corrected", "set aside", "standing", "decided"}
    assert named <= set(path.done)
