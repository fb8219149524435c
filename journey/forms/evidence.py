"""What someone may say of a piece of evidence, and the choice of what to cite."""

import re
from collections.abc import Iterable
from typing import Any, override
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.dates import day_words
from journey.forms.fields import DayField, LineField, ProseField, SeenField
from journey.models import Described, Evidence
from journey.models.evidence import HELD_LIMIT, LINK_LIMIT, NOTE_LIMIT, TITLE_LIMIT, EvidenceType

NOT_IN_A_LINK = re.compile(r"[\s\x00-\x1f\x7f<>\"\\^`{|}]")


class LinkField(LineField):
    """An address of the web, with http or https and a host; a council's own network has hosts without a dot."""

    @override
    def to_python(self, value: Any) -> str:
        link = super().to_python(value)
        scheme, mark, rest = link.partition("://")
        return f"{scheme.lower()}{mark}{rest}"

    @override
    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        try:
            parts = urlsplit(value)
            host, _port = parts.hostname, parts.port
        except ValueError:
            host = None
        if not host or not value.startswith(("https://", "http://")) or NOT_IN_A_LINK.search(value):
            raise forms.ValidationError(_("Write the link in full, beginning with https:// or http://, or leave it out"), code="invalid")
        if parts.username is not None:
            raise forms.ValidationError(_("Take the name and password out of the link"), code="secret")


class EvidenceForm(forms.Form):
    """`seen` is the version that a change was begun from."""

    title = LineField(
        label=_("What is it called?"),
        max_length=TITLE_LIMIT,
        help_text=_("A title that your team knows it by. Do not include names or details that could identify a child or family."),
        error_messages={"required": _("Give it a title")},
    )
    type = forms.ChoiceField(
        label=_("What kind of evidence is it?"),
        choices=[("", _("Choose one")), *EvidenceType.choices],
        error_messages={
            "required": _("Choose what kind of evidence it is"),
            "invalid_choice": _("Choose what kind of evidence it is"),
        },
    )
    day = DayField(label=_("Which day is it from? (optional)"), required=False, future=False)
    held = LineField(
        label=_("Where is it held? (optional)"),
        required=False,
        max_length=HELD_LIMIT,
        help_text=_(
            "In words, such as “shared drive, Evaluation/2027”. Files stay there: nothing is uploaded here. "
            "Do not include names or details that could identify a child or family."
        ),
    )
    link = LinkField(
        label=_("A link to it (optional)"),
        required=False,
        max_length=LINK_LIMIT,
        help_text=_("Beginning with https:// or http://. Whoever follows it needs their own right to see what is there."),
    )
    note = ProseField(
        label=_("What does it show? (optional)"),
        required=False,
        limit=NOTE_LIMIT,
        rows=4,
        help_text=_("A sentence or two, with its limits. Do not include names or details that could identify a child or family."),
    )
    seen = SeenField()

    @classmethod
    def of(cls, item: Evidence) -> "EvidenceForm":
        """The form filled with what is said now."""
        said = item.said
        return cls(
            initial={
                "title": said.title,
                "type": said.type,
                "day": said.day,
                "held": said.held,
                "link": said.link,
                "note": said.note,
                "seen": item.version,
            }
        )

    @property
    def begun_from(self) -> int:
        return int(self.cleaned_data.get("seen", 0))

    @property
    def described(self) -> Described:
        return Described(**{name: self.cleaned_data[name] for name in ("title", "type", "day", "held", "link", "note")})

    def against(self, now: Evidence) -> "EvidenceForm":
        """The same form with all that was typed, now held against the version that someone else saved meanwhile."""
        return EvidenceForm({**{name: self.data.get(name, "") for name in self.fields}, "seen": str(now.version)})


class CitedField(forms.MultipleChoiceField):
    """Some of these pieces of evidence, as boxes to tick."""

    def __init__(self, items: Iterable[Evidence], **kwargs: Any) -> None:
        self.items = {str(item.pk): item for item in items}
        super().__init__(
            choices=[(key, label(item)) for key, item in self.items.items()],
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": _("Choose at least one"),
                "invalid_choice": _("Something you chose is not in the list any more, or is cited already. Look at the list again"),
            },
            **kwargs,
        )

    @override
    def clean(self, value: Any) -> list[Evidence]:
        return [self.items[key] for key in dict.fromkeys(super().clean(value))]


class CiteForm(forms.Form):
    def __init__(self, *args: Any, evidence: Iterable[Evidence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"] = CitedField(evidence, label=_("Which of these does the answer rest on?"))


def label(item: Evidence) -> str:
    """Its title, kind and day, as beside a box."""
    about = [str(item.get_type_display()), *([day_words(item.day)] if item.day else [])]
    return f"{item.title} ({', '.join(about)})"
