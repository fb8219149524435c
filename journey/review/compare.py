"""What differs between two reviews of a project, from the two frozen documents alone.

`compare(a, b).applied_to(a) == b`, whatever the two hold: nothing that differs is left out. What a reader is told is `told`, each difference once;
what only follows from it, like the number of entries in the log, is kept but not told.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Literal

from django.utils.translation import gettext as _

from journey.review.difference import Altered, Difference
from journey.review.document import ReviewDocument
from journey.review.nouns import NOUNS, Kind, count_words, noun_of, title_of
from journey.review.part import Part
from journey.review.shape import facts_in, walked_in
from journey.review.telling import KINDS, Told, tell, tell_about

type Row = dict[str, Any]
"""A part as it stands in the document's JSON."""


class Clash(ValueError):
    """The comparison was made from another document than the one it is applied to."""


class Rows(Part):
    """A list of parts that differs. `path` leads to it in the document before: fields, and places in lists.

    `order` says of each place after which place it had before, None for what is new; the new ones stand in `differences` in that order.
    """

    path: tuple[str | int, ...]
    order: tuple[int | None, ...]
    differences: tuple[Difference, ...]
    changed: tuple[int, ...]
    """Places before of those that changed, in the order in which they stand in `differences`."""

    @property
    def changes(self) -> Iterable[tuple[int, Difference]]:
        """What changed in its place, with the place that it had before."""
        return zip(self.changed, (one for one in self.differences if one.kind == "changed"), strict=True)


class Stand(Part):
    """What the top of a comparison says of a review."""

    project: str
    as_of: date
    where: str
    standing: str
    main: str
    beside: tuple[str, ...]
    prepared: bool
    """Whether the team wrote words of its own for page one."""


class Same(Part):
    """An answer that nobody has written in since."""

    key: str
    number: int
    question: str
    stage: int
    written_on: date


class Comparison(Part):
    schema_version: Literal[1] = 1
    before: Stand
    after: Stand
    stages: tuple[str, ...]
    """Names of the stages, in the map's order."""
    altered: tuple[Altered, ...]
    """The document's own fields that read otherwise."""
    lists: tuple[Rows, ...]
    same: tuple[Same, ...]
    """The answers that stand as they stood, last looked at before the first of the two reviews."""

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """Each difference that a reader is told of, once, in the order in which the noun is."""
        found = [
            *tell_about(self.altered, page_one=self.before.prepared and self.after.prepared),
            *tell((one for rows in self.lists for one in rows.differences), same_map=all(one.field != "edition" for one in self.altered)),
        ]
        order = {noun: place for place, noun in enumerate(NOUNS)}
        return tuple(sorted(found, key=lambda one: (order.get(one.noun, len(order)), one.noun, one.stage, KINDS.index(one.kind))))

    @cached_property
    def counts(self) -> Counter[tuple[str, Kind]]:
        return Counter((one.noun, one.kind) for one in self.told)

    @property
    def summary(self) -> str:
        """How much differs, in one sentence: "One move, three answers changed, two new". The same wherever it is said."""
        phrases, last = [], ""
        for (noun, kind), number in self.counts.items():
            phrases.append(count_words(noun, kind, number, follows=noun == last))
            last = noun
        said = ", ".join(phrases)
        return f"{said[:1].upper()}{said[1:]}." if said else _("Nothing changed.")

    @property
    def wheel_words(self) -> str:
        """What the two wheels show otherwise, in a sentence or two."""
        one, other = self.before.main or _("not said"), self.after.main or _("not said")
        if one == other:
            said = _("The main stage is the same both times: %(stage)s.") % {"stage": one}
        else:
            said = _("The main stage was %(before)s and is %(after)s.") % {"before": one, "after": other}
        opened = [name for name in self.after.beside if name not in self.before.beside]
        closed = [name for name in self.before.beside if name not in (*self.after.beside, self.after.main)]
        if opened:
            said += " " + _("Now open beside it: %(stages)s.") % {"stages": ", ".join(opened)}
        if closed:
            said += " " + _("No longer open: %(stages)s.") % {"stages": ", ".join(closed)}
        return said

    def applied_to(self, document: ReviewDocument) -> ReviewDocument:
        """The second document, made from the first. Raises Clash where the first is not the one that was compared."""
        data: Row = document.model_dump(mode="json")
        for rows in sorted(self.lists, key=lambda rows: -len(rows.path)):  # what lies deeper first: its place is told by the lists as they stood
            owner, name = find(data, rows.path[:-1]), rows.path[-1]
            owner[name] = put(owner[name], rows)
        alter(data, self.altered)
        return ReviewDocument.model_validate(data)


def find(data: Any, path: Sequence[str | int]) -> Any:
    for step in path:
        data = data[step]
    return data


def put(before: list[Row], rows: Rows) -> list[Row]:
    """The list as it stands after. What changed is changed in its place, then all are set in their order."""
    for place, difference in rows.changes:
        alter(before[place], difference.altered)
    new = iter([one.part for one in rows.differences if one.kind == "new"])
    gone = [one.part for one in rows.differences if one.kind == "gone"]
    kept = {place for place in rows.order if place is not None}
    if [row for place, row in enumerate(before) if place not in kept] != gone:
        raise Clash
    return [dict(next(new)) if place is None else before[place] for place in rows.order]


