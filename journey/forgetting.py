"""What was deleted leaves the database's own files too, as far as a program can see to that."""

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from journey.models import Project
from journey.models.search_entry import forget_deleted
from journey.review.files import forget_files
from journey.review.prints import forget_prints


def purge(project: Project) -> None:
    """Delete a project that has been in the bin to its end, and the files that were made of its reviews.

    Where the same review came to another project by a file, its files are made anew when they are asked for.
    """
    fingerprints = list(project.reviews.values_list("sha256", flat=True))
    project.purge()
    for fingerprint in fingerprints:
        forget_files(fingerprint)


def forget() -> str:
    """Overwrite what was deleted, and what has ended by itself (sessions, counts of tries). What is left to do, "" for nothing.

    Copies made before hold it until they are deleted themselves.
    """
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    table = settings.CACHES["default"]["LOCATION"]
    with connection.cursor() as cursor:
        if table in connection.introspection.table_names(cursor):
            cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [connection.ops.adapt_datetimefield_value(timezone.now())])  # noqa: S608  # a name of ours
    forget_deleted()
    forget_prints()
    if connection.vendor != "sqlite":
        return "PostgreSQL keeps deleted rows until it vacuums. To have them gone now, run: VACUUM (FULL)"
    if connection.in_atomic_block:
        return ""  # a test's; SQLite empties its write-ahead log outside of transactions alone
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = cursor.fetchone()[0]
    return "Somebody is reading the database just now, so its write-ahead log still holds what was deleted. Run this again later." if busy else ""
