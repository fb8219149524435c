"""Asking, once, whether what has lain unused is still needed. Nothing is deleted by it: people decide, and only the bin deletes."""

from datetime import datetime, timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from journey.mail import send_mail
from journey.models import Project, Standing, User


def lain(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def untouched_projects() -> "QuerySet[Project]":
    """Those that stopped and in which nothing has happened for as long as the site says, and whose owners were not asked since."""
    if not settings.KEEP_STOPPED_DAYS:
        return Project.objects.none()
    last = Standing.objects.filter(project=OuterRef("pk")).order_by("-number").values("kind")[:1]
    lying = Project.objects.filter(kind=Project.Kind.REAL, binned_at=None, changed_at__lte=lain(settings.KEEP_STOPPED_DAYS))
    stopped = lying.annotate(stands=Subquery(last)).filter(stands=Standing.Kind.STOPPED)
    return stopped.filter(Q(asked_at=None) | Q(asked_at__lt=F("changed_at")))


def unused_accounts() -> "QuerySet[User]":
    """Those of people who have not signed in for as long as the site says, and were not asked since."""
    if not settings.KEEP_UNUSED_ACCOUNT_DAYS:
        return User.objects.none()
    before = lain(settings.KEEP_UNUSED_ACCOUNT_DAYS)
    unused = User.objects.filter(is_active=True).exclude(email=None).filter(Q(last_login__lte=before) | Q(last_login=None, date_joined__lte=before))
    return unused.filter(Q(asked_at=None) | Q(asked_at__lt=F("last_login")))


def ask_about_projects() -> int:
    """Write to the owners of what `untouched_projects` finds. How many projects it was."""
    asked = 0
    for project in untouched_projects():
        # Another run of this may be asking just now.
        if not untouched_projects().filter(pk=project.pk).update(asked_at=timezone.now()):
            continue
        link = urljoin(settings.SITE_URL, project.address("keep"))
        owners = [member.user for member in project.memberships.owners().select_related("user")]
        sent = [send_mail("retentions/project", owner.email, {"project": project, "link": link}) for owner in owners if owner.email]
        if any(sent):
            asked += 1
        else:
            Project.objects.filter(pk=project.pk).update(asked_at=project.asked_at)
    return asked


def ask_about_accounts() -> int:
    """Write to the people that `unused_accounts` finds. How many it was."""
    asked = 0
    for user in unused_accounts():
        if not unused_accounts().filter(pk=user.pk).update(asked_at=timezone.now()):
            continue
        links = {name.replace("-", "_"): urljoin(settings.SITE_URL, reverse(name)) for name in ("account-data", "account-delete", "account_login")}
        if send_mail("retentions/account", str(user.email), {"user": user, "since": user.last_login or user.date_joined, "links": links}):
            asked += 1
        else:
            User.objects.filter(pk=user.pk).update(asked_at=user.asked_at)
    return asked
