"""How someone wants to be told of things by mail."""

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.models import Notice


class NoticeForm(forms.Form):
    choice = forms.ChoiceField(
        label=_("How shall we tell you by email?"),
        widget=forms.RadioSelect,
        choices=Notice.Choice,
        help_text=_("Of comments you are told of, questions given to you, and what is due. Invitations always come by email."),
        error_messages={"required": _("Choose one"), "invalid_choice": _("Choose one")},
    )
