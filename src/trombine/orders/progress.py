"""How long an order will take, from how long others took."""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from trombine.database.records import append_event
from trombine.database.tables import orders
from trombine.domain.placed_order import OrderState, PlacedOrder, Stage

OTHERS = 20
SECONDS_PER_AVATAR, SECONDS_TO_DRAWING = 1.0, 4.0
"""Guesses for a host that has not finished an order yet."""


def estimate(connection: sa.Connection, order: PlacedOrder, *, now: datetime) -> PlacedOrder:
    """Return the order with its place in the queue and the seconds left."""
    if order.state is OrderState.QUEUED:
        position = queue_position(connection, order.submitted_at)
        per_order = SECONDS_TO_DRAWING + order.order.count * _seconds_per_avatar(connection)
        return replace(order, queue_position=position, seconds_left=position * per_order)
    if order.state is OrderState.RUNNING:
        return replace(order, seconds_left=_seconds_left(connection, order, now))
    return order


def queue_position(connection: sa.Connection, submitted_at: datetime | None) -> int:
    """Return the place of an order submitted then; 1 is next."""
    queued = (orders.c.state == OrderState.QUEUED.value) & (orders.c.submitted_at < submitted_at)
    query = sa.select(sa.func.count()).select_from(orders).where(queued)
    return 1 + connection.execute(query).scalar_one()


def tell_places(connection: sa.Connection, *, now: datetime) -> None:
    """Tell every order that waits its place in the queue, after one has left it."""
    waits = sa.select(orders.c.id).where(orders.c.state == OrderState.QUEUED.value)
    waiting = connection.execute(waits.order_by(orders.c.submitted_at)).scalars().all()
    for position, order_id in enumerate(waiting, start=1):
        content = {"position": position}
        append_event(connection, order_id, kind="queue", at=now, content=content)


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
