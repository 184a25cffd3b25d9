"""What is counted for the operator, in Prometheus' terms; labels are never about a person.

Several processes count on one machine: where ``PROMETHEUS_MULTIPROC_DIR`` names a folder before
this module is imported, each writes there and any can tell the sum.
"""

import os
from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"

HTTP_REQUESTS = Counter(
    "trombine_http_requests", "Requests answered.", ["method", "route", "status"]
)
HTTP_SECONDS = Histogram(
    "trombine_http_seconds",
    "Seconds until the answer was sent.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60),
)
AVATAR_SECONDS = Histogram(
    "trombine_avatar_seconds",
    "Seconds to draw, measure and label one avatar.",
    ["style"],
    buckets=(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)
ORDERS_ENDED = Counter("trombine_orders_ended", "Orders that ended, by how.", ["state"])
RECOVERIES = Counter("trombine_recoveries", "Orders taken over from a worker that died.")
WEBHOOKS = Counter("trombine_webhooks", "Calls of the operator's webhook, by outcome.", ["outcome"])


class _OwnFigures(Collector):
    """What this process has counted."""

    def collect(self) -> Iterable[Metric]:
        yield from REGISTRY.collect()


def open_registry(collectors: Iterable[Collector] = ()) -> CollectorRegistry:
    """Return everything that is counted here, or on this machine, and what the collectors add."""
    registry = CollectorRegistry()
    if FOLDER_VARIABLE in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(_OwnFigures())
    for collector in collectors:
        registry.register(collector)
    return registry
