"""What two people do to two answers, in any order, held against a model of plain Python after every step. `python -m bench model` walks further."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from journey.models import Answer, AnswerVersion, Citation, Clash, Event, Evidence, EvidenceVersion, Project, User
from journey.models.answer import How, Said, Strength
from journey.models.event import fault
from journey.models.evidence import Described
from journey.models.versioned import ChangedMeanwhile
from journey.words import tidy

KEYS = ("mob-1", "des-1")

keys = st.sampled_from(KEYS)
people = st.sampled_from([0, 1])
characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
texts = (st.sampled_from(["", "One.", "Two.\n\n**Three**."]) | st.text(characters, max_size=40)).map(tidy)
reasons = (st.sampled_from(["No such thing here.", "Ask the school."]) | st.text(characters, min_size=1, max_size=20)).map(tidy).filter(bool)
says = st.builds(lambda text, strength: Said(text, strength if text else ""), texts, st.sampled_from(["", *Strength.values]))
numbers = st.integers(0, 60)


STEPS = (
    "save",
    "save from an old page: clash",
    "save the same again: the same",
    "save and be cut off",
    "not relevant",
    "relevant after all",
    "restore",
    "restore from an old page: clash",
    "restore what never was",
    "settle",
    "settle from an old page: clash",
    "come back to this",
    "come back no more",
    "add evidence",
    "change evidence",
    "cite evidence",
    "cite it no longer",
)
"""Steps without which a walk says little."""


class CutOff(Exception):
    """The worker ends in the middle of a transaction."""


@dataclass
class Model:
    """One answer as it must be: each version with how it came and by whom, the mark to come back, every text ever acknowledged."""

    versions: list[tuple[Said, str, int]] = field(default_factory=list)
    mark: tuple[str, int] | None = None
    texts: set[str] = field(default_factory=set)
    cites: set[int] = field(default_factory=set)
    """Which pieces of evidence it rests on, by their place among all that were added."""

    @property
    def said(self) -> Said:
        return self.versions[-1][0] if self.versions else Said()

    @property
    def version(self) -> int:
        return len(self.versions)

    def other_than_seen(self, number: int) -> int:
        """Any version but the newest, as an old page or a made-up form may say."""
        return number if number != self.version else number + 1


class AnswersModel(RuleBasedStateMachine):
    walked: ClassVar[Counter[str]] = Counter()
    """How often each step was taken, over all runs."""

    @initialize()
    def begin(self) -> None:
        number = User.objects.count()
        self.people = [User.objects.create_user(f"person{number + one}@example.org", name=f"Person {one}") for one in (0, 1)]
        self.project = Project.objects.start(by=self.people[0], name="Family Circle")
        self.models = {key: Model() for key in KEYS}
        self.evidence: list[tuple[Evidence, list[str]]] = []
        """Each piece with all the titles it ever had."""
        self.events: list[tuple[str, str, int]] = [(Event.Kind.PROJECT_STARTED, "", 0)]

    @rule(key=keys, who=people, said=says)
    def save(self, key: str, who: int, said: Said) -> None:
        self.write("save", key, who, self.models[key].version, (said, How.WRITTEN))

    @rule(key=keys, who=people, said=says, number=numbers)
    def save_from_an_old_page(self, key: str, who: int, said: Said, number: int) -> None:
        self.write("save from an old page", key, who, self.models[key].other_than_seen(number), (said, How.WRITTEN))

    @rule(key=keys, who=people, number=numbers)
    def save_the_same_again(self, key: str, who: int, number: int) -> None:
        self.write("save the same again", key, who, number, (self.models[key].said, How.WRITTEN))

    @rule(key=keys, who=people, because=reasons, another_reason=st.booleans())
    def say_whether_it_is_relevant(self, key: str, who: int, because: str, another_reason: bool) -> None:
        now = self.models[key].said
        if now.because and not another_reason:
            step, said = "relevant after all", Said(now.text, now.strength)
        else:
            step, said = "not relevant", Said(now.text, now.strength, because)
        self.write(step, key, who, self.models[key].version, (said, How.WRITTEN))

    @precondition(lambda self: self.answered())
    @rule(which=numbers, who=people, number=numbers)
    def restore(self, which: int, who: int, number: int) -> None:
        key = self.answered()[which % len(self.answered())]
        self.restore_from(key, who, number, self.models[key].version, "restore")

    @precondition(lambda self: self.answered())
    @rule(which=numbers, who=people, number=numbers)
    def restore_from_an_old_page(self, which: int, who: int, number: int) -> None:
        key = self.answered()[which % len(self.answered())]
        self.restore_from(key, who, number, self.models[key].other_than_seen(number), "restore from an old page")

    def restore_from(self, key: str, who: int, number: int, seen: int, step: str) -> None:
        """One of the versions that say something else than the newest, if there is any."""
        model = self.models[key]
        others = [one for one, (said, _how, _who) in enumerate(model.versions, start=1) if said != model.said]
        which = others[number % len(others)] if others else model.version
        said = [(model.versions[which - 1][0], How.RESTORED)]
        self.did(step, key, who, seen, said, lambda: self.project.restore_answer(key, which, by=self.people[who], seen=seen))

    def answered(self) -> list[str]:
        return [key for key in KEYS if self.models[key].versions]

    @rule(key=keys, who=people, beyond=st.integers(1, 9))
    def restore_what_never_was(self, key: str, who: int, beyond: int) -> None:
        version = self.models[key].version
        self.walked["restore what never was"] += 1
        with pytest.raises((AnswerVersion.DoesNotExist, ValueError)):
            self.project.restore_answer(key, version + beyond, by=self.people[who], seen=version)

    @rule(key=keys, who=people, mine=says, stands=says, how=st.sampled_from([How.KEPT, How.JOINED]), old_page=st.booleans(), number=numbers)
    def settle(self, key: str, who: int, mine: Said, stands: Said, how: How, old_page: bool, number: int) -> None:
        model = self.models[key]
        seen = model.other_than_seen(number) if old_page else model.version
        step = "settle from an old page" if old_page else "settle"
        said = [(mine, How.SET_ASIDE), (stands, how)]
        self.did(step, key, who, seen, said, lambda: self.project.settle_answer(key, mine, stands=stands, how=how, by=self.people[who], seen=seen))

    @rule(key=keys, who=people, said=says)
    def save_and_be_cut_off(self, key: str, who: int, said: Said) -> None:
        self.walked["save and be cut off"] += 1
        with pytest.raises(CutOff), transaction.atomic():
            self.project.answer(key, said.text, strength=said.strength, by=self.people[who], seen=self.models[key].version)
            raise CutOff

    @rule(key=keys, who=people, note=st.just("") | reasons)
    def mark_to_come_back(self, key: str, who: int, note: str) -> None:
        self.walked["come back to this"] += 1
        self.project.answers.of(self.project, key).come_back(note, by=self.people[who])
        self.models[key].mark = (note, who)
        self.events.append((Event.Kind.COME_BACK_MARKED, key, who))

    @rule(key=keys, who=people)
    def take_the_mark_off(self, key: str, who: int) -> None:
        self.walked["come back no more"] += 1
        self.project.answers.of(self.project, key).come_back_no_more(by=self.people[who])
        self.models[key].mark = None
        self.events.append((Event.Kind.COME_BACK_CLEARED, key, who))

    @rule(who=people, title=reasons)
    def add_evidence(self, who: int, title: str) -> None:
        made = self.project.add_evidence(Described(title=title, type="survey"), by=self.people[who])
        self.evidence.append((made, [title]))
        self.events.append((Event.Kind.EVIDENCE_ADDED, "", who))
        self.walked["add evidence"] += 1

    @precondition(lambda self: self.evidence)
    @rule(which=numbers, who=people, title=reasons, old_page=st.booleans())
    def change_evidence(self, which: int, who: int, title: str, old_page: bool) -> None:
        one, titles = self.evidence[which % len(self.evidence)]
        now = Evidence.objects.select_related("project").get(pk=one.pk)
        same = title == titles[-1]
        if old_page and not same:
            with pytest.raises(ChangedMeanwhile):
                now.change(Described(title=title, type="survey"), by=self.people[who], seen=len(titles) - 1)
            self.walked["change evidence from an old page: clash"] += 1
            return
        now.change(Described(title=title, type="survey"), by=self.people[who], seen=len(titles))
        if not same:
            titles.append(title)
            self.events.append((Event.Kind.EVIDENCE_CHANGED, "", who))
            self.walked["change evidence"] += 1

    @precondition(lambda self: self.evidence and self.answered())
    @rule(which=numbers, place=numbers, who=people, again=st.booleans())
    def cite(self, which: int, place: int, who: int, again: bool) -> None:
        key, place = self.answered()[which % len(self.answered())], place % len(self.evidence)
        if again and self.models[key].cites:
            place = min(self.models[key].cites)
        new = place not in self.models[key].cites
        answer = Answer.objects.get(project=self.project, key=key)
        self.project.cite([self.evidence[place][0]], answer=answer, by=self.people[who])
        if new:
            self.models[key].cites.add(place)
            self.events.append((Event.Kind.EVIDENCE_CITED, key, who))
        self.walked["cite evidence" if new else "cite evidence again: the same"] += 1

    @precondition(lambda self: self.evidence and self.answered())
    @rule(which=numbers, place=numbers, who=people, cited=st.booleans())
    def cite_no_longer(self, which: int, place: int, who: int, cited: bool) -> None:
        key, place = self.answered()[which % len(self.answered())], place % len(self.evidence)
        if cited and self.models[key].cites:
            place = min(self.models[key].cites)
        answer = Answer.objects.get(project=self.project, key=key)
        self.project.uncite(self.evidence[place][0], answer=answer, by=self.people[who])
        if place in self.models[key].cites:
            self.models[key].cites.remove(place)
            self.events.append((Event.Kind.EVIDENCE_UNCITED, key, who))
            self.walked["cite it no longer"] += 1

    @invariant()
    def evidence_keeps_every_title_and_is_cited_where_it_was_said_to_be(self) -> None:
        for one, titles in self.evidence:
            kept = list(EvidenceVersion.objects.filter(evidence=one).order_by("number").values_list("number", "title"))
            assert kept == list(enumerate(titles, start=1))
            assert Evidence.objects.get(pk=one.pk).title == titles[-1]
        for key, model in self.models.items():
            cited = Citation.objects.filter(answer__project=self.project, answer__key=key).values_list("evidence_id", flat=True)
            assert set(cited) == {self.evidence[place][0].pk for place in model.cites}

    def write(self, step: str, key: str, who: int, seen: int, said: tuple[Said, How]) -> None:
        each = said[0]
        by = self.people[who]
        self.did(
            step,
            key,
            who,
            seen,
            [said],
            lambda: self.project.answer(key, each.text, strength=each.strength, because=each.because, by=by, seen=seen),
        )

    def did(self, step: str, key: str, who: int, seen: int, said: list[tuple[Said, How]], deed: Callable[[], Answer]) -> None:
        """Do it, and to the model what it must do: nothing new, a clash, or these versions."""
        model = self.models[key]
        again = [each for each, _how in said] == [model.said]
        clash = not again and seen != model.version
        self.walked[step + (": the same" if again else ": clash" if clash else "")] += 1
        if clash:
            with pytest.raises(Clash) as raised:
                deed()
            answer = raised.value.now
        else:
            answer = deed()
        if not again and not clash:
            for each, how in said:
                model.versions.append((each, how, who))
                model.texts.add(each.text)
                kind = Event.Kind.ANSWER_NOT_RELEVANT if each.because else Event.Kind.ANSWER_SAVED
                self.events.append((Event.Kind.ANSWER_RESTORED if how == How.RESTORED else kind, key, who))
        assert (answer.version, answer.said) == (model.version, model.said)

    @invariant()
    def each_answer_is_what_its_newest_version_says(self) -> None:
        for key, model in self.models.items():
            answer = Answer.objects.filter(project=self.project, key=key).first() or Answer(project=self.project, key=key)
            assert (answer.version, answer.said, answer.state) == (model.version, model.said, model.said.state)
            assert answer.changed_by == (self.people[model.versions[-1][2]] if model.versions else None)
            mark = None if answer.come_back_note is None else (answer.come_back_note, answer.come_back_by)
            assert mark == (model.mark and (model.mark[0], self.people[model.mark[1]]))

    @invariant()
    def the_versions_replayed_give_the_same_and_hold_every_text(self) -> None:
        for key, model in self.models.items():
            versions = list(AnswerVersion.objects.filter(answer__project=self.project, answer__key=key).select_related("by").order_by("number"))
            assert [version.number for version in versions] == list(range(1, model.version + 1))
            assert [(version.said, version.how, version.by) for version in versions] == [
                (said, how, self.people[who]) for said, how, who in model.versions
            ]
            assert all(version.state == version.said.state for version in versions)
            assert model.texts <= {version.text for version in versions}

    @invariant()
    def the_log_tells_each_of_them_and_is_whole(self) -> None:
        self.project.refresh_from_db()
        told = self.project.events.select_related("by").order_by("sequence")
        assert [(event.kind, event.key, event.by) for event in told] == [(kind, key, self.people[who]) for kind, key, who in self.events]
        assert fault(told, self.project.log_length, self.project.log_head) == ""
        assert self.project.version == 1 + len(self.events)


def walk(runs: int, steps: int, **more: object) -> None:
    """Take so many steps in each of so many runs. `more` are settings of Hypothesis."""
    slow = [HealthCheck.too_slow, HealthCheck.filter_too_much]
    chosen = settings(max_examples=runs, stateful_step_count=steps, deadline=None, database=None, suppress_health_check=slow, **more)  # type: ignore[arg-type]  # passed on
    run_state_machine_as_test(AnswersModel, settings=chosen)


def test_whatever_people_do_no_text_is_lost_and_the_answer_is_its_newest_version(db: None) -> None:
    AnswersModel.walked.clear()
    walk_with_everything()
    assert [step for step in STEPS if not AnswersModel.walked[step]] == []

    walk(8, 15, derandomize=True)


def walk_with_everything() -> None:
    """Each step once at least, whatever the walks by chance come upon."""
    one, two = KEYS
    walker = AnswersModel()
    walker.begin()
    steps: list[Callable[[], None]] = [
        lambda: walker.save(one, 0, Said("One.", "early")),
        lambda: walker.save_from_an_old_page(one, 1, Said("Another."), 0),
        lambda: walker.save_the_same_again(one, 1, 0),
        lambda: walker.save_and_be_cut_off(one, 0, Said("Never.")),
        lambda: walker.say_whether_it_is_relevant(one, 0, "No such thing here.", another_reason=False),
        lambda: walker.say_whether_it_is_relevant(one, 1, "Another reason.", another_reason=True),
        lambda: walker.say_whether_it_is_relevant(one, 1, "", another_reason=False),
        lambda: walker.save(one, 1, Said("Two.\n\n**Three**.")),
        lambda: walker.restore(0, 0, 0),
        lambda: walker.restore_from_an_old_page(0, 1, 1),
        lambda: walker.restore_what_never_was(one, 0, 1),
        lambda: walker.settle(one, 0, Said("Mine."), Said("What stands.", "several"), How.KEPT, old_page=False, number=0),
        lambda: walker.settle(one, 1, Said("Mine too."), Said("Both."), How.JOINED, old_page=True, number=0),
        lambda: walker.settle(two, 1, Said("Mine too."), Said("Both."), How.JOINED, old_page=False, number=0),
        lambda: walker.mark_to_come_back(two, 0, "Ask the school."),
        lambda: walker.take_the_mark_off(two, 1),
        lambda: walker.add_evidence(0, "Survey"),
        lambda: walker.change_evidence(0, 1, "Survey of June", old_page=False),
        lambda: walker.change_evidence(0, 0, "Survey of May", old_page=True),
        lambda: walker.cite(0, 0, 1, again=False),
        lambda: walker.cite(0, 0, 0, again=True),
        lambda: walker.cite_no_longer(0, 0, 0, cited=True),
    ]
    for step in steps:
        step()
        walker.evidence_keeps_every_title_and_is_cited_where_it_was_said_to_be()
        walker.each_answer_is_what_its_newest_version_says()
        walker.the_versions_replayed_give_the_same_and_hold_every_text()
        walker.the_log_tells_each_of_them_and_is_whole()
