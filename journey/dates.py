"""Days and lengths of time in words, for people."""

from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

DAYS_IN_MONTH = 30.44
DAYS_COUNTED = 14
"""Up to how many days ahead a day that something is due is told as a number of days."""


def day_words(day: date) -> str:
    """3 March 2025."""
    return formats.date_format(day, "j F Y")


def month_words(day: date) -> str:
    """March 2025."""
    return formats.date_format(day, "F Y")


def instant_words(at: datetime) -> str:
    """When something happened, in UK time, as short as its age allows: "today at 10:41", "3 March 2025"."""
    local = timezone.localtime(at)
    if local.date() == timezone.localdate():
        return _("today at %(time)s") % {"time": formats.date_format(local, "H:i")}
    return day_words(local.date())


def exact_words(at: datetime) -> str:
    """A day and a time, in UK time: "3 March 2025, 10:41"."""
    local = timezone.localtime(at)
    return f"{day_words(local.date())}, {formats.date_format(local, 'H:i')}"


def due_words(due: date, today: date) -> str:
    """How something due stands: "overdue by 3 days", "due today", "due tomorrow", "due in 5 days"; further off, "due 3 March 2025"."""
    days = (due - today).days
    if days < 0:
        return ngettext("overdue by %(count)s day", "overdue by %(count)s days", -days) % {"count": -days}
    if days == 0:
        return _("due today")
    if days == 1:
        return _("due tomorrow")
    if days <= DAYS_COUNTED:
        return _("due in %(count)s days") % {"count": days}
    return _("due %(day)s") % {"day": day_words(due)}


def due_day_words(due: date, today: date) -> str:
    """The day itself, where due_words does not say it: "3 March 2025" beside "overdue by 3 days"; otherwise ""."""
    return day_words(due) if (due - today).days <= DAYS_COUNTED else ""


def length_words(start: date, end: date) -> str:
    """How long from one day to another: less than a day, days below two months, then months, then years and months."""
    days = (end - start).days
    if days <= 0:
        return _("less than a day")
    if days < 60:
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    months = round(days / DAYS_IN_MONTH)
    if months < 24:
        return ngettext("%(count)s month", "%(count)s months", months) % {"count": months}
    years, rest = divmod(months, 12)
    told = ngettext("%(count)s year", "%(count)s years", years) % {"count": years}
    if not rest:
        return told
    return _("%(years)s and %(months)s") % {"years": told, "months": ngettext("%(count)s month", "%(count)s months", rest) % {"count": rest}}


ORDINALS = (
    "",
    gettext_lazy("first"),
    gettext_lazy("second"),
    gettext_lazy("third"),
    gettext_lazy("fourth"),
    gettext_lazy("fifth"),
    gettext_lazy("sixth"),
    gettext_lazy("seventh"),
    gettext_lazy("eighth"),
    gettext_lazy("ninth"),
    gettext_lazy("tenth"),
)


def visit_words(nth: int) -> str:
    """Which visit to a stage this is: "second visit"; beyond the tenth, "visit 11"."""
    if nth < len(ORDINALS):
        return _("%(nth)s visit") % {"nth": ORDINALS[nth]}
    return _("visit %(nth)s") % {"nth": nth}


def times_words(count: int) -> str:
    """How often: "once", "twice", "3 times"."""
    if count == 1:
        return _("once")
    if count == 2:
        return _("twice")
    return _("%(count)s times") % {"count": count}
