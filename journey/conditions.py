"""The conditions around a project as its pages tell them: what each person says, what the team agrees, what helps and what gets in the way."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from journey.leanings import LeaningWords, Side, draw_leanings, plan_leanings
from journey.models.condition import HELPING, HINDERING, ConditionRating, ConditionView, Influence, Leaning
from journey.pictures import drawn
from journey.questions import warning_words
from stages.schema import Cluster, Condition

if TYPE_CHECKING:
    from journey.models import Project, User

ORDER: tuple[Leaning, ...] = (Leaning.STRONGLY_IMPEDING, Leaning.IMPEDING, Leaning.NEUTRAL, Leaning.ENABLING, Leaning.STRONGLY_ENABLING)
"""The rows of the drawing, from the top."""


@dataclass(frozen=True, slots=True)
class ConditionFacts:
    """One condition of a project. `ratings` and `views` are all there ever were, the newest first."""

    condition: Condition
    cluster: Cluster
    ratings: tuple[ConditionRating, ...] = ()
    views: tuple[ConditionView, ...] = ()

    @property
    def now(self) -> ConditionView | None:
        """What the team agrees; None where it has not talked of it yet."""
        return self.views[0] if self.views else None

    @property
    def newest(self) -> tuple[ConditionRating, ...]:
        """The last that each person said, in the order in which they first spoke."""
        last: dict[int, ConditionRating] = {}
        for rating in reversed(self.ratings):
            last[rating.by_id] = rating
        return tuple(last.values())

    @property
    def spread(self) -> str:
        """Practice lead: impeding; Service Director: enabling. Nothing is counted or weighed."""
        return "; ".join(_("%(who)s: %(leaning)s") % {"who": one.who, "leaning": one.words.lower()} for one in self.newest)

    @property
    def earlier_ratings(self) -> tuple[ConditionRating, ...]:
        now = {rating.pk for rating in self.newest}
        return tuple(rating for rating in self.ratings if rating.pk not in now)

    @property
    def is_hindering(self) -> bool:
        return self.now is not None and self.now.is_hindering

    @property
    def is_helping(self) -> bool:
        return self.now is not None and self.now.is_helping

    @property
    def is_drawn(self) -> bool:
        return self.now is not None and self.now.leaning in ORDER

    @property
    def wants_action(self) -> bool:
        """Whether it gets in the way and the team can do something about it."""
        return self.is_hindering and self.now is not None and self.now.influence in (Influence.DIRECTLY, Influence.PARTLY)

    @property
    def words(self) -> str:
        """Impeding, better than before; Not agreed yet."""
        if self.now is None:
            return _("Not agreed yet") if self.ratings else _("Not looked at yet")
        return leaning_words(self.now.words, self.now.trend)

    def last_of(self, user: "User") -> ConditionRating | None:
        """What someone said last."""
        return next((rating for rating in self.ratings if rating.by_id == user.pk), None)

    @property
    def warning_words(self) -> str:
        """What in the texts that stand may identify a child or family, "" where nothing does."""
        return warning_words(*(one.texts for one in (*self.newest, *self.views[:1])))


def leaning_words(words: str, trend: str) -> str:
    """Impeding, better than before."""
    if trend == "better":
        return _("%(words)s, better than before") % {"words": words}
    if trend == "worse":
        return _("%(words)s, worse than before") % {"words": words}
    return _("%(words)s, the same as before") % {"words": words} if trend else words


@dataclass(frozen=True, slots=True)
class ClusterFacts:
    """A cluster: the condition to ask about first, and the others."""

    cluster: Cluster
    conditions: tuple[ConditionFacts, ...]

    @property
    def first(self) -> ConditionFacts:
        return next(told for told in self.conditions if told.condition.first)

    @property
    def others(self) -> tuple[ConditionFacts, ...]:
        return tuple(told for told in self.conditions if not told.condition.first)

    @property
    def is_opened(self) -> bool:
        """Whether something was said of more than its first."""
        return any(told.ratings or told.views for told in self.others)


@dataclass(frozen=True, slots=True)
class Conditions:
    """All the conditions of a project's map, in its order."""

    clusters: tuple[ClusterFacts, ...]

    @property
    def all(self) -> tuple[ConditionFacts, ...]:
        return tuple(told for cluster in self.clusters for told in cluster.conditions)

    @property
    def agreed(self) -> tuple[ConditionFacts, ...]:
        return tuple(told for told in self.all if told.now)

    @property
    def leaning(self) -> tuple[ConditionFacts, ...]:
        """Those that are drawn, what impedes most first."""
        return tuple(sorted((told for told in self.all if told.is_drawn), key=lambda told: ORDER.index(Leaning(told.now.leaning)) if told.now else 0))

    @property
    def aside(self) -> tuple[ConditionFacts, ...]:
        """Those of which the team is not sure, or says that they are not relevant here."""
        return tuple(told for told in self.agreed if not told.is_drawn)

    @property
    def hindering(self) -> tuple[ConditionFacts, ...]:
        """What gets in the way, the strongest first."""
        return in_order(self.all, HINDERING)

    @property
    def helping(self) -> tuple[ConditionFacts, ...]:
        return in_order(self.all, HELPING)

    @property
    def wanting_action(self) -> tuple[ConditionFacts, ...]:
        return tuple(told for told in self.hindering if told.wants_action)

    @property
    def is_untouched(self) -> bool:
        return not any(told.ratings or told.views for told in self.all)

    def of(self, key: str) -> ConditionFacts:
        """Raises KeyError."""
        for told in self.all:
            if told.condition.key == key:
                return told
        raise KeyError(key)