def alter(row: Row, altered: Iterable[Altered]) -> None:
    for one in altered:
        if row[one.field] != one.before:
            raise Clash
        row[one.field] = one.after


# Comparing


def compare(a: ReviewDocument, b: ReviewDocument) -> Comparison:
    """What has to change in `a` to make it `b`."""
    one, other = a.model_dump(mode="json"), b.model_dump(mode="json")
    return Comparison(
        before=stand(a),
        after=stand(b),
        stages=tuple(stage.name for stage in b.stages),
        altered=fields_altered(one, other, facts_in(ReviewDocument)),
        lists=tuple(rows_altered(ReviewDocument, one, other, (), "", 0, "")),
        same=tuple(same_answers(a, b)),
    )


def stand(document: ReviewDocument) -> Stand:
    return Stand(
        project=document.project,
        as_of=document.as_of,
        where=document.where,
        standing=document.standing,
        main=document.main.name if document.main else "",
        prepared=document.is_prepared,
        beside=tuple(stage.name for stage in document.stages if stage.standing == "open"),
    )


def same_answers(a: ReviewDocument, b: ReviewDocument) -> Iterator[Same]:
    before = {answer.key: answer for stage in a.stages for answer in stage.answers}
    for stage in b.stages:
        for answer in stage.answers:
            old = before.get(answer.key)
            if old and (old.text, old.strength, old.written_on) == (answer.text, answer.strength, answer.written_on):
                yield Same(key=answer.key, number=answer.number, question=answer.question, stage=stage.number, written_on=answer.written_on)


def fields_altered(before: Row, after: Row, names: Iterable[str]) -> tuple[Altered, ...]:
    return tuple(Altered(field=name, before=before[name], after=after[name]) for name in names if before[name] != after[name])


def rows_altered(cls: type[Part], before: Row, after: Row, path: tuple[str | int, ...], noun: str, stage: int, within: str) -> Iterator[Rows]:
    """The lists of a part that differ, and those within their parts."""
    for name, kind in walked_in(cls, noun).items():
        inner = f"{noun}.{name}" if noun else name
        yield from list_altered(kind, before[name], after[name], (*path, name), inner, stage, within)


def list_altered(
    cls: type[Part], before: list[Row], after: list[Row], path: tuple[str | int, ...], noun: str, stage: int, within: str
) -> Iterator[Rows]:
    order = matched(before, after, noun_of(noun).known_by)
    walked = walked_in(cls, noun)
    names = [name for name in cls.model_fields if name not in walked]
    found: list[Difference] = []
    changed: list[int] = []
    for row, place in zip(after, order, strict=True):
        at = stage_of(noun, row, stage)
        if place is None:
            found.append(Difference(noun=noun, kind="new", stage=at, within=within, part=row))
            continue
        altered = fields_altered(before[place], row, names)
        if altered:
            part = {name: row[name] for name in names}
            found.append(Difference(noun=noun, kind="changed", stage=at, within=within, part=part, altered=altered))
            changed.append(place)
        yield from rows_altered(cls, before[place], row, (*path, place), noun, at, title_of(noun, row))
    kept = set(order)
    gone = [row for place, row in enumerate(before) if place not in kept]
    found += [Difference(noun=noun, kind="gone", stage=stage_of(noun, row, stage), within=within, part=row) for row in gone]
    if found or order != list(range(len(before))):
        yield Rows(path=path, order=tuple(order), differences=tuple(found), changed=tuple(changed))


def stage_of(noun: str, row: Row, stage: int) -> int:
    """The number of the stage that a part belongs to."""
    told = row.get("number" if noun == "stages" else "stage")
    return told if isinstance(told, int) and told else stage


def matched(before: Sequence[Row], after: Sequence[Row], rules: Iterable[tuple[str, ...]]) -> list[int | None]:
    """Of each part after, the place that it had before. The same content is the same part; then what one knows it by, one rule after the other."""
    order: list[int | None] = [None] * len(after)
    left = set(range(len(before)))
    for rule in [None, *rules]:
        places: dict[str, list[int]] = defaultdict(list)
        for place in sorted(left, reverse=True):
            if known := known_by(before[place], rule):
                places[known].append(place)
        for number, row in enumerate(after):
            known = known_by(row, rule)
            if order[number] is None and known and places[known]:
                order[number] = place = places[known].pop()
                left.remove(place)
    return order


def known_by(row: Row, rule: tuple[str, ...] | None) -> str:
    """What one knows a part by, "" where it has nothing of the kind."""
    if rule is None:
        return repr(without_since(row))
    told = [row.get(name) for name in rule]
    return repr(told) if told[0] not in (None, "") else ""


def without_since(value: Any) -> Any:
    """How a part stood against the review before its own says nothing of which part it is."""
    if isinstance(value, dict):
        return {name: without_since(part) for name, part in value.items() if name != "since"}
    return [without_since(part) for part in value] if isinstance(value, list) else value
