"""What is typed when a review is prepared, checked, signed off, corrected and redacted."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self, override

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.forms.fields import DayField, LineField, ProseField, SeenField, box
from journey.models import Preparation, PreparedReader
from journey.models.preparation import LINE_LIMIT, SAID, TEXT_LIMIT, ReaderSaid
from journey.review_sections import SECTIONS
from journey.words import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

ROWS, MORE, MOST = 3, 2, 12
"""Rows for readers at first; how many more a press gives; how many there may be."""
THREES = (
    ("achieved", gettext_lazy("Three things achieved"), gettext_lazy("Achieved, %(number)s")),
    ("learned", gettext_lazy("Three things learned"), gettext_lazy("Learned, %(number)s")),
    ("risk", gettext_lazy("Three risks"), gettext_lazy("Risk, %(number)s")),
)


class PreparationForm(forms.Form):
    """All that is said for the next review. `seen` is the version that it was begun from, 0 where nothing was prepared yet."""

    seen = SeenField()
    reader_rows = forms.IntegerField(required=False, widget=forms.HiddenInput)
    begins = DayField(label=gettext_lazy("Covers the time from"), required=False)
    ends = DayField(label=gettext_lazy("Until"), required=False, future=False)
    status = forms.ChoiceField(
        label=gettext_lazy("How is it going?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", gettext_lazy("Not said")), *Preparation.Status.choices],
        help_text=gettext_lazy("In words. None of them is better or worse than another."),
        error_messages={"invalid_choice": gettext_lazy("Choose how it goes")},
    )
    status_reason = box(gettext_lazy("Why do you say so?"), limit=TEXT_LIMIT, hint=gettext_lazy("A sentence or two."))
    decision_wanted = box(
        gettext_lazy("Which decision do you want from the reader?"),
        limit=TEXT_LIMIT,
        hint=gettext_lazy("One sentence that they can say yes or no to. If none is wanted, say so."),
    )
    decision_by = DayField(label=gettext_lazy("By which day?"), required=False)
    families = box(gettext_lazy("What did children, young people and families change?"), limit=LINE_LIMIT, hint=gettext_lazy("In one line."), rows=2)
    money = box(
        gettext_lazy("How does spending stand against the budget?"),
        limit=LINE_LIMIT,
        hint=gettext_lazy("In one line. What was spent of all the money in the plan is said before it by itself."),
        rows=2,
    )
    next_review = DayField(
        label=gettext_lazy("When is the next review?"), required=False, help_text=gettext_lazy("If left empty, the rhythm says it.")
    )
    nothing_to_report = box(
        gettext_lazy("Nothing to report this time? Why?"),
        limit=TEXT_LIMIT,
        hint=gettext_lazy("Only if so. The review is then one short page: this reason, and the day of the next."),
    )

    def __init__(self, *args: Any, corrects: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.corrects = corrects
        said = self.data if self.is_bound else self.initial
        self.rows = range(1, rows_wanted(said) + 1)
        self.initial = {**self.initial, "reader_rows": len(self.rows)}
        for what, _legend, label in THREES:
            for number in (1, 2, 3):
                made = ProseField(label=str(label) % {"number": number}, limit=LINE_LIMIT, rows=2, required=False)
                made.widget.attrs["aria-describedby"] = f"{what}-hint id_{what}_{number}_error"
                self.fields[f"{what}_{number}"] = made
        if corrects:
            self.fields["correction_because"] = box(
                _("What was wrong?"),
                limit=TEXT_LIMIT,
                hint=_("Every reader is told this, and reads it on the correction; also those who do not get the part that it is about."),
                required=True,
                error_messages={"required": _("Say what was wrong in the review that was sent")},
            )
        for number in self.rows:
            told = {"number": number}
            self.fields[f"reader_{number}"] = LineField(label=_("Reader %(number)s") % told, required=False, max_length=120)
            self.fields[f"email_{number}"] = forms.EmailField(
                label=_("Work email of reader %(number)s, if you have it") % told,
                required=False,
                max_length=254,
                widget=forms.EmailInput({"autocomplete": "off"}),
                help_text=_("Only for telling them, once, if this review is corrected. It stands in no review. A member of the project needs none."),
                error_messages={"invalid": _("Write the email in full, such as name@example.org")},
            )
            self.fields[f"depth_{number}"] = forms.ChoiceField(
                label=_("How much does reader %(number)s get?") % told, required=False, choices=PreparedReader.Depth, initial="standard"
            )
            self.fields[f"off_{number}"] = forms.MultipleChoiceField(
                label=_("What does reader %(number)s not get?") % told,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                choices=[(key, section.name) for key, section in SECTIONS.items()],
                error_messages={"invalid_choice": _("Choose sections from the list")},
            )

    @classmethod
    def of(cls, said: "Mapping[str, Any]", readers: tuple[ReaderSaid, ...], *, seen: int, corrects: bool = False) -> Self:
        """The form filled with what is said already."""
        initial = dict(said) | {"seen": seen, "reader_rows": max(ROWS, len(readers) + 1)}
        for number, reader in enumerate(readers, start=1):
            said_of = {"reader": reader.name, "email": reader.email, "depth": reader.depth, "off": list(reader.off)}
            initial |= {f"{what}_{number}": value for what, value in said_of.items()}
        return cls(initial=initial, corrects=corrects)

    def grown(self) -> Self:
        """The same form with all that was typed, unchecked, and more rows for readers."""
        said: dict[str, Any] = {name: self.data.get(name, "") for name in self.fields}
        said |= {f"off_{n}": self.data.getlist(f"off_{n}") for n in self.rows} if hasattr(self.data, "getlist") else {}
        return type(self)(initial=said | {"reader_rows": min(MOST, len(self.rows) + MORE)}, corrects=self.corrects)

    def against(self, version: int) -> Self:
        """The same form with all that was typed, now held against the version that someone else saved meanwhile."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["seen"] = str(version)
        return type(self)(data, corrects=self.corrects)

    @property
    def threes(self) -> "list[tuple[str, str, list[forms.BoundField]]]":
        return [(what, str(legend), [self[f"{what}_{number}"] for number in (1, 2, 3)]) for what, legend, _label in THREES]

    @property
    def reader_fields(self) -> "list[tuple[forms.BoundField, ...]]":
        """Of each row for a reader: name, depth, sections left out, email."""
        return [tuple(self[f"{what}_{n}"] for what in ("reader", "depth", "off", "email")) for n in self.rows]

    @property
    def names(self) -> list[dict[str, str]]:
        """The readers who are named, as they stand in the form."""
        values = [str(self[f"reader_{n}"].value() or "").strip() for n in self.rows]
        return [{"name": value} for value in values if value]

    @property
    def has_more_rows(self) -> bool:
        return len(self.rows) < MOST

    @override
    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        begins, ends = said.get("begins"), said.get("ends")
        if begins and begins > (ends or timezone.localdate()):
            self.add_error("begins", _("The time that it covers cannot begin after it ends"))
        for n in self.rows:
            is_named = said.get(f"reader_{n}") != ""
            if said.get(f"off_{n}") and not is_named:
                self.add_error(f"reader_{n}", _("Say who it is that does not get these"))
            if said.get(f"email_{n}") and not is_named:
                self.add_error(f"reader_{n}", _("Say whose email this is"))
        return said

    @property
    def begun_from(self) -> int:
        return int(self.cleaned_data.get("seen", 0))

    @property
    def said(self) -> dict[str, Any]:
        """What was said, by the fields of Preparation."""
        return {name: self.cleaned_data.get(name, "") for name in SAID if name in self.fields}

    @property
    def readers(self) -> tuple[ReaderSaid, ...]:
        said = self.cleaned_data
        return tuple(
            ReaderSaid(said[f"reader_{n}"], said[f"depth_{n}"] or "standard", tuple(said[f"off_{n}"]), said[f"email_{n}"])
            for n in self.rows
            if said[f"reader_{n}"]
        )


