"""The pictures still to draw for all orders, in a table: planned, claimed, settled, each once.

Not a queue of the job engine: whose picture comes next depends on who draws what right now
(``studio.fairness``), and a machine with more cores claims more (decision 0016).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import numpy as np
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from trombine.database.tables import orders, renderings
from trombine.domain.order import Assignment, Order
from trombine.domain.photo import Photo
from trombine.domain.placed_order import OrderState, RenderingState
from trombine.imaging.perceptual_hash import HASH_SIDE, Glance
from trombine.planning import plan_order, spare_assignments
from trombine.studio.acceptance import Acceptance
from trombine.studio.fairness import Pile, choose_pile
from trombine.studio.process import TRIES


@dataclass(frozen=True, slots=True)
class Claim:
    """A picture this worker is to draw: its place in the order, and which attempt it is."""

    id: str
    order_id: str
    user_id: str
    place: int
    attempt: int
    photo: int
    tries: int

    @property
    def is_hopeless(self) -> bool:
        """Whether it was tried often enough; it is settled as lost then."""
        return self.tries >= TRIES


def assign(order: Order, photos: Sequence[Photo], *, place: int, attempt: int) -> Assignment | None:
    """Return what to draw at a place of an order; attempt 0 is as planned, None: no way is left."""
    planned = plan_order(order, photos)[place - 1]
    if attempt == 0:
        return planned
    return next(islice(spare_assignments(order, photos, planned), attempt - 1, None), None)


def add_work(
    connection: sa.Connection, order_id: str, assignments: Sequence[Assignment], *, attempt: int
) -> None:
    """Note pictures to draw; those already noted stay as they are."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    rows = [
        {
            "id": f"{order_id}-{assignment.index:02d}-{attempt}",
            "order_id": order_id,
            "place": assignment.index,
            "attempt": attempt,
            "photo": assignment.photo,
            "state": RenderingState.PLANNED,
            "tries": 0,
        }
        for assignment in assignments
    ]
    connection.execute(insert(renderings).values(rows).on_conflict_do_nothing())


def is_planned(database: sa.Engine, order_id: str) -> bool:
    """Return whether there are pictures of an order, drawn or to draw."""
    query = sa.select(renderings.c.id).where(renderings.c.order_id == order_id).limit(1)
    with database.connect() as connection:
        return connection.execute(query).first() is not None


def claim_work(  # noqa: PLR0913  (what a process is and did last)
    database: sa.Engine,
    *,
    queue: str,
    executor: str,
    last: Pile | None,
    streak: int,
    limit: int,
    now: datetime,
) -> list[Claim]:
    """Take up to ``limit`` pictures of one order for this worker; empty when there is no work.

    Only the orders of its ``queue`` are looked at.
    ``last`` is what the process drew last, ``streak`` how many in a row.
    """
    with database.connect() as connection:
        piles = list(_piles(connection, queue))
    pile = choose_pile(piles, last=last, streak=streak)
    if pile is None:
        return []
    # A claim costs a write lock: two that choose the same picture are told apart by it.
    mine = (renderings.c.order_id == pile.order_id) & (renderings.c.state == RenderingState.PLANNED)
    same_photo_first = (renderings.c.photo != pile.photo, renderings.c.place, renderings.c.attempt)
    chosen = sa.select(renderings.c.id).where(mine).order_by(*same_photo_first).limit(limit)
    if database.dialect.name == "postgresql":
        chosen = chosen.with_for_update(skip_locked=True)
    # By a name of its own: a plain subquery PostgreSQL may ask again for each row, and each time
    # it passes over what was taken before and finds another.
    first = chosen.cte("first")
    values = {"state": RenderingState.DRAWING, "executor": executor, "claimed_at": now}
    take = sa.update(renderings).where(renderings.c.id.in_(sa.select(first.c.id)))
    take = take.where(renderings.c.state == RenderingState.PLANNED)
    with database.begin() as connection:
        claimed = connection.execute(take.values(values).returning(*renderings.c)).all()
    return [
        Claim(row.id, row.order_id, pile.user_id, row.place, row.attempt, row.photo, row.tries)
        for row in sorted(claimed, key=lambda row: row.place)
    ]


