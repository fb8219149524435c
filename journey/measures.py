"""Measures as pages tell them: in a sentence, as a chart, and reading by reading."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from journey.dates import day_words
from journey.forms.measure import MeasureForm
from journey.lines import LineFacts, Section, by_stage, stage_at, taken_out
from journey.models import Measure, Project, Reading
from journey.numbers import measured
from journey.pictures import measure_chart

if TYPE_CHECKING:
    from django.db import models


@dataclass(frozen=True, slots=True)
class ReadingFacts:
    """One reading; `correction` is the later one that takes its place, None where it stands."""

    reading: Reading
    correction: Reading | None

    @property
    def stands(self) -> bool:
        return self.correction is None

    @property
    def correction_words(self) -> str:
        """Corrected by Tom Reid on 3 March 2026, because: …; "" where it stands."""
        if self.correction is None:
            return ""
        told = {"who": self.correction.by, "day": day_words(timezone.localdate(self.correction.at)), "why": self.correction.because}
        words = _("Corrected by %(who)s, %(day)s: %(why)s") if self.correction.value is not None else _("Set aside by %(who)s, %(day)s: %(why)s")
        return words % told


@dataclass(frozen=True, slots=True)
class MeasureFacts(LineFacts[Measure]):
    readings: tuple[ReadingFacts, ...] = ()
    """By day, what was corrected just before what stands in its place."""

    @property
    def standing(self) -> list[tuple[date, Decimal]]:
        return [(told.reading.day, told.reading.value) for told in self.readings if told.stands and told.reading.value is not None]

    @property
    def words(self) -> str:
        return measure_words(self.standing, self.item.unit, self.item.baseline, self.item.target, self.hoped)

    @property
    def hoped(self) -> str:
        return str(self.item.get_direction_display()) if self.item.direction else ""

    @property
    def chart(self) -> SafeString:
        item = self.item
        return measure_chart(
            item.what, item.unit, self.standing, baseline=item.baseline, target=item.target, description=self.words, ident=f"chart-{item.pk}"
        )


def measure_words(readings: Sequence[tuple[date, Decimal]], unit: str, baseline: Decimal | None, target: Decimal | None, hoped: str) -> str:
    """What the chart shows, in words: "3 readings: first 34, on 3 March 2025; last 22, on 1 May 2025. Baseline: 41. No target said."."""
    if not readings:
        told = [_("Nothing was read yet.")]
    elif len(readings) == 1:
        told = [_("One reading: %(value)s, on %(day)s.") % {"value": measured(readings[0][1], unit), "day": day_words(readings[0][0])}]
    else:
        (first_day, first), (last_day, last) = readings[0], readings[-1]
        names = {
            "count": len(readings),
            "first": measured(first, unit),
            "first_day": day_words(first_day),
            "last": measured(last, unit),
            "last_day": day_words(last_day),
        }
        words = _("%(count)s readings: first %(first)s, on %(first_day)s; last %(last)s, on %(last_day)s.")
        told = [words % names]
    told.append(_("Baseline: %(value)s.") % {"value": measured(baseline, unit)} if baseline is not None else _("No baseline said."))
    told.append(_("Target: %(value)s.") % {"value": measured(target, unit)} if target is not None else _("No target said."))
    if hoped:
        told.append(_("Hoped for: %(hoped)s.") % {"hoped": hoped.lower()})
    return " ".join(told)


def measure_facts(project: Project, stage: str | None = None) -> tuple[MeasureFacts, ...]:
    """What stands, of one stage or of all, in the order it was written down. Two queries."""
    rows = project.measures.filter(removed_at=None).select_related("changed_by").order_by("made_at", "pk")
    return tuple(with_readings(project, rows if stage is None else rows.filter(stage=stage)))


def with_readings(project: Project, rows: "models.QuerySet[Measure]") -> list[MeasureFacts]:
    of: dict[object, list[Reading]] = defaultdict(list)
    for reading in Reading.objects.filter(measure__in=rows.order_by().values("pk")).select_related("by").order_by("number"):
        of[reading.measure_id].append(reading)
    return [MeasureFacts(row, stage_at(project, row.stage), in_order(of[row.pk])) for row in rows]


def in_order(readings: Sequence[Reading]) -> tuple[ReadingFacts, ...]:
    """By the day of what stands, each after what it corrects; what only says that something should not be there is told with that."""
    corrections = {reading.corrects_id: reading for reading in readings if reading.corrects_id}
    chains = []
    for reading in readings:
        if reading.corrects_id is None:
            chain = [reading]
            while chain[-1].pk in corrections:
                chain.append(corrections[chain[-1].pk])
            chains.append(chain)
    chains.sort(key=lambda chain: (chain[-1].day, chain[-1].number))
    return tuple(ReadingFacts(reading, corrections.get(reading.pk)) for chain in chains for reading in chain if reading.value is not None)


def measure_plan(project: Project) -> dict[str, object]:
    """For measures/_plan.html."""
    everything = with_readings(project, project.measures.select_related("changed_by", "removed_by").order_by("made_at", "pk"))
    listed = [told for told in everything if told.item.is_listed]
    form = MeasureForm(project=project) if project.may("plan") else None
    return {"measures": Section(by_stage(project, listed), taken_out(told.item for told in everything), form)}
