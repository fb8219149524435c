"""Figures for Prometheus: requests, how they ended and how long they took; the age of the newest backup. None is about a person or a project.

Imported only where METRICS_TOKEN is set. Each worker counts in files of its own, which are added up when somebody asks.
"""

import os
from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from journey.upkeep.backup import newest_backup
from journey.upkeep.readiness import what_is_missing

COUNTED = CollectorRegistry()
REQUESTS = Counter("journey_requests", "Requests, by address pattern and status", ["method", "route", "status"], registry=COUNTED)
SECONDS = Histogram(
    "journey_request_seconds", "How long they took", ["route"], registry=COUNTED, buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
)


class Looked(Collector):
    """What is looked up when somebody asks."""

    def collect(self) -> Iterator[Metric]:
        ready = GaugeMetricFamily("journey_ready", "1 if people can be served just now")
        ready.add_metric([], float(not what_is_missing()))
        yield ready
        newest = newest_backup(settings.BACKUP_DIR)
        if newest:
            age = GaugeMetricFamily("journey_backup_age_seconds", "How old the newest backup is")
            age.add_metric([], (timezone.now() - newest).total_seconds())
            yield age


def count(method: str, route: str, status: int, seconds: float) -> None:
    REQUESTS.labels(method, route, str(status)).inc()
    SECONDS.labels(route).observe(seconds)


def told() -> bytes:
    """All figures, as Prometheus reads them."""
    looked = CollectorRegistry()
    looked.register(Looked())
    counted = COUNTED
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]  # it has no types
    return generate_latest(counted) + generate_latest(looked)