def in_order(told: Sequence[ConditionFacts], leanings: Sequence[Leaning]) -> tuple[ConditionFacts, ...]:
    return tuple(one for leaning in leanings for one in told if one.now and one.now.leaning == leaning)


def conditions_of(project: "Project") -> Conditions:
    """Two queries, however much was said."""
    ratings: dict[str, list[ConditionRating]] = defaultdict(list)
    views: dict[str, list[ConditionView]] = defaultdict(list)
    for rating in project.condition_ratings.newest_first():
        ratings[rating.key].append(rating)
    for view in project.condition_views.newest_first():
        views[view.key].append(view)
    return Conditions(
        tuple(
            ClusterFacts(
                cluster,
                tuple(ConditionFacts(one, cluster, tuple(ratings[one.key]), tuple(views[one.key])) for one in conditions),
            )
            for cluster, conditions in project.map.conditions_by_cluster
        )
    )


def conditions_at(project: "Project", stage: str, *, is_open: bool) -> dict[str, object]:
    """For the page of a stage: what was agreed while it was the main one, as was said then, and, if it is open, what gets in the way now.

    One query.
    """
    views: dict[str, list[ConditionView]] = defaultdict(list)
    for view in project.condition_views.newest_first():
        views[view.key].append(view)
    found = [ConditionFacts(one, cluster, views=tuple(views[one.key])) for cluster, some in project.map.conditions_by_cluster for one in some]
    then = [(told.condition, next(view for view in told.views if view.stage == stage)) for told in found if any(v.stage == stage for v in told.views)]
    hindering = in_order(found, HINDERING) if is_open else ()
    said = {(condition.key, view.pk) for condition, view in then}
    return {"then": then, "hindering": [told for told in hindering if told.now and (told.condition.key, told.now.pk) not in said]}


def leanings(told: Conditions) -> dict[str, SafeString]:
    """The diverging list, across for wide screens and paper and down for narrow ones. Nothing where nothing leans."""
    rows = [LeaningWords(one.condition.name, side_of(one.now), one.now.words, one.now.trend_words.lower()) for one in told.leaning if one.now]
    return draw_both(rows)


def side_of(view: ConditionView) -> Side:
    return view.leaning  # type: ignore[return-value]  # one of those that are drawn


def draw_both(rows: Sequence[LeaningWords]) -> dict[str, SafeString]:
    if not rows:
        return {}
    return {
        "across": drawn(draw_leanings(plan_leanings(rows, title=said_in_words(rows), ends=ends()), "across", "leanings-across")),
        "down": drawn(draw_leanings(plan_leanings(rows, title=said_in_words(rows), ends=ends(), across=False), "down", "leanings-down")),
    }


def draw_on_paper(rows: Sequence[LeaningWords]) -> SafeString:
    """The same for a sheet of paper, "" where nothing leans."""
    return drawn(draw_leanings(plan_leanings(rows, title=said_in_words(rows), ends=ends()), "across", "review-leanings") if rows else "")


def ends() -> tuple[str, str]:
    return _("gets in the way"), _("helps")


def said_in_words(rows: Sequence[LeaningWords]) -> str:
    """What the drawing shows, in one sentence for those who do not see it."""
    told = "; ".join(", ".join(part for part in (f"{row.name}: {row.words.lower()}", row.trend) if part) for row in rows)
    return _("What helps and what gets in the way, as the team agrees. %(conditions)s.") % {"conditions": told}
