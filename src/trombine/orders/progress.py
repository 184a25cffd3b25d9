"""How long an order has to wait and will take, reckoned when somebody looks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from trombine.database.tables import orders
from trombine.domain.placed_order import OrderState, PlacedOrder, Stage

OTHERS = 20
SECONDS_PER_AVATAR, SECONDS_TO_DRAWING = 1.0, 4.0
"""Guesses for a host that has not finished an order yet."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an order stands in its queue; 1 is next.

    ``last_event`` is the number of the newest event it had then.
    """

    position: int
    last_event: int


def estimate(connection: sa.Connection, order: PlacedOrder, *, now: datetime) -> PlacedOrder:
    """Return the order with its place in the queue and the seconds left."""
    if order.state is OrderState.QUEUED:
        position = queue_position(connection, order.id)
        per_order = SECONDS_TO_DRAWING + order.order.count * _seconds_per_avatar(connection)
        return replace(order, queue_position=position, seconds_left=position * per_order)
    if order.state is OrderState.RUNNING:
        return replace(order, seconds_left=_seconds_left(connection, order, now))
    return order


def find_places(connection: sa.Connection, order_ids: Sequence[str]) -> dict[str, Place]:
    """Return the places of those of these orders that wait, as ``queue_position`` does.

    One pass over all that wait, however many of them are asked for.
    """
    position = sa.func.rank().over(partition_by=orders.c.queue, order_by=orders.c.submitted_at)
    waiting = (
        sa.select(orders.c.id, orders.c.last_event, position.label("position"))
        .where(orders.c.state == OrderState.QUEUED.value)
        .subquery()
    )
    query = sa.select(waiting).where(waiting.c.id.in_(order_ids))
    return {row.id: Place(row.position, row.last_event) for row in connection.execute(query)}


def queue_position(connection: sa.Connection, order_id: str) -> int:
    """Return the place of an order that waits; 1 is next.

    Only orders of the same queue are before it: those of the other wait for other workers.
    """
    ahead = orders.alias("ahead")
    query = sa.select(sa.func.count(ahead.c.submitted_at)).where(
        orders.c.id == order_id,
        ahead.c.state == OrderState.QUEUED.value,
        ahead.c.queue == orders.c.queue,
        ahead.c.submitted_at < orders.c.submitted_at,
    )
    return 1 + connection.execute(query).scalar_one()


def _seconds_left(connection: sa.Connection, order: PlacedOrder, now: datetime) -> float:
    missing = order.order.count - order.made
    if order.made >= 2 and order.avatars:
        first = min(avatar.made_at for avatar in order.avatars)
        return missing * (now - first).total_seconds() / (order.made - 1)
    ahead = missing * _seconds_per_avatar(connection)
    return ahead if order.stage is Stage.DRAWING else ahead + SECONDS_TO_DRAWING


def _seconds_per_avatar(connection: sa.Connection) -> float:
    """Return the mean over the last orders that became ready."""
    query = (
        sa.select(orders.c.drawing_at, orders.c.ended_at, orders.c.made)
        .where(orders.c.state == OrderState.READY.value, orders.c.made > 0)
        .order_by(orders.c.submitted_at.desc())
        .limit(OTHERS)
    )
    spans = [
        ((row.ended_at - row.drawing_at).total_seconds(), row.made)
        for row in connection.execute(query)
    ]
    made = sum(made for _, made in spans)
    return sum(span for span, _ in spans) / made if made else SECONDS_PER_AVATAR
