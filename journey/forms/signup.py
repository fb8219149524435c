"""What someone types to make an account, beside the email and password that allauth asks for."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from journey.forms.name import NameField
from journey.models import User


class SignUpForm(forms.Form):
    name = NameField(label=_("Your name"), max_length=120, help_text=_("As colleagues and commissioners know you."), attrs={"autocomplete": "name"})
    field_order = ("name", "email", "password1")

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once the account is made."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
