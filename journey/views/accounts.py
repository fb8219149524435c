"""Someone's own account; and all accounts, for the staff of the organisation that runs this copy. Staff reach no project by this."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from journey.accounts import send_first_password
from journey.door import signed_in
from journey.factors import has_factor
from journey.forms.account import AccountForm, NameForm
from journey.freshness import fresh
from journey.models import Event, User

ON_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = NameForm(request.POST or None, initial={"name": user.name})
    context = {"form": form, "second_step": has_factor(user)}
    if request.method != "POST":
        return render(request, "accounts/own.html", context)
    if not form.is_valid():
        return render(request, "accounts/own.html", context, status=422)
    user.rename(form.cleaned_data["name"])
    messages.success(request, _("Your name is changed."))
    return redirect("account")


def for_staff[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Anyone else meets the page that they would meet if there were nothing here."""

    @wraps(view)
    def inner(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request = args[0]
        if not isinstance(request, HttpRequest) or not signed_in(request).is_staff:
            raise Http404
        return view(*args, **kwargs)

    return inner


@for_staff
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    asked = " ".join(request.GET.get("q", "").split())
    accounts = User.objects.accounts()
    if asked:
        accounts = accounts.filter(Q(name__icontains=asked) | Q(email__icontains=asked))
    page = Paginator(accounts, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/index.html", {"asked": asked, "page": page})


@fresh
@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = AccountForm(request.POST or None)
    if request.method != "POST":
        return render(request, "accounts/new.html", {"form": form})
    if not form.is_valid():
        return render(request, "accounts/new.html", {"form": form}, status=422)
    with transaction.atomic():
        account = User.objects.create_user(form.cleaned_data["email"], name=form.cleaned_data["name"])
        Event.objects.add_to_site(Event.Kind.ACCOUNT_MADE, by=signed_in(request), object_id=str(account.code))
    is_told = send_first_password(account)
    said = _("The account is made. %(email)s gets a link to choose a password.") if is_told else _("The account of %(email)s is made.")
    messages.success(request, said % {"email": account.email})
    return redirect("site-account", code=account.code)


@fresh
@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, code: UUID) -> HttpResponse:
    user = signed_in(request)
    account = get_object_or_404(User.objects.accounts(), code=code)
    if request.method != "POST":
        return render(request, "accounts/show.html", {"account": account, "is_own": account == user})
    if request.POST.get("do") == "open":
        account.reopen(by=user)
        messages.success(request, _("The account is open again."))
    elif request.POST.get("do") == "close" and account != user:
        account.close(by=user)
        messages.success(request, _("The account is closed."))
    return redirect("site-account", code=account.code)
