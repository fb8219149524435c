"""What each option of a decision asks for besides the reason, and how a decision reads as one sentence.

The options themselves, and which of them a stage allows, stand in the map. The keys of the questions are what records hold, so they are for ever.
"""

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from journey.dates import day_words

if TYPE_CHECKING:
    from journey.models import Decision
    from stages.schema import Edition, Stage

QUESTIONS: dict[str, Promise] = {
    "carries-over": gettext_lazy("What must carry over?"),
    "unfinished": gettext_lazy("What is unfinished?"),
    "learned": gettext_lazy("What was learned?"),
    "restart": gettext_lazy("What would restart it?"),
    "informs": gettext_lazy("Who keeps people informed?"),
    "ending": gettext_lazy("How does it end well for families and staff?"),
    "learning": gettext_lazy("What learning will be shared, and with whom?"),
    "enough": gettext_lazy("Why is this enough?"),
    "to-whom": gettext_lazy("To whom is it handed over?"),
    "terms": gettext_lazy("On what terms?"),
    "stays": gettext_lazy("What stays the same?"),
    "changes": gettext_lazy("What changes?"),
    "need": gettext_lazy("What is the new need?"),
}
ASKED: dict[str, tuple[str, ...]] = {
    "move-on": ("carries-over",),
    "move-on-with-conditions": ("carries-over",),
    "stay": ("unfinished",),
    "go-back": ("learned",),
    "pause": ("restart", "informs"),
    "stop": ("ending", "learning"),
    "hold": ("enough",),
    "hand-over": ("to-whom", "terms"),
    "branch": ("stays", "changes"),
    "new-journey": ("need", "carries-over"),
}
SAYS: dict[str, Promise] = {
    "move-on": gettext_lazy("On %(day)s we decided to move on from %(stage)s"),
    "move-on-with-conditions": gettext_lazy("On %(day)s we decided to move on from %(stage)s, with conditions"),
    "stay": gettext_lazy("On %(day)s we decided to stay in %(stage)s and keep working"),
    "go-back": gettext_lazy("On %(day)s we decided to go back from %(stage)s to %(to)s"),
    "pause": gettext_lazy("On %(day)s, in %(stage)s, we decided to pause"),
    "stop": gettext_lazy("On %(day)s, in %(stage)s, we decided to stop and close well"),
    "hold": gettext_lazy("On %(day)s we decided to hold at the level of %(stage)s"),
    "hand-over": gettext_lazy("On %(day)s, in %(stage)s, we decided to hand over"),
    "branch": gettext_lazy("On %(day)s, in %(stage)s, we decided to branch"),
    "new-journey": gettext_lazy("On %(day)s, in %(stage)s, we decided to start a new journey"),
}


def asked_for(option: str) -> list[tuple[str, str]]:
    """The option's own questions, by their keys."""
    return [(key, str(QUESTIONS[key])) for key in ASKED.get(option, ())]


def asking(key: str) -> list[str]:
    """The options that ask this question."""
    return [option for option, keys in ASKED.items() if key in keys]


def say(edition: "Edition", decision: "Decision") -> str:
    """The decision as one sentence: "On 3 March 2025 we decided to stay in Developing and keep working."."""
    told = {
        "day": day_words(decision.day),
        "stage": edition.stage(decision.stage).name,
        "to": edition.stage(decision.to_stage).name if decision.to_stage else "",
    }
    told["option"] = edition.decision(decision.option).name
    words = SAYS.get(decision.option, gettext_lazy("On %(day)s, in %(stage)s, we decided: %(option)s"))
    return f"{str(words) % told}."


def leads_to(edition: "Edition", decision: "Decision") -> "Stage | None":
    """The stage that a decision to move on or to go back leads to."""
    if decision.option == "go-back":
        return edition.stage(decision.to_stage)
    if decision.option in ("move-on", "move-on-with-conditions"):
        here = edition.stage(decision.stage).number
        return next((stage for stage in edition.stages if stage.number == here + 1), None)
    return None
