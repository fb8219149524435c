"""The spreadsheet that someone chooses."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SpreadsheetForm(forms.Form):
    file = forms.FileField(
        label=_("Which file?"),
        help_text=_("A spreadsheet as .xlsx or CSV, of 2 MB at most and 2,000 rows. Nothing is kept before you have seen what is in it."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt,.tsv"}),
        allow_empty_file=True,
        error_messages={"required": _("Choose a file"), "invalid": _("Choose a file"), "missing": _("Choose a file")},
    )
