"""What someone may say in a comment, and whom they bring it to the notice of."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.forms.fields import ProseField
from journey.models.comment import COMMENT_LIMIT

if TYPE_CHECKING:
    from journey.models import Membership

GONE = _("Someone you chose is no longer in the project. Choose again.")


class CommentForm(forms.Form):
    """`members` are those who may be told. `text_required` is false for a button that does more than comment."""

    text = ProseField(
        label=_("Your comment"),
        limit=COMMENT_LIMIT,
        rows=3,
        help_text=_("Do not include names or details that could identify a child or family."),
        error_messages={"required": _("Write a comment")},
    )
    tell = forms.MultipleChoiceField(
        label=_("Tell"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They find the comment under “What needs you next”."),
        error_messages={"invalid_choice": GONE},
    )

    def __init__(self, *args: Any, members: "Sequence[Membership]", text_required: bool = True, label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        self.fields["text"].required = text_required
        if label:
            self.fields["text"].label = label
        choices = [(str(member.code), str(member.user)) for member in members]
        self.fields["tell"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def said(self) -> str:
        return str(self.cleaned_data["text"])

    @property
    def told(self) -> "list[Membership]":
        """The members who were chosen."""
        chosen = self.cleaned_data["tell"]
        return [member for member in self.members if str(member.code) in chosen]
