"""The shape of a stage map. Everything is frozen, and a key that is not named here is refused.

Keys (`mob-1`, `mob-ready-1`, `c1`, `move-on`) are what people's records hold, so they are for ever: a rewording keeps its key, a new meaning
gets a new one, and a question no longer asked stays with `retired = true`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, model_validator


def _typeset(text: str) -> str:
    if text != unicodedata.normalize("NFC", text):
        raise ValueError("the text is not in Unicode's form NFC")
    if text != " ".join(text.split()):
        raise ValueError("the text has a line break, two blanks together, or a blank at one end")
    if re.search(r"['\"]", text):
        raise ValueError("the text has a straight quotation mark or apostrophe; use the typographic ones")
    return text


Words = Annotated[str, AfterValidator(_typeset)]
"""What stands on a screen, or nothing: one paragraph in NFC, with typographic quotation marks and apostrophes."""

Text = Annotated[str, StringConstraints(min_length=1), AfterValidator(_typeset)]
"""As `Words`, and never empty."""

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
"""Lower case, digits and single hyphens, at most 40 characters: it stands in addresses and in the database."""


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Theme(Part):
    """What a question is about, the same across all stages."""

    key: Key
    name: Text


class Decision(Part):
    """A choice a team may make at a stage. `asks` is what a record of it should say."""

    key: Key
    name: Text
    meaning: Text
    asks: Text


class Question(Part):
    """`source` names in plain words whose idea prompted the question, which is ours: the source does not ask it. Empty means nobody's but ours."""

    key: Key
    text: Text
    help: Text
    theme: Key
    source: Words
    status: Literal["draft"]
    start: bool = False
    retired: bool = False

    @property
    def number(self) -> int:
        """Its number within the stage, from 1. It comes from the key, so that retiring one question does not renumber the others."""
        return int(self.key.rpartition("-")[2])


class Sign(Part):
    """`towards` is where the sign points: the key of a stage, "pause", "stop", or "" where that is for the team to judge."""

    key: Key
    text: Text
    towards: Key | Literal[""] = ""


class Level(Part):
    """The evidence in proportion to a stage, and the Nesta standard of evidence it comes to. The pairing is ours."""

    fits: Text
    nesta: Text


class Sources(Part):
    """Whose ideas the guidance of a stage draws on, in plain words, by the field of the stage. A field without a source is our own drafting."""

    purpose: tuple[Text, ...] = ()
    expect: tuple[Text, ...] = ()
    activities: tuple[Text, ...] = ()
    resources: tuple[Text, ...] = ()
    people: tuple[Text, ...] = ()
    challenges: tuple[Text, ...] = ()
    ethics: tuple[Text, ...] = ()
    evidence: tuple[Text, ...] = ()


class Stage(Part):
    """One stage. Its key is also its name in addresses; its first three letters begin the keys of its questions and signs."""

    key: Key
    number: int
    name: Text
    short: Text
    purpose: Text
    expect: Text
    activities: tuple[Text, ...]
    resources: tuple[Text, ...]
    people: tuple[Text, ...]
    challenges: tuple[Text, ...]
    ethics: Text
    evidence: Text
    evidence_level: Level
    decisions: tuple[Key, ...]
    signs_ready: tuple[Sign, ...]
    signs_back: tuple[Sign, ...]
    questions: tuple[Question, ...]
    sources: Sources

    @property
    def starters(self) -> tuple[Question, ...]:
        """The three questions to start with."""
        return tuple(question for question in self.questions if question.start and not question.retired)

    @property
    def file(self) -> str:
        """The name of the file that holds it."""
        return f"{self.number}-{self.key}.toml"

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        return _or_refuse(self, chain(self._wrong_keys(), self._wrong_starters()))

    def _wrong_keys(self) -> Iterator[str]:
        begins = self.key[:3]
        yield from _misnamed("questions", f"{begins}-", self.questions)
        yield from _misnamed("signs_ready", f"{begins}-ready-", self.signs_ready)
        yield from _misnamed("signs_back", f"{begins}-back-", self.signs_back)

    def _wrong_starters(self) -> Iterator[str]:
        if len(self.starters) != 3:
            yield f"questions: three have start = true and are not retired, here {len(self.starters)}"


class Cluster(Part):
    """A group of conditions."""

    key: Key
    name: Text


