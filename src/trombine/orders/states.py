"""How an order moves from state to state: in one place, for web, workers and janitor alike."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from trombine.database.records import append_event
from trombine.database.tables import orders
from trombine.domain.placed_order import OrderState, Stage
from trombine.errors import Detail
from trombine.metrics import ORDERS_ENDED
from trombine.orders.turns import give_turn_back

KEEPS_TURN = frozenset({OrderState.READY, OrderState.FROZEN})
"""What ends otherwise gives the turn back, but for an order its user cancelled while it ran."""


def enter_state(
    connection: sa.Connection,
    order: sa.Row[Any],
    state: OrderState,
    *,
    now: datetime,
    reason: str = "",
    details: Mapping[str, Detail] | None = None,
) -> None:
    """Move a locked order on, tell it in an event, and give the turn back where it is due."""
    values: dict[str, object] = {"state": state.value, "stage": None, "reason": reason}
    values["reason_details"] = dict(details or {})
    if state.is_final:
        values["ended_at"] = now
        ORDERS_ENDED.labels(state.value).inc()
        cancelled_while_running = (
            state is OrderState.CANCELLED and order.state == OrderState.RUNNING
        )
        if state not in KEEPS_TURN and not cancelled_while_running:
            give_turn_back(connection, order.id)
    if state is OrderState.QUEUED:
        values["submitted_at"] = now
    if state is OrderState.RUNNING and order.started_at is None:
        values["started_at"] = now
    if state is OrderState.HELD:
        values["held_at"] = now
    connection.execute(sa.update(orders).where(orders.c.id == order.id).values(values))
    content = {"state": state.value, "reason": reason, "details": dict(details or {})}
    append_event(connection, order.id, kind="state", at=now, content=content)


def enter_stage(
    connection: sa.Connection, order: sa.Row[Any], stage: Stage, *, now: datetime
) -> None:
    """Note what a locked, running order is busy with."""
    values: dict[str, object] = {"stage": stage.value}
    if stage is Stage.DRAWING:
        values["drawing_at"] = now
    connection.execute(sa.update(orders).where(orders.c.id == order.id).values(values))
    append_event(connection, order.id, kind="stage", at=now, content={"stage": stage.value})
