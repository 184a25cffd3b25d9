"""Erases what is due: the second half of every promise of deletion, where the first was missed."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
import structlog

from trombine.database.records import lock_order
from trombine.database.tables import avatars, orders
from trombine.domain.placed_order import OrderState, Rule
from trombine.errors import Conflict, NotFound, OrderFailed, StorageFault
from trombine.orders.endings import close_order, fail_order
from trombine.orders.erasure import erase_avatars, erase_order, settle_files
from trombine.orders.service import Service
from trombine.orders.states import enter_state

LOG = structlog.get_logger("trombine.jobs")
GRACE = timedelta(seconds=60)
"""The job itself has this long to notice that its time is up."""
UNFINISHED_S = 3600
ENDED = tuple(state.value for state in OrderState if state.is_final and state != OrderState.FROZEN)


@dataclass(frozen=True, slots=True)
class Janitor:
    """One round looks at everything; rounds of several workers do not disturb each other.

    ``ended_jobs`` tells which orders' jobs will do nothing any more.
    """

    service: Service
    ended_jobs: Callable[[list[str]], set[str]]

    def round(self) -> None:
        """Erase and end what is due."""
        erased = 0
        for act, order_id in self._due():
            with _logged(order_id):
                act(order_id)
                erased += 1
        for name in self.service.vault.keys.expired():
            with _logged(name):
                self.service.vault.keys.destroy(name)
                erased += 1
        self._remove_unfinished_files()
        if erased:
            settle_files(self.service.database)

    def _due(self) -> Iterator[tuple[Callable[[str], None], str]]:
        rules, now = self.service.rules, self.service.clock()
        state = orders.c.state
        drafts = (state == OrderState.DRAFT.value) & (orders.c.touched_at < now - rules.draft_ttl)
        holds = (state == OrderState.HELD.value) & (orders.c.held_at < now - rules.hold_ttl)
        slow = (state == OrderState.RUNNING.value) & (
            orders.c.started_at < now - rules.order_limit - GRACE
        )
        unpurged = state.in_(ENDED) & orders.c.photos_erased_at.is_(None)
        stale = sa.select(avatars.c.order_id).where(avatars.c.expires_at < now).distinct()
        under_way = state.in_((OrderState.QUEUED.value, OrderState.RUNNING.value))
        with self.service.database.connect() as connection:

            def ids(which: sa.ColumnElement[bool]) -> list[str]:
                return list(connection.execute(sa.select(orders.c.id).where(which)).scalars())

            due = [(self._expire_draft, order_id) for order_id in ids(drafts)]
            due += [(self._end_hold, order_id) for order_id in ids(holds)]
            due += [(self._end_slow, order_id) for order_id in ids(slow)]
            due += [(self._close, order_id) for order_id in ids(unpurged)]
            due += [
                (self._expire_avatars, order_id) for order_id in connection.execute(stale).scalars()
            ]
            going = ids(under_way)
        yield from due
        for order_id in self.ended_jobs(going) if going else ():
            yield self._end_orphan, order_id

    def _expire_draft(self, order_id: str) -> None:
        self._erase(order_id, Rule.DRAFT_EXPIRED)

    def _erase(self, order_id: str, rule: Rule) -> None:
        service = self.service
        erase_order(service.database, service.vault, order_id, rule=rule, now=service.clock())

    def _end_hold(self, order_id: str) -> None:
        """Refuse an order nobody at the host's has looked at in time."""
        with self.service.database.begin() as connection:
            order = lock_order(connection, order_id)
            if order.state == OrderState.HELD:
                now = self.service.clock()
                enter_state(connection, order, OrderState.REFUSED, now=now, reason="hold_expired")
        close_order(self.service, order_id)

    def _end_slow(self, order_id: str) -> None:
        minutes = round(self.service.rules.order_limit / timedelta(minutes=1))
        fail_order(self.service, order_id, OrderFailed("time_limit", minutes=max(1, minutes)))
        close_order(self.service, order_id)

    def _end_orphan(self, order_id: str) -> None:
        """End an order whose job has ended without it: its worker died too often."""
        fail_order(self.service, order_id, OrderFailed("internal"))
        close_order(self.service, order_id)

    def _close(self, order_id: str) -> None:
        close_order(self.service, order_id)

    def _expire_avatars(self, order_id: str) -> None:
        service, now = self.service, self.service.clock()
        mine = (avatars.c.order_id == order_id) & (avatars.c.expires_at < now)
        with service.database.connect() as connection:
            ids = frozenset(connection.execute(sa.select(avatars.c.id).where(mine)).scalars())
        erase_avatars(
            service.database, service.vault, order_id, ids=ids, rule=Rule.NOT_KEPT, now=now
        )

    def _remove_unfinished_files(self) -> None:
        """Remove ciphertext that a killed process had begun to write."""
        for path in self.service.vault.blobs.unfinished_files():
            try:
                if time.time() - path.stat().st_mtime > UNFINISHED_S:
                    path.unlink()
            except FileNotFoundError:
                continue


@contextmanager
def _logged(name: str) -> Iterator[None]:
    """Go on with the next where one cannot be erased now; it stays due."""
    try:
        yield
    except (NotFound, Conflict):
        return  # erased, or frozen for the host, since it was found to be due
    except (StorageFault, sa.exc.DBAPIError):
        LOG.exception("cannot be erased now", order=name)
