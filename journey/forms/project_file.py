"""The file of a project, sent to be loaded."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from journey.project_file.document import LARGEST_FILE


class ProjectFileForm(forms.Form):
    file = forms.FileField(
        label=_("The project’s file"),
        help_text=_("A JSON file of at most 20 MB, as “Download the whole project” gives it."),
        error_messages={
            "required": _("Choose the file of a project"),
            "empty": _("The file is empty. Choose one that “Download the whole project” gave."),
        },
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        sent: UploadedFile[bytes] = self.cleaned_data["file"]
        if (sent.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(_("The file is too large. A project’s file has at most 20 MB."), code="too-large")
        return sent

    @property
    def data_sent(self) -> bytes:
        return bytes(self.cleaned_data["file"].read())
