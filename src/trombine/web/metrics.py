"""The figures of now that are looked up when somebody asks: queue, overdue photos."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client import generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from trombine.metrics import open_registry
from trombine.orders.overview import count_orders, count_overdue, measure_queue
from trombine.orders.service import Service
from trombine.web.services import Services


@dataclass(frozen=True, slots=True, eq=False)
class ServiceCollector(Collector):
    """Looks the figures up in the database, which all machines share."""

    service: Service

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield one family after the other."""
        with self.service.database.connect() as connection:
            family = GaugeMetricFamily(
                "trombine_orders", "Orders there are, by state.", labels=["state"]
            )
            for state, count in count_orders(connection).items():
                family.add_metric([state.value], count)
            yield family
            yield GaugeMetricFamily(
                "trombine_queue_age_seconds",
                "Seconds the oldest order has waited.",
                measure_queue(connection, self.service).total_seconds(),
            )
            yield GaugeMetricFamily(
                "trombine_unpurged_photos",
                "Photos that should have been destroyed by now. More than 0 is an alarm.",
                count_overdue(connection, self.service),
            )


def collect_metrics(services: Services) -> bytes:
    """Return everything that is counted, in Prometheus' text format."""
    return generate_latest(open_registry([ServiceCollector(services.service)]))


def is_metrics_token(services: Services, authorization: str) -> bool:
    """Return whether a header holds the operator's token for the figures."""
    expected = f"Bearer {services.rules.metrics_token}"
    return secrets.compare_digest(authorization.encode(), expected.encode())
