"""The worker: does what was asked for and waits."""

import time
from datetime import timedelta
from typing import Any, override

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.tasks import DEFAULT_TASK_BACKEND_ALIAS, DEFAULT_TASK_QUEUE_NAME, TaskResultStatus
from django.utils import timezone
from django.utils.crypto import get_random_string

from journey.checks import SAFETY

AFTER = 10 * 60
"""Seconds after which a task that was begun and not ended was begun by a worker that is no more, and one that failed is tried again. Longer than
anything takes, and than notices.CLAIMED."""
TRIES = 5
EVERY = 60
"""Seconds between two looks for such tasks."""
KEPT_DAYS = 7
"""For how long it is kept that a task was done."""


class Command(BaseCommand):
    help = (
        "Do the work that waits, with TASK_WORKERS=1, until this is stopped. Several may run at once. What a worker that was killed had begun is "
        f"begun again after {AFTER // 60} minutes, and what failed is tried {TRIES} times."
    )
    requires_system_checks = SAFETY

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--batch", action="store_true", help="end when nothing waits")
        parser.add_argument("--after", type=float, default=AFTER, help="seconds after which what was begun is begun again")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.TASK_WORKERS:
            raise CommandError("TASK_WORKERS is not set: everything is done at once, and nothing waits for a worker.")
        from django_tasks_db.management.commands.db_worker import Worker  # there only where TASK_WORKERS is set

        worker = Worker(
            queue_names=[DEFAULT_TASK_QUEUE_NAME],
            interval=0,
            batch=True,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        worker.configure_signals()
        looked = 0.0
        while worker.running:
            if not looked or time.monotonic() - looked > EVERY:
                looked = time.monotonic()
                put_back(options["after"])
                call_command("prune_db_task_results", min_age_days=KEPT_DAYS, verbosity=0)
            worker.run()
            if options["batch"]:
                return
            time.sleep(1)


def put_back(after: float) -> int:
    """Let what was begun so many seconds ago and is not done be done again. How many tasks that was. With `after` 0: all that are not done."""
    return unfinished(after).update(status=TaskResultStatus.READY)


def unfinished(after: float) -> "QuerySet[Any]":
    from django_tasks_db.models import DBTaskResult  # there only where TASK_WORKERS is set

    begun = DBTaskResult.objects.filter(status__in=[TaskResultStatus.RUNNING, TaskResultStatus.FAILED])
    tried_enough = [task.pk for task in begun if len(task.worker_ids) >= TRIES]
    return begun.filter(started_at__lte=timezone.now() - timedelta(seconds=after)).exclude(pk__in=tried_enough)