def count_planned(database: sa.Engine, queue: str) -> dict[str, int]:
    """Return how many pictures wait of each order of a queue that runs; 0 where none does."""
    waits = (renderings.c.order_id == orders.c.id) & (renderings.c.state == RenderingState.PLANNED)
    query = (
        sa.select(orders.c.id, sa.func.count(renderings.c.id).label("planned"))
        .join(renderings, waits, isouter=True)
        .where(_runs(queue))
        .group_by(orders.c.id)
    )
    with database.connect() as connection:
        return {row.id: row.planned for row in connection.execute(query)}


def _runs(queue: str) -> sa.ColumnElement[bool]:
    state, asked_to_end = orders.c.state, orders.c.cancel_asked_at
    return (state == OrderState.RUNNING.value) & (orders.c.queue == queue) & asked_to_end.is_(None)


def _piles(connection: sa.Connection, queue: str) -> Iterator[Pile]:
    """Yield what is planned and drawn for a queue's orders that run, by order and photo."""
    planned = sa.func.sum(sa.case((renderings.c.state == RenderingState.PLANNED, 1), else_=0))
    drawing = sa.func.sum(sa.case((renderings.c.state == RenderingState.DRAWING, 1), else_=0))
    query = (
        sa.select(
            renderings.c.order_id,
            orders.c.user_id,
            orders.c.started_at,
            renderings.c.photo,
            planned.label("planned"),
            drawing.label("drawing"),
            sa.func.max(renderings.c.claimed_at).label("served_at"),
        )
        .join(orders, orders.c.id == renderings.c.order_id)
        .where(_runs(queue))
        .group_by(renderings.c.order_id, orders.c.user_id, orders.c.started_at, renderings.c.photo)
    )
    for row in connection.execute(query):
        yield Pile(
            order_id=row.order_id,
            user_id=row.user_id,
            photo=row.photo,
            started_at=row.started_at,
            planned=row.planned,
            drawing=row.drawing,
            served_at=row.served_at,
        )


def release_work(database: sa.Engine, *, executor: str, blame: bool) -> int:
    """Put back what a process, or all processes of a worker, had claimed; return how much.

    With ``blame`` it counts as a try: the picture may be why.
    """
    theirs = (renderings.c.executor == executor) | renderings.c.executor.startswith(f"{executor}.")
    held = sa.update(renderings).where(theirs, renderings.c.state == RenderingState.DRAWING)
    values = {
        "state": RenderingState.PLANNED,
        "executor": None,
        "tries": renderings.c.tries + int(blame),
    }
    with database.begin() as connection:
        return connection.execute(held.values(values)).rowcount


def read_acceptance(connection: sa.Connection, order_id: str, *, count: int) -> Acceptance:
    """Return what was seen of an order so far; the caller has the order locked."""
    settled = (renderings.c.order_id == order_id) & renderings.c.state.in_(
        (RenderingState.ACCEPTED, RenderingState.REJECTED, RenderingState.LOST)
    )
    rows = connection.execute(sa.select(renderings).where(settled)).all()
    rejected = [row for row in rows if row.state == RenderingState.REJECTED]
    return Acceptance(
        count,
        accepted=[
            unpack_glance(row.glance) for row in rows if row.state == RenderingState.ACCEPTED
        ],
        spent=len(rows),
        unlike=sum(not row.like for row in rejected),
        incomplete=sum(row.like and row.complete is False for row in rejected),
        unfit=sum(not row.fit for row in rejected),
        alike=sum(row.like and row.complete is not False and row.fit for row in rejected),
        lost=sum(row.state == RenderingState.LOST for row in rows),
    )


def pack_glance(glance: Glance) -> bytes:
    """Return a glance as bytes."""
    return np.packbits(glance.shape).tobytes() + glance.colors.astype("<f4").tobytes()


def unpack_glance(packed: bytes) -> Glance:
    """Return the glance of ``pack_glance``."""
    bits = HASH_SIDE * HASH_SIDE
    shape = np.unpackbits(np.frombuffer(packed[: bits // 8], np.uint8)).astype(np.bool_)
    colors = np.frombuffer(packed[bits // 8 :], "<f4").reshape(-1, 3)
    return Glance(shape, colors.astype(np.float32))
