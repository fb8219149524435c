"""Everything that is kept about one person, as data: for the person, and for whoever answers a request on their behalf.

It follows from the models: whatever points to an account, or to a part in a project, is told. What others wrote is left out, and so is what opens
anything: keys of sessions, secrets of second factors.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F

from journey.models import Invitation, Membership, PreparedReader, Project, ReaderTold, User
from journey.models.preparation import SAID
from journey.project_file.nouns import noun, way

OF_THE_ACCOUNT: dict[str, tuple[str, ...]] = {
    "emailaddress": ("email", "verified", "primary"),
    "usersession": ("ip", "user_agent", "created_at", "last_seen_at"),
    "authenticator": ("type", "created_at", "last_used_at"),
    "socialaccount": ("provider", "uid", "date_joined", "last_login"),
}
"""What is told of the rows that libraries keep of an account, by their models. The rest of them opens something."""
NOT_TOLD = {"hash", "previous", "object_id", "sequence", "cleared"}
WROTE = {"by", "user"}
"""Fields of rows that somebody wrote, or that are theirs alone. What a thing with versions says is told by its versions, each to who wrote it."""
WROTE_ELSEWHERE: dict[str, tuple[str, ...]] = {
    "SignOff.by": (),
    "SignOff.asked": ("agreed", "because", "answered_at"),
    "Preparation.changed_by": SAID,
    "Answer.come_back_by": ("come_back_note",),
}
"""Where it is otherwise: what of a row is theirs."""
BARE = {"project_name", "key", "stage", "number", "major", "minor"}
"""What is told of a row that others wrote, beside when it was made: enough to know which it is."""


def person_file(user: User) -> dict[str, Any]:
    """What is kept about someone: of the account, of their parts in projects, and all that carries their name."""
    return {
        "format": "innovation-journey-planner/person",
        "version": 1,
        "account": account(user),
        **{f"{name}s": list(rows) for name, rows in kept_by_libraries(user)},
        "parts": list(user.memberships.order_by("pk").values("role", "job", "started_at", "ended_at", project_name=F("project__name"))),
        "invitations": list(invitations(user)),
        "readings": readings(user.emails()),
        "rows": dict(signed(user)),
    }


def as_json(told: dict[str, Any]) -> str:
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def account(user: User) -> dict[str, Any]:
    names = ("name", "email", "date_joined", "last_login", "notices", "is_active", "is_staff", "erased_at")
    return {name: getattr(user, name) for name in names} | {
        "password": "kept in a form that cannot be read back" if user.has_usable_password() else ""
    }


def library_models() -> Iterator[tuple[type[models.Model], str]]:
    """The models of libraries whose rows are of one account, each with the name of the field that points to it."""
    for relation in User._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and relation.related_model._meta.app_label != "journey":
            yield relation.related_model, relation.field.name


def kept_by_libraries(user: User) -> Iterator[tuple[str, "models.QuerySet[Any, Any]"]]:
    for model, field in library_models():
        name = str(model._meta.model_name)
        yield name, model._default_manager.filter(**{field: user}).order_by("pk").values(*OF_THE_ACCOUNT[name])


def invitations(user: User) -> "models.QuerySet[Any, Any]":
    """What was sent to their email."""
    sent = Invitation.objects.filter(email__in=user.emails()).order_by("made_at")
    return sent.values("email", "role", "job", "made_at", "accepted_at", "declined_at", "withdrawn_at", project_name=F("project__name"))


def readings(emails: Iterable[str]) -> list[dict[str, Any]]:
    """The reviews that were prepared for someone at one of these emails, and when they were told of a correction."""
    rows = PreparedReader.objects.at(emails).order_by("pk")
    told = dict(ReaderTold.objects.filter(reader__in=rows).values_list("reader", "told_at"))
    named = rows.values("pk", "name", "email", "depth", project_name=F("preparation__project__name"))
    return [{name: value for name, value in row.items() if name != "pk"} | {"told_at": told.get(row["pk"])} for row in named]


def signed(user: User) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The rows that name them, by noun; `as` says how: as who wrote it, changed it, is asked to do it."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for model in apps.get_app_config("journey").get_models():
        if model in (Membership, Invitation, Project, User):
            continue
        for field in model._meta.concrete_fields:
            if field.related_model in (User, Membership):
                found[noun(model)] += rows(model, field, user)
    return ((name, told) for name, told in found.items() if told)


def rows(model: type[models.Model], field: "models.Field[Any, Any]", user: User) -> Iterator[dict[str, Any]]:
    said = {other.name for other in model._meta.concrete_fields if not (other.is_relation or other.primary_key or other.name in NOT_TOLD)}
    of_part = field.related_model is Membership
    more = {"project_name": F(f"{way(model)}__name")} | ({"part_ended": F(f"{field.name}__ended_at")} if of_part else {})
    found = model._default_manager.filter(**{f"{field.name}__user" if of_part else field.name: user}).order_by("pk")
    told = BARE | {name for name in said if name == "at" or name.endswith("_at")} | wrote(model, field, said)
    for row in found.values(*sorted(said), **more):
        # What somebody is asked is theirs to read for as long as they are in the project.
        is_asked = of_part and row.pop("part_ended") is None
        yield {"as": field.name} | {name: value for name, value in row.items() if is_asked or name in told}


def wrote(model: type[models.Model], field: "models.Field[Any, Any]", said: set[str]) -> set[str]:
    """What of a row is told because whoever this field names wrote it."""
    elsewhere = WROTE_ELSEWHERE.get(f"{model.__name__}.{field.name}")
    return set(elsewhere) if elsewhere is not None else said if field.name in WROTE else set()


def by_project(told: dict[str, list[dict[str, Any]]]) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """The same rows for a page, by the project's name and then by noun, in words. "" stands for the site's own log."""
    found: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for name, told_rows in told.items():
        for row in told_rows:
            said = {words(key): value for key, value in row.items() if key != "project_name" and value not in ("", None)}
            found[row["project_name"] or ""][words(name)].append(said)
    return {project: dict(nouns) for project, nouns in sorted(found.items())}


def words(name: str) -> str:
    return name.replace("_", " ").capitalize()
