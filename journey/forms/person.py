"""What an owner may say of someone in a project, or invited to it."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.forms.fields import LineField
from journey.models import Handover, Membership, Organisation

if TYPE_CHECKING:
    from journey.models import Project

EVERYTHING = _("Everything an editor does; also invites people, changes details and freezes reviews")
MEANINGS = {
    "owner": EVERYTHING,
    "editor": _("Reads and comments; also answers, moves and prepares reviews"),
    "commenter": _("Reads everything and comments; changes nothing else"),
    "viewer": _(
        "Reads everything, also the team’s comments and the log; changes nothing. "
        "Someone who is to see reviews alone needs no part: send them the file"
    ),
}


def organisation_field() -> "forms.ModelChoiceField[Organisation]":
    """One of the project's organisations, or none."""
    return forms.ModelChoiceField(
        queryset=Organisation.objects.none(),
        required=False,
        label=_("Which organisation are they from? (optional)"),
        empty_label=_("Not said"),
        error_messages={"invalid_choice": _("Choose one of the project’s organisations")},
    )


class PartForm(forms.Form):
    """Job and organisation: what a member may say of themselves."""

    job = LineField(
        label=_("What is their job in it? (optional)"),
        required=False,
        max_length=Membership.JOB_LIMIT,
        help_text=_("In words, such as “Practice lead”. It says nothing about what they may do here."),
    )
    organisation = organisation_field()

    def __init__(self, *args: Any, project: "Project", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # it is declared above
        field.queryset = project.organisations.all()
        # One that works on the project and pays for it too has two rows, and is one organisation to whoever chooses.
        rows = sorted(field.queryset, key=lambda one: one == self.initial.get("organisation"), reverse=True)
        by_name = {one.name: one.pk for one in reversed(rows)}
        field.choices = [("", field.empty_label), *((by_name[name], name) for name in dict.fromkeys(one.name for one in field.queryset))]


def role_field(*roles: Membership.Role) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("What may they do?"),
        widget=forms.RadioSelect,
        choices=[(role, f"{role.label}: {MEANINGS[role]}") for role in roles],
        error_messages={"required": _("Choose what they may do"), "invalid_choice": _("Choose what they may do")},
    )


class MemberForm(PartForm):
    """What an owner may change of a member. Ownership is handed over, not given here."""

    role = role_field(Membership.Role.EDITOR, Membership.Role.COMMENTER, Membership.Role.VIEWER)
    field_order = ("role", "job", "organisation")


class InvitationForm(PartForm):
    email = forms.EmailField(
        label=_("Their work email"),
        max_length=254,
        help_text=_("They need no account yet. The invitation can be accepted for 14 days."),
        error_messages={"required": _("Give their work email"), "invalid": _("Write the email in full, like name@example.org")},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "class": "w-20"}),
    )
    role = role_field(*Membership.Role)
    field_order = ("email", "role", "job", "organisation")


class HandoverForm(forms.Form):
    afterwards = forms.ChoiceField(
        label=_("And you, once they have accepted?"),
        widget=forms.RadioSelect,
        choices=Handover.Afterwards,
        error_messages={"required": _("Choose what you may do afterwards"), "invalid_choice": _("Choose what you may do afterwards")},
    )