class Condition(Part):
    """Something that can help or hinder. `first` marks the one of its cluster to ask about before opening the others."""

    key: Key
    cluster: Key
    name: Text
    description: Text
    source: Words
    status: Literal["draft"]
    first: bool = False


class Place(Part):
    """What answers to one of our stages in another model, in its own words; "" where nothing does."""

    stage: Key
    words: Words


def _by_stage(written: object) -> object:
    # An author writes `designing = "Define"`: each stage at most once, which the file format sees to.
    return tuple({"stage": stage, "words": words} for stage, words in written.items()) if isinstance(written, dict) else written


class StageModel(Part):
    """Another model of stages, laid beside ours. `stages` is how many stages, phases, steps or levels it has, where it gives one number."""

    key: Key
    name: Text
    stages: int | None = None
    note: Words
    status: Literal["our placing, approximate"]
    places: Annotated[tuple[Place, ...], BeforeValidator(_by_stage)]

    def in_order(self, stages: Iterable[Stage]) -> tuple[str, ...]:
        """Its words for each of these stages of ours, "" where it has none."""
        words = {place.stage: place.words for place in self.places}
        return tuple(words[stage.key] for stage in stages)


class Term(Part):
    """A word we use, and what for."""

    term: Text
    use: Text
    note: Words = ""
    source: Words = ""


class Avoid(Part):
    """A word to avoid or to handle with care."""

    avoid: Text
    prefer: Text
    why: Words = ""
    source: Words = ""


class MapFile(Part):
    """map.toml: the edition itself, and what all its stages share."""

    number: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+$")]
    title: Text
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]
    credit: Text
    credit_doi: Annotated[str, StringConstraints(pattern=r"^10\.\d+/\S+$")]
    themes: tuple[Theme, ...]
    decisions: tuple[Decision, ...]


class ConditionsFile(Part):
    """conditions.toml"""

    clusters: tuple[Cluster, ...]
    conditions: tuple[Condition, ...]


class CrosswalkFile(Part):
    """crosswalk.toml"""

    models: tuple[StageModel, ...]


class GlossaryFile(Part):
    """glossary.toml"""

    terms: tuple[Term, ...]
    avoid: tuple[Avoid, ...]


