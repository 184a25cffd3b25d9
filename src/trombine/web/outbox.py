"""News of orders that ended, told once over all processes, and again later where that failed.

Each kind of news has a table of its own, a row for an order. Whoever raises the count of tries has
claimed the row: two processes never tell at the same moment.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from trombine.database.tables import orders
from trombine.domain.placed_order import OrderState
from trombine.web.background import repeating

LOOK_EVERY_S = 2.0
TOLD_STATES = (OrderState.READY.value, OrderState.FAILED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long news is tried to be told.

    Parameters
    ----------
    tries
        After so many that failed no more is tried.
    first_pause
        Before the second try, doubled after each; longer than one try may take.
    forgotten_after
        Orders that ended longer ago, before anybody was told, are not told.
    """

    tries: int
    first_pause: timedelta
    forgotten_after: timedelta


@dataclass(frozen=True, slots=True)
class Outbox:
    """What was not told yet; of all processes. ``table`` has the columns of ``webhook_calls``."""

    database: sa.Engine
    clock: Callable[[], datetime]
    table: sa.Table
    patience: Patience

    def tell_due(self, tell: Callable[[sa.Row[Any]], bool]) -> None:
        """Call ``tell`` with all news that is due: order_id, tries and the order's own columns.

        What it returns False for is due again later.
        """
        self._note_ended()
        for news in self._due():
            if self._claim(news) and tell(news):
                self._note_told(news.order_id)

    def _note_told(self, order_id: str) -> None:
        """Tell this news no more."""
        this = self.table.update().where(self.table.c.order_id == order_id)
        with self.database.begin() as connection:
            connection.execute(this.values(told_at=self.clock()))

    def _note_ended(self) -> None:
        """Make a row for each order that has ended and has none."""
        now = self.clock()
        unknown = sa.select(orders.c.id).where(
            orders.c.state.in_(TOLD_STATES),
            orders.c.ended_at > now - self.patience.forgotten_after,
            orders.c.id.not_in(sa.select(self.table.c.order_id)),
        )
        postgres = self.database.dialect.name == "postgresql"
        insert = (postgresql if postgres else sqlite).insert(self.table)
        with self.database.connect() as connection:
            ended = connection.execute(unknown).scalars().all()
        if ended:
            rows = [{"order_id": order_id, "tries": 0, "next_at": now} for order_id in ended]
            with self.database.begin() as connection:
                connection.execute(insert.values(rows).on_conflict_do_nothing())

    def _due(self) -> list[sa.Row[Any]]:
        query = (
            sa.select(self.table, orders.c.user_id, orders.c.state, orders.c.ended_at)
            .join_from(self.table, orders)
            .where(
                self.table.c.told_at.is_(None),
                self.table.c.tries < self.patience.tries,
                self.table.c.next_at <= self.clock(),
            )
        )
        with self.database.connect() as connection:
            return list(connection.execute(query).all())

    def _claim(self, news: sa.Row[Any]) -> bool:
        """Return whether this process tells it, and not another at the same moment."""
        mine = (self.table.c.order_id == news.order_id) & (self.table.c.tries == news.tries)
        later = self.clock() + self.patience.first_pause * 2**news.tries
        claim = self.table.update().where(mine).values(tries=news.tries + 1, next_at=later)
        with self.database.begin() as connection:
            return connection.execute(claim).rowcount == 1


def telling(tell_due: Callable[[], None]) -> AbstractAsyncContextManager[None]:
    """Tell what there is to tell until the block ends."""
    return repeating(tell_due, every_s=LOOK_EVERY_S, complaint="news could not be read")
