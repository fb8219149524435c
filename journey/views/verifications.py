"""Is this file a review that was frozen on this site? Anyone may ask; which review it is, is said only to those who may see it."""

import re

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from journey.models import Project, Redaction, Review, User
from journey.models.review import fingerprint

MOST = 5 * 1024 * 1024
"""Bytes of a file that are read."""


class VerifyForm(forms.Form):
    file = forms.FileField(label=_("The file with the review’s data (JSON)"), required=False)
    text = forms.CharField(
        label=_("Or its text, or the fingerprint that a review shows"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 5, "autocomplete": "off"}),
        help_text=_("It is looked at and not kept. Do not include names or details that could identify a child or family, beyond the review’s own."),
    )

    def clean(self) -> dict[str, object]:
        file, text = self.cleaned_data.get("file"), self.cleaned_data.get("text", "")
        if file and file.size > MOST:
            self.add_error("file", _("This file is too large to be a review’s data"))
        elif not file and not text.strip():
            self.add_error("text", _("Choose a file, or put in a text or a fingerprint"))
        elif not file and re.fullmatch(r"(?i)(sha-256)?\s*[0-9a-f]{8,63}", text.strip()):
            self.add_error("text", _("This is the beginning of a fingerprint. All of it, 64 letters and figures, stands at the end of the review"))
        return self.cleaned_data

    @property
    def digest(self) -> str:
        """The fingerprint of what was given; a fingerprint is one already."""
        file = self.cleaned_data.get("file")
        text = file.read().decode("utf-8", "replace") if file else str(self.cleaned_data["text"])
        said = re.sub(r"\s+", "", text).lower().removeprefix("sha-256") if len(text) < 200 else ""
        if re.fullmatch(r"[0-9a-f]{64}", said):
            return said
        return fingerprint(text.removeprefix("\ufeff").strip())


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def show(request: HttpRequest) -> HttpResponse:
    form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm()
    if request.method != "POST":
        return render(request, "verifications/show.html", {"form": form})
    if not form.is_valid():
        return render(request, "verifications/show.html", {"form": form}, status=422)
    digest = form.digest
    same = Review.objects.without_text().filter(sha256=digest).select_related("project")
    found = [review for review in same if not review.came_with_a_file]
    redacted = Redaction.objects.filter(before=digest).select_related("review__project")
    earlier = not found and any(not one.review.came_with_a_file for one in redacted)
    page = {"form": VerifyForm(), "asked": True, "digest": digest, "matches": bool(found), "earlier": earlier, "review": seen_by(request, found)}
    return render(request, "verifications/show.html", page)


def seen_by(request: HttpRequest, found: list[Review]) -> Review | None:
    """That of these reviews which whoever asks may see, with the door's own word on it."""
    for review in found:
        if isinstance(request.user, User):
            project = Project.objects.visible_to(request.user).filter(pk=review.project_id).first()
            if project is not None:
                review.project = project
                return review
        if review.project.is_sample:
            return review
    return None
