"""How the service stands now: for the operator's page and the figures of monitoring."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from shutil import disk_usage

import sqlalchemy as sa

from trombine.database.leases import open_leases
from trombine.database.tables import avatars, orders, photos, renderings
from trombine.domain.placed_order import OrderState, RenderingState
from trombine.orders.service import Service

GRACE_S = 120
"""The janitor's time: photos are overdue when they are there this much later than they may be."""


@dataclass(frozen=True, slots=True)
class Stock:
    """So many files, and how many bytes they take as they came."""

    count: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What an operator wants to know at a glance.

    Parameters
    ----------
    orders
        How many there are, by state; every state is there.
    queue_age
        How long the oldest queued order has waited.
    drawing
        Pictures that are being drawn at this moment.
    free_bytes
        Left on the disk; None where pictures lie in an object store.
    overdue_photos
        Photos that should have been destroyed by now. More than 0 is an alarm.
    """

    orders: Mapping[OrderState, int]
    queue_age: timedelta
    workers: int
    drawing: int
    photos: Stock
    avatars: Stock
    free_bytes: int | None
    overdue_photos: int


def look_over(service: Service) -> Overview:
    """Look everything up."""
    folder = service.vault.blobs.folder
    with service.database.connect() as connection:
        return Overview(
            orders=count_orders(connection),
            queue_age=measure_queue(connection, service),
            workers=open_leases(service.database).count_alive(),
            drawing=_count(connection, renderings.c.state == RenderingState.DRAWING),
            photos=_stock(connection, photos),
            avatars=_stock(connection, avatars),
            free_bytes=disk_usage(folder).free if folder and folder.is_dir() else None,
            overdue_photos=count_overdue(connection, service),
        )


def count_orders(connection: sa.Connection) -> Mapping[OrderState, int]:
    """Return how many orders are in each state."""
    query = sa.select(orders.c.state, sa.func.count()).group_by(orders.c.state)
    found = {row[0]: row[1] for row in connection.execute(query)}
    return {state: found.get(state.value, 0) for state in OrderState}


def measure_queue(connection: sa.Connection, service: Service) -> timedelta:
    """Return how long the oldest queued order has waited."""
    queued = orders.c.state == OrderState.QUEUED.value
    oldest = connection.execute(sa.select(sa.func.min(orders.c.submitted_at)).where(queued))
    since = oldest.scalar()
    return service.clock() - since if since else timedelta()


def count_overdue(connection: sa.Connection, service: Service) -> int:
    """Count the photos whose order has ended, or whose time has passed, and a little more."""
    rules, now_s = service.rules, service.clock().timestamp()

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
        (state == OrderState.HELD.value) & before(orders.c.held_at, rules.hold_ttl.total_seconds()),
    )
    counted = sa.select(sa.func.count()).select_from(photos)
    query = counted.join(orders, orders.c.id == photos.c.order_id).where(overdue)
    return connection.execute(query).scalar_one()


def _count(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> int:
    return connection.execute(sa.select(sa.func.count()).where(condition)).scalar_one()


def _stock(connection: sa.Connection, table: sa.Table) -> Stock:
    size = sa.func.coalesce(sa.func.sum(table.c.size_bytes), 0)
    count, size_bytes = connection.execute(
        sa.select(sa.func.count(), size).select_from(table)
    ).one()
    return Stock(count, int(size_bytes))
