"""One stage of one project, as facts and in words."""

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journey.dates import day_words, month_words, times_words, visit_words
from journey.visits import Span, Stay
from stages.schema import Stage

Standing = Literal["main", "open", "visited", "untouched"]


@dataclass(frozen=True, slots=True)
class StageFacts:
    """One stage of one project: its visits, and when it was open beside the main stage."""

    stage: Stage
    standing: Standing
    stays: tuple[Stay, ...]
    spans: tuple[Span, ...]
    answered: int
    not_relevant: int

    @property
    def asked(self) -> int:
        return len(self.stage.questions)

    @property
    def unanswered(self) -> int:
        return self.asked - self.answered - self.not_relevant

    @property
    def touched(self) -> bool:
        return self.standing != "untouched" or self.answered + self.not_relevant > 0

    @property
    def counts(self) -> str:
        """8 of 10 answered, 1 not relevant."""
        return count_words(self.answered, self.asked, self.not_relevant)

    @property
    def short_words(self) -> tuple[str, ...]:
        """At most two lines for a segment of the wheel, of about 17 characters."""
        answered = _("%(answered)s of %(asked)s answered") % {"answered": self.answered, "asked": self.asked}
        if self.standing == "main":
            return (_("main stage"), answered)
        if self.standing == "open":
            return (_("also open"), answered)
        if self.standing == "visited":
            return (answered, _("visited %(times)s") % {"times": times_words(len(self.stays))}) if len(self.stays) > 1 else (answered,)
        return (_("not started"), answered) if self.touched else (_("not started"),)

    @property
    def words(self) -> str:
        """What the list of stages says after "Main stage." or "Also open."."""
        if self.standing == "untouched":
            return f"{self.when_words} {self.counts}." if self.touched else self.when_words
        return f"{self.counts}. {self.when_words}"

    @property
    def when_words(self) -> str:
        """Since when the stage is the main one or open beside it, and when it was visited."""
        if self.standing == "untouched":
            return _("Not started.")
        told: list[str] = []
        if self.standing == "main":
            last = self.stays[-1]
            return _("%(nth)s, since %(day)s.") % {"nth": visit_words(last.number).capitalize(), "day": day_words(last.start)}
        if self.standing == "open":
            told.append(_("Open beside the main stage since %(day)s.") % {"day": day_words(self.spans[-1].start)})
        if self.stays:
            told.append(self.visited_words)
        if self.standing == "visited" and self.spans:
            told.append(_("Open beside the main stage until %(month)s.") % {"month": month_words(self.spans[-1].end or self.spans[-1].start)})
        return " ".join(told)

    @property
    def visited_words(self) -> str:
        """Visited once, May to July 2025; Visited twice, last until July 2025."""
        last = self.stays[-1]
        start, end = month_words(last.start), month_words(last.end or last.start)
        if len(self.stays) > 1:
            return _("Visited %(times)s, last until %(end)s.") % {"times": times_words(len(self.stays)), "end": end}
        return (_("Visited once, %(start)s to %(end)s.") if start != end else _("Visited once, in %(start)s.")) % {"start": start, "end": end}

    @property
    def visit_before(self) -> Stay | None:
        """On coming back to a stage, as the main one or beside it: the visit before. None where there was none, or the stage is not open now."""
        if self.standing == "main":
            return self.stays[-2] if len(self.stays) > 1 else None
        if self.standing == "open" and self.stays:
            last = self.stays[-1]
            return last if self.spans[-1].start > (last.end or last.start) else None
        return None


def count_words(answered: int, asked: int, not_relevant: int) -> str:
    """8 of 10 answered, 1 not relevant."""
    told = _("%(answered)s of %(asked)s answered") % {"answered": answered, "asked": asked}
    if not_relevant:
        told += ", " + ngettext("%(count)s not relevant", "%(count)s not relevant", not_relevant) % {"count": not_relevant}
    return told
