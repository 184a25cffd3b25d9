"""Orders between rows and dataclasses, and the two writes every part of the service makes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from trombine.database.tables import avatars, deletions, events, orders, photos
from trombine.domain.options import StyleOptions
from trombine.domain.order import NOTHING_STAGED, Order, Staging
from trombine.domain.photo import Decision, Finding, Verdict
from trombine.domain.placed_order import (
    Deletion,
    OrderEvent,
    OrderState,
    PlacedOrder,
    Receipt,
    Rule,
    Stage,
    StoredAvatar,
    UploadedPhoto,
)
from trombine.domain.resemblance import SkinDifference
from trombine.errors import NotFound


def lock_order(connection: sa.Connection, order_id: str) -> sa.Row[Any]:
    """Return the row of an order nobody else can change before the transaction ends.

    Raises
    ------
    NotFound
        ``order_unknown``.
    """
    # A write, for that is what takes the lock on either database.
    touch = sa.update(orders).where(orders.c.id == order_id).values(made=orders.c.made)
    row = connection.execute(touch.returning(*orders.c)).one_or_none()
    if row is None:
        raise NotFound("order_unknown")
    return row


def append_event(
    connection: sa.Connection,
    order_id: str,
    *,
    kind: str,
    at: datetime,
    content: Mapping[str, object],
) -> None:
    """Add an event to an order's; whoever has the order locked numbers them without gaps."""
    count = sa.update(orders).where(orders.c.id == order_id)
    count = count.values(last_event=orders.c.last_event + 1)
    number = connection.execute(count.returning(orders.c.last_event)).scalar_one_or_none()
    if number is not None:
        row = {"order_id": order_id, "number": number, "kind": kind, "at": at, "content": content}
        connection.execute(sa.insert(events).values(row))


def note_deletion(
    connection: sa.Connection,
    order: sa.Row[Any],
    *,
    kind: str,
    count: int,
    at: datetime,
    rule: Rule,
) -> None:
    """Add a line to the receipt of an order."""
    row = {"order_id": order.id, "user_id": order.user_id, "kind": kind, "amount": count}
    connection.execute(sa.insert(deletions).values({**row, "at": at, "rule": rule.value}))


def read_orders(connection: sa.Connection, rows: Sequence[sa.Row[Any]]) -> list[PlacedOrder]:
    """Return orders with their photos and avatars."""
    wanted = [row.id for row in rows]
    uploaded = _grouped(connection, photos, wanted, photos.c.number)
    finished = _grouped(connection, avatars, wanted, avatars.c.place)
    return [
        PlacedOrder(
            id=row.id,
            user_id=row.user_id,
            order=read_order(row),
            state=OrderState(row.state),
            created_at=row.created_at,
            submitted_at=row.submitted_at,
            started_at=row.started_at,
            ended_at=row.ended_at,
            stage=Stage(row.stage) if row.stage else None,
            made=row.made,
            reason=row.reason,
            reason_details=row.reason_details,
            last_event=row.last_event,
            photos=tuple(read_photo(photo) for photo in uploaded[row.id]),
            avatars=tuple(read_avatar(avatar) for avatar in finished[row.id]),
            photos_erased_at=row.photos_erased_at,
        )
        for row in rows
    ]


def _grouped(
    connection: sa.Connection, table: sa.Table, wanted: Sequence[str], by: sa.Column[int]
) -> dict[str, list[sa.Row[Any]]]:
    """Return the rows of a table that belong to each of the orders wanted."""
    found: dict[str, list[sa.Row[Any]]] = {order_id: [] for order_id in wanted}
    query = sa.select(table).where(table.c.order_id.in_(wanted)).order_by(by)
    for row in connection.execute(query):
        found[row.order_id].append(row)
    return found


def read_order(row: sa.Row[Any]) -> Order:
    """Return what was asked."""
    options = {style: StyleOptions(**given) for style, given in row.options.items()}
    return Order(
        tuple(row.styles),
        count=row.total,
        size_px=row.size_px,
        seed=row.seed,
        options=options,
        stagings=tuple(Staging(**each) for each in row.stagings),
    )


def order_columns(order: Order) -> dict[str, object]:
    """Return the columns that hold what was asked."""
    return {
        "styles": list(order.styles),
        "options": {style: asdict(options) for style, options in order.options.items()},
        "stagings": [asdict(staging) for staging in order.stagings],
        "total": order.count,
        "size_px": order.size_px,
        "seed": order.seed,
    }


def read_photo(row: sa.Row[Any]) -> UploadedPhoto:
    """Return an uploaded photo with its verdict."""
    verdict = None
    if row.decision:
        findings = tuple(Finding(code, details) for code, details in row.findings)
        verdict = Verdict(row.number, Decision(row.decision), findings)
    return UploadedPhoto(row.number, row.size_bytes, row.uploaded_at, verdict)


def verdict_columns(verdict: Verdict) -> dict[str, object]:
    """Return the columns that hold a verdict."""
    findings = [[finding.code, finding.details] for finding in verdict.findings]
    return {"decision": verdict.decision.value, "findings": findings}


def read_avatar(row: sa.Row[Any]) -> StoredAvatar:
    """Return a finished avatar, without its key."""
    return StoredAvatar(
        id=row.id,
        order_id=row.order_id,
        index=row.place,
        style=row.style,
        file_format=row.file_format,
        size_bytes=row.size_bytes,
        side_px=row.side_px,
        transparent=row.transparent,
        ground=row.ground,
        likeness=row.likeness,
        skin=SkinDifference(row.skin) if row.skin else None,
        made_at=row.made_at,
        expires_at=row.expires_at,
        kept=row.kept,
        favorite=row.favorite,
        staging=Staging(**row.staging) if row.staging else NOTHING_STAGED,
    )


def read_receipt(connection: sa.Connection, order_id: str) -> Receipt:
    """Return what was destroyed of an order, which may itself be gone."""
    query = sa.select(deletions).where(deletions.c.order_id == order_id).order_by(deletions.c.id)
    rows = connection.execute(query).all()
    lines = tuple(Deletion(row.kind, row.amount, row.at, Rule(row.rule)) for row in rows)
    return Receipt(order_id, lines)


def read_events(rows: Iterable[sa.Row[Any]]) -> tuple[OrderEvent, ...]:
    """Return events in the order of their numbers."""
    return tuple(OrderEvent(row.number, row.kind, row.at, row.content) for row in rows)
