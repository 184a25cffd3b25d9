"""What is counted for the operator, in Prometheus' terms; labels are never about a person.

Several processes count on one machine: where ``PROMETHEUS_MULTIPROC_DIR`` names a folder before
this module is imported, each writes there and any can tell the sum.
"""

import os
from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
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


def exposition(collectors: Iterable[Collector] = ()) -> bytes:
    """Return everything that is counted, in the text format, with what the collectors add."""
    extra = CollectorRegistry()
    for collector in collectors:
        extra.register(collector)
    if FOLDER_VARIABLE not in os.environ:
        return generate_latest(REGISTRY) + generate_latest(extra)
    MultiProcessCollector(extra)  # type: ignore[no-untyped-call]
    return generate_latest(extra)
