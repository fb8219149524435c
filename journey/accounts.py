"""How django-allauth makes accounts here."""

from typing import Any, override

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Pages say what happened themselves, so allauth's own notes ("Successfully signed in as …") are not queued as messages."""

    @override
    def add_message(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        return None