def rows_wanted(said: "Mapping[str, Any]") -> int:
    wanted = str(said.get("reader_rows", ""))
    return min(MOST, max(ROWS, int(wanted))) if wanted.isdecimal() and len(wanted) < 3 else ROWS


class ClearForm(forms.Form):
    because = box(
        gettext_lazy("Why does it identify nobody?"),
        limit=TEXT_LIMIT,
        rows=2,
        required=True,
        error_messages={"required": gettext_lazy("Say why it identifies nobody")},
    )


class NotYetForm(forms.Form):
    """What the member who was asked answers to what they read."""

    reading = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    agreed = forms.CharField(required=False, widget=forms.HiddenInput)
    because = box(gettext_lazy("Not yet, because"), limit=TEXT_LIMIT, hint=gettext_lazy("What is missing or wrong. Whoever asked you reads it."))

    @override
    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("agreed") not in ("yes", "no"):
            self.add_error(None, _("Press one of the two buttons"))
        if self.cleaned_data.get("agreed") == "no" and not self.cleaned_data.get("because") and "because" not in self.errors:
            self.add_error("because", _("Say why not yet"))
        return self.cleaned_data


class RedactForm(forms.Form):
    passage = LineField(
        label=gettext_lazy("Which words?"),
        max_length=500,
        help_text=gettext_lazy("Copy them from the review, exactly. Every place at which they stand is blacked out."),
        error_messages={"required": gettext_lazy("Copy the words that have to go")},
    )
    because = box(
        gettext_lazy("Why?"),
        limit=TEXT_LIMIT,
        rows=2,
        hint=gettext_lazy("It stands in the review for ever, so without the detail itself."),
        required=True,
        error_messages={"required": gettext_lazy("Say why, without the detail itself")},
    )

    def clean_passage(self) -> str:
        passage = str(self.cleaned_data["passage"])
        if len(passage) < SHORTEST:
            raise forms.ValidationError(_("Copy the words that have to go, two letters at least"), code="short")
        return passage

    @override
    def clean(self) -> dict[str, Any]:
        passage, because = self.cleaned_data.get("passage"), self.cleaned_data.get("because", "")
        if passage and passage.casefold() in one_line(because).casefold():
            self.add_error("because", _("The reason holds the very words that have to go. Say it without them"))
        return self.cleaned_data


SHORTEST = 2


class SkipForm(forms.Form):
    because = box(
        gettext_lazy("Why is it skipped?"),
        limit=TEXT_LIMIT,
        rows=2,
        required=True,
        error_messages={"required": gettext_lazy("Say why it is skipped")},
    )


class NameDayForm(forms.Form):
    day = DayField(label=gettext_lazy("A day on which a review is due"))

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day has been"), code="past")
        return day