class Edition(MapFile, ConditionsFile):
    """A whole stage map. Asking it for a key that it does not have raises KeyError.

    What is wrong between its files is told a line each, `file: key: what`, where places in a list count from 1.
    """

    stages: tuple[Stage, ...]
    crosswalk: tuple[StageModel, ...]
    glossary: tuple[Term, ...]
    avoid: tuple[Avoid, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, stage by stage."""
        return tuple(chain.from_iterable(stage.questions for stage in self.stages))

    @property
    def credit_parts(self) -> tuple[str, str]:
        """The credit before and after the DOI, so that a page can make a link of it."""
        before, _, after = self.credit.partition(self.credit_doi)
        return before, after

    @property
    def conditions_by_cluster(self) -> tuple[tuple[Cluster, tuple[Condition, ...]], ...]:
        return tuple((cluster, tuple(c for c in self.conditions if c.cluster == cluster.key)) for cluster in self.clusters)

    def stage(self, key: str) -> Stage:
        return _find(self.stages, key)

    def question(self, key: str) -> Question:
        return _find(self.questions, key)

    def stage_of(self, question_key: str) -> Stage:
        """The stage that asks this question."""
        for stage in self.stages:
            if any(question.key == question_key for question in stage.questions):
                return stage
        raise KeyError(question_key)

    def theme(self, key: str) -> Theme:
        return _find(self.themes, key)

    def decision(self, key: str) -> Decision:
        return _find(self.decisions, key)

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        wrong = (self._wrong_in_map(), self._wrong_in_stages(), self._wrong_in_conditions(), self._wrong_in_crosswalk(), self._wrong_in_glossary())
        return _or_refuse(self, chain.from_iterable(wrong))

    def _wrong_in_map(self) -> Iterator[str]:
        yield from _repeated("map.toml: themes", (theme.key for theme in self.themes))
        yield from _repeated("map.toml: decisions", (decision.key for decision in self.decisions))
        if self.credit.count(self.credit_doi) != 1:
            yield f"map.toml: credit: {self.credit_doi} stands in it {self.credit.count(self.credit_doi)} times, not once"

    def _wrong_in_stages(self) -> Iterator[str]:
        if [stage.number for stage in self.stages] != [1, 2, 3, 4, 5, 6]:
            yield f"stages: there are six, numbered from 1 to 6, here {[stage.number for stage in self.stages]}"
        themes, decisions = {theme.key for theme in self.themes}, {decision.key for decision in self.decisions}
        targets = {"", "pause", "stop", *(stage.key for stage in self.stages)}
        beginnings: dict[str, str] = {}
        for stage in self.stages:
            yield from _repeated(f"{stage.file}: decisions", stage.decisions)
            if (other := beginnings.setdefault(stage.key[:3], stage.key)) != stage.key:
                yield f"{stage.file}: key: {stage.key} begins as {other} does, and so would its questions"
            for place, question in enumerate(stage.questions, start=1):
                if question.theme not in themes:
                    yield f"{stage.file}: questions.{place}.theme: no theme {question.theme}"
            for place, decision in enumerate(stage.decisions, start=1):
                if decision not in decisions:
                    yield f"{stage.file}: decisions.{place}: no decision {decision}"
            for field, signs in (("signs_ready", stage.signs_ready), ("signs_back", stage.signs_back)):
                for place, sign in enumerate(signs, start=1):
                    if sign.towards not in targets or sign.towards == stage.key:
                        yield f"{stage.file}: {field}.{place}.towards: {sign.towards} is neither another stage, nor pause, nor stop"

    def _wrong_in_conditions(self) -> Iterator[str]:
        yield from _repeated("conditions.toml: clusters", (cluster.key for cluster in self.clusters))
        yield from _repeated("conditions.toml: conditions", (condition.key for condition in self.conditions))
        clusters = {cluster.key for cluster in self.clusters}
        for place, condition in enumerate(self.conditions, start=1):
            if condition.cluster not in clusters:
                yield f"conditions.toml: conditions.{place}.cluster: no cluster {condition.cluster}"
        for place, (cluster, conditions) in enumerate(self.conditions_by_cluster, start=1):
            if (first := sum(condition.first for condition in conditions)) != 1:
                yield f"conditions.toml: clusters.{place}: one condition of {cluster.key} has first = true, here {first}"

    def _wrong_in_crosswalk(self) -> Iterator[str]:
        yield from _repeated("crosswalk.toml: models", (model.key for model in self.crosswalk))
        ours = {stage.key for stage in self.stages}
        for number, model in enumerate(self.crosswalk, start=1):
            theirs = {place.stage for place in model.places}
            for key in sorted(ours - theirs):
                yield f"crosswalk.toml: models.{number}.places.{key}: missing key"
            for key in sorted(theirs - ours):
                yield f"crosswalk.toml: models.{number}.places.{key}: unknown key"

    def _wrong_in_glossary(self) -> Iterator[str]:
        yield from _repeated("glossary.toml: terms", (term.term for term in self.glossary), name="term")
        yield from _repeated("glossary.toml: avoid", (word.avoid for word in self.avoid), name="avoid")


def _find[Keyed: (Stage, Question, Theme, Decision, Condition)](among: Iterable[Keyed], key: str) -> Keyed:
    for one in among:
        if one.key == key:
            return one
    raise KeyError(key)


def _misnamed(field: str, begins: str, parts: Iterable[Question | Sign]) -> Iterator[str]:
    keys = [part.key for part in parts]
    yield from _repeated(field, keys)
    for place, key in enumerate(keys, start=1):
        if not re.fullmatch(rf"{begins}[1-9]\d*", key):
            yield f"{field}.{place}.key: {key} is not {begins} and a number"


def _repeated(field: str, keys: Iterable[str], *, name: str = "key") -> Iterator[str]:
    seen: dict[str, int] = {}
    for place, key in enumerate(keys, start=1):
        if (first := seen.setdefault(key, place)) != place:
            yield f"{field}.{place}.{name}: {key} is the {name} of {field.rpartition(' ')[2]}.{first} already"


def _or_refuse[Checked](checked: Checked, wrong: Iterable[str]) -> Checked:
    # All at once, so that an author mends the file in one go.
    if lines := list(wrong):
        raise ValueError("\n".join(lines))
    return checked
