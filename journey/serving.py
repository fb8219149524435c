"""How gunicorn serves a copy: `gunicorn --config python:journey.serving journey.wsgi:application`.

One worker for each core, renewed now and then. Nothing is served with settings by which something could be lost: `journey/checks.py` is asked first.
"""

import io
import os
import shutil
from typing import TYPE_CHECKING

import django
from django.conf import settings
from django.core.management import call_command

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "journey.settings")

bind = settings.BIND
workers = settings.WORKERS
worker_class = "journey.patience.Worker"
timeout = 30
max_requests, max_requests_jitter = 2000, 200
control_socket_disable = True
worker_tmp_dir = str(settings.DATA_DIR)
loglevel = "warning"


def on_starting(server: "Arbiter") -> None:
    """Before any worker is there."""
    django.setup()
    call_command("check", stdout=io.StringIO())  # what is wrong goes to where errors go
    if settings.METRICS_TOKEN:
        # What workers of an earlier start counted.
        shutil.rmtree(settings.METRICS_DIR, ignore_errors=True)
        settings.METRICS_DIR.mkdir()
