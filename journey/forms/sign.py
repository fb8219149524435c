"""What someone may say of the signs of a stage."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _

from journey.forms.fields import ProseField, SeenField
from journey.models import SignReading
from journey.models.sign import Heard
from journey.signs import SignRow

if TYPE_CHECKING:
    from collections.abc import Sequence


class SignsForm(forms.Form):
    """For each sign how it stands, a note, and the number of the reading that was seen when the page was opened."""

    def __init__(self, *args: Any, rows: "Sequence[SignRow]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            key = row.sign.key
            self.fields[f"reading-{key}"] = forms.ChoiceField(
                label=row.sign.text,
                required=False,
                widget=forms.RadioSelect,
                choices=[*SignReading.Reading.choices, ("", _("Not said"))],
                initial=row.now.reading if row.now else "",
                error_messages={"invalid_choice": _("Choose how the sign stands")},
            )
            note = ProseField(
                label=format_html('{}<span class="vh">: {}</span>', _("Note"), row.sign.text),
                limit=SignReading.NOTE_LIMIT,
                rows=2,
                required=False,
                initial=row.now.note if row.now else "",
            )
            # What is true of every note is said once, above them all.
            note.widget.attrs["aria-describedby"] = f"notes-hint id_note-{key}_error"
            self.fields[f"note-{key}"] = note
            self.fields[f"seen-{key}"] = SeenField(initial=row.now.number if row.now else 0)

    @property
    def heard(self) -> dict[str, Heard]:
        """What is said of each sign that the page asked of."""
        said = self.cleaned_data
        keys = [row.sign.key for row in self.rows if f"seen-{row.sign.key}" in self.data]
        return {key: Heard(said[f"reading-{key}"], said[f"note-{key}"], said[f"seen-{key}"]) for key in keys}

    def over(self, now: dict[str, SignReading]) -> "SignsForm":
        """After a clash: the same boxes, held against what stands now, so that saving again puts them on top."""
        data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        for key, reading in now.items():
            data[f"seen-{key}"] = str(reading.number)
        return SignsForm(data, rows=self.rows)
