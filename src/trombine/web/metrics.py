"""The figures of now that are looked up when somebody asks: queue, overdue photos."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from prometheus_client import generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from trombine.database.tables import orders, photos
from trombine.domain.placed_order import OrderState
from trombine.jobs.service import Service
from trombine.metrics import open_registry
from trombine.web.services import Services

GRACE_S = 120
"""The janitor's time: photos are overdue when they are there this much later than they may be."""


@dataclass(frozen=True, slots=True, eq=False)
class ServiceCollector(Collector):
    """Looks the figures up in the database, which all machines share."""

    service: Service

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield one family after the other."""
        now = self.service.clock()
        with self.service.database.connect() as connection:
            yield self._orders(connection)
            queued = orders.c.state == OrderState.QUEUED.value
            oldest = connection.execute(
                sa.select(sa.func.min(orders.c.submitted_at)).where(queued)
            ).scalar()
            age_s = (now - oldest).total_seconds() if oldest else 0.0
            yield GaugeMetricFamily(
                "trombine_queue_age_seconds", "Seconds the oldest order has waited.", age_s
            )
            overdue = connection.execute(self._overdue(now.timestamp())).scalar_one()
            yield GaugeMetricFamily(
                "trombine_unpurged_photos",
                "Photos that should have been destroyed by now. More than 0 is an alarm.",
                overdue,
            )

    def _orders(self, connection: sa.Connection) -> GaugeMetricFamily:
        family = GaugeMetricFamily(
            "trombine_orders", "Orders there are, by state.", labels=["state"]
        )
        query = sa.select(orders.c.state, sa.func.count()).group_by(orders.c.state)
        found = {row[0]: row[1] for row in connection.execute(query)}
        for state in OrderState:
            family.add_metric([state.value], found.get(state.value, 0))
        return family

    def _overdue(self, now_s: float) -> sa.Select[int]:
        """Count the photos whose order has ended, or whose time has passed, and a little more."""
        rules = self.service.rules

        def before(column: sa.Column[object], limit_s: float) -> sa.ColumnElement[bool]:
            return sa.type_coerce(column, sa.Double) < now_s - limit_s - GRACE_S

        state = orders.c.state
        ended = orders.c.ended_at.is_not(None) & (state != OrderState.FROZEN.value)
        overdue = sa.or_(
            ended & before(orders.c.ended_at, 0),
            (state == OrderState.DRAFT.value)
            & before(orders.c.touched_at, rules.draft_ttl.total_seconds()),
            (state == OrderState.RUNNING.value)
            & before(orders.c.started_at, rules.order_limit.total_seconds()),
            (state == OrderState.HELD.value)
            & before(orders.c.held_at, rules.hold_ttl.total_seconds()),
        )
        counted = sa.select(sa.func.count()).select_from(photos)
        return counted.join(orders, orders.c.id == photos.c.order_id).where(overdue)


def collect_metrics(services: Services) -> bytes:
    """Return everything that is counted, in Prometheus' text format."""
    return generate_latest(open_registry([ServiceCollector(services.service)]))


def is_metrics_token(services: Services, authorization: str) -> bool:
    """Return whether a header holds the operator's token for the figures."""
    expected = f"Bearer {services.rules.metrics_token}"
    return secrets.compare_digest(authorization.encode(), expected.encode())
