"""The link by which someone shows that an email is theirs."""

from typing import Any, override

from allauth.account.models import EmailConfirmationHMAC
from allauth.account.views import ConfirmEmailView
from django.http import Http404, HttpRequest, HttpResponse

from journey.accounts import can_confirm


class Confirm(ConfirmEmailView):  # type: ignore[misc]  # allauth has no types
    """Mail programs open every link to look for dangers, some of them twice. So opening it changes nothing; the button does."""

    @override
    def logout_other_user(self, confirmation: EmailConfirmationHMAC) -> None:
        if self.request.method == "POST":
            super().logout_other_user(confirmation)

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return found | {"can_confirm": bool(self.object) and can_confirm(self.object.email_address)}

    @override
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            open_still = can_confirm(self.get_object().email_address)
        except Http404:
            open_still = False
        reply: HttpResponse = super().post(request, *args, **kwargs) if open_still else self.get(request, *args, **kwargs)
        return reply


confirm = Confirm.as_view()
