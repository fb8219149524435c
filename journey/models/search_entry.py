"""What search looks in: for each text that a project holds, its words, with the project before each of them.

So a search walks only through the words of the projects it looks in, however many there are besides. A model takes part by having
`search_text` and `search_date`; `Project.note` then keeps its entry in the transaction that changes it. The database's own index over the
entries (FTS5 on SQLite, GIN on PostgreSQL) follows by triggers or by itself.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self, TypeGuard
from uuid import UUID

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.expressions import RawSQL

from journey.models.triggers import run
from journey.terms import Term, words

if TYPE_CHECKING:
    from journey.models.project import Project

IN_ONE = 500
"""Entries written by one statement."""


class Searchable(Protocol):
    """A row of a project that search finds."""

    pk: Any
    project_id: UUID

    def search_text(self) -> str:
        """All that may be found, as people see it; "" for nothing. What not every member may read must not be in it."""

    def search_date(self) -> datetime | None:
        """When it was said; the newest is found first. None only where there is no text."""


class SearchEntries(models.QuerySet["SearchEntry"]):
    def keep(self, *rows: object) -> None:
        """Make the entries of these rows what the rows say now. Rows that search does not find are let be."""
        told, silent = [], []
        for row in filter(is_searchable, rows):
            of = {"kind": kind_of(type(row)), "object_id": str(row.pk)}
            text, at = row.search_text(), row.search_date()
            if text and at:
                told.append(SearchEntry(project_id=row.project_id, at=at, words=index_words(row.project_id, text), **of))
            else:
                silent.append(models.Q(**of))
        if told:
            changed = ["project", "at", "words"]
            self.bulk_create(told, IN_ONE, update_conflicts=True, unique_fields=["kind", "object_id"], update_fields=changed)
        for gone in silent:
            SearchEntry.objects.filter(gone).delete()

    def holding(self, projects: "Sequence[Project]", terms: Sequence[Term]) -> Self:
        """Those of these projects that hold every term, newest first."""
        if not projects or not terms:
            return self.none()
        vendor = connections[self.db].vendor
        holds = RawSQL(HOLDS[vendor], [QUERIES[vendor](projects, terms)], models.BooleanField())  # noqa: S611  # the words are a parameter
        return self.filter(holds, project__in=projects).order_by("-at", "-pk")


class SearchEntry(models.Model):
    project = models.ForeignKey("journey.Project", models.CASCADE, related_name="search_entries")
    kind = models.CharField(max_length=20)
    """The name of the model, in lower case."""
    object_id = models.CharField(max_length=36)
    at = models.DateTimeField()
    words = models.TextField()
    """Each word of the text in order, folded as in journey/terms.py, after the project's mark."""

    objects = SearchEntries.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


def kind_of(model: type[object]) -> str:
    return model.__name__.lower()


def is_searchable(row: object) -> TypeGuard[Searchable]:
    return hasattr(row, "search_text")


def searchable_models() -> list[type[models.Model]]:
    return [model for model in apps.get_app_config("journey").get_models() if hasattr(model, "search_text")]


def mark(project_id: UUID) -> str:
    """What stands before each word of a project. It begins with a letter, as words do; two projects with one mark are told apart by their id."""
    return f"p{project_id.hex[:6]}"


def index_words(project_id: UUID, text: str) -> str:
    before = mark(project_id)
    return " ".join(before + word.folded for word in words(text))


def fts5_query(projects: "Iterable[Project]", terms: Sequence[Term]) -> str:
    """In the language of FTS5. Folded words are letters and digits, so nothing in it can be taken for a sign of that language."""

    def phrase(before: str, term: Term) -> str:
        return f'"{" ".join(before + word for word in term.words)}"' + ("" if term.whole else "*")

    return " OR ".join(f"({' AND '.join(phrase(mark(project.pk), term) for term in terms)})" for project in projects)


def tsquery(projects: "Iterable[Project]", terms: Sequence[Term]) -> str:
    """The same in the language of PostgreSQL."""

    def phrase(before: str, term: Term) -> str:
        return " <-> ".join(f"'{before}{word}'" for word in term.words) + ("" if term.whole else ":*")

    return " | ".join(f"({' & '.join(phrase(mark(project.pk), term) for term in terms)})" for project in projects)


TABLE = SearchEntry._meta.db_table
INDEX = "journey_searchindex"
QUERIES = {"sqlite": fts5_query, "postgresql": tsquery}
HOLDS = {
    "sqlite": f"{TABLE}.id IN (SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s)",  # noqa: S608  # names of ours, here and below
    "postgresql": f"{TABLE}.vector @@ to_tsquery('simple', %s)",
}
ADD = f"INSERT INTO {INDEX}(rowid, words) VALUES (new.id, new.words);"  # noqa: S608
REMOVE = f"INSERT INTO {INDEX}({INDEX}, rowid, words) VALUES ('delete', old.id, old.words);"  # noqa: S608
MAKE = {
    "sqlite": [
        # The words are plain already, so the tokenizer has only to split at blanks.
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {INDEX} USING fts5(words, content='{TABLE}', content_rowid='id', columnsize=0, tokenize='ascii')",
        f"CREATE TRIGGER IF NOT EXISTS {INDEX}_added AFTER INSERT ON {TABLE} BEGIN {ADD} END",
        f"CREATE TRIGGER IF NOT EXISTS {INDEX}_removed AFTER DELETE ON {TABLE} BEGIN {REMOVE} END",
        f"CREATE TRIGGER IF NOT EXISTS {INDEX}_changed AFTER UPDATE ON {TABLE} WHEN old.words <> new.words BEGIN {REMOVE} {ADD} END",
    ],
    "postgresql": [
        # Kept, since making it for each row of some projects costs more than the rest of a search, and the planner does not know that.
        f"ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS vector tsvector GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED",
        # fastupdate puts new words on a list that every search reads through, until somebody's save has to empty it.
        f"CREATE INDEX IF NOT EXISTS {INDEX} ON {TABLE} USING gin (vector) WITH (fastupdate = off)",
    ],
}
DROP = {
    "sqlite": [*(f"DROP TRIGGER IF EXISTS {INDEX}_{what}" for what in ("added", "removed", "changed")), f"DROP TABLE IF EXISTS {INDEX}"],
    "postgresql": [f"DROP INDEX IF EXISTS {INDEX}", f"ALTER TABLE {TABLE} DROP COLUMN IF EXISTS vector"],
}
MEND = {"sqlite": [f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')"], "postgresql": [f"REINDEX INDEX {INDEX}"]}  # noqa: S608
FORGET = {"sqlite": [f"INSERT INTO {INDEX}({INDEX}) VALUES ('optimize')"], "postgresql": []}  # noqa: S608


def make_index(using: str = DEFAULT_DB_ALIAS) -> None:
    """Make the database's index if it is not there. SQLite forgets the triggers whenever a migration makes the table of entries anew."""
    run(MAKE, using)


def drop_index(using: str = DEFAULT_DB_ALIAS) -> None:
    run(DROP, using)


def mend_index(using: str = DEFAULT_DB_ALIAS) -> None:
    """Make the database's index anew from the entries."""
    run(MEND, using)


def forget_deleted(using: str = DEFAULT_DB_ALIAS) -> None:
    """Take out of the index what was deleted: FTS5 marks it as deleted, and only merging overwrites it. PostgreSQL does so when it vacuums."""
    run(FORGET, using)
