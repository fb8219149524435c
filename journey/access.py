"""Who may do what on a project: one table, role by deed. It knows no models, so that anything may read it."""

from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Role = Literal["owner", "editor", "commenter", "viewer"]
Deed = Literal["read", "comment", "answer", "move", "decide", "plan", "prepare", "change", "freeze", "invite", "bin"]

DEEDS: dict[Deed, Promise] = {
    "read": _("Read everything: answers, the journey, the review, who is in it, the log. See what is due in your own calendar"),
    "comment": _("Comment, for the team alone"),
    "answer": _("Write and change answers and the list of evidence, ask a colleague to answer, begin a project of your own from this one"),
    "move": _("Move to another stage, open and close stages, correct what was recorded of it"),
    "decide": _("Record or correct a decision, say how its conditions stand, say how the signs stand, pause or stop the project"),
    "plan": _("Keep the plan, who was involved, measures, and people, money and time. Rate and agree what helps and what gets in the way"),
    "prepare": _("Prepare or correct a review, ask for sign-off, say when the next is due"),
    "change": _("Change the project’s details, download the whole project"),
    "freeze": _("Freeze a review, black out a passage in it"),
    "invite": _("Invite people, change what they may do, end their part, hand over the lead"),
    "bin": _("Put the project in the bin and take it out again, say that it is still needed"),
}

VIEWER: frozenset[Deed] = frozenset({"read"})
COMMENTER: frozenset[Deed] = VIEWER | {"comment"}
EDITOR: frozenset[Deed] = COMMENTER | {"answer", "move", "decide", "plan", "prepare"}
OWNER: frozenset[Deed] = EDITOR | {"change", "freeze", "invite", "bin"}

MAY: dict[Role, frozenset[Deed]] = {"owner": OWNER, "editor": EDITOR, "commenter": COMMENTER, "viewer": VIEWER}


def allowed(deed: Deed) -> list[bool]:
    """Whether each role may do this deed, in the order of MAY."""
    return [deed in deeds for deeds in MAY.values()]


def may(role: Role, deed: Deed) -> bool:
    """Whether someone in this role may do this deed."""
    return deed in MAY[role]


def who_may(deed: Deed) -> list[Role]:
    """The roles that may do this deed."""
    return [role for role, deeds in MAY.items() if deed in deeds]
