"""What the people who run the service may do with orders: look, decide, erase; all on record."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from trombine.database.records import lock_order, read_orders, read_receipt
from trombine.database.tables import audits, orders, photos
from trombine.domain.placed_order import OrderState, PlacedOrder, Receipt, Rule
from trombine.errors import Conflict, NotFound
from trombine.orders.endings import close_order
from trombine.orders.erasure import erase_order, erase_user
from trombine.orders.service import Service
from trombine.orders.states import enter_state
from trombine.storage.keys import FOREVER_S


@dataclass(frozen=True, slots=True)
class Desk:
    """The host's side of orders; every look and every decision is audited by operator."""

    service: Service
    operator: str

    def list_waiting(self) -> list[PlacedOrder]:
        """Return the orders that are held or frozen, the oldest first."""
        waits = orders.c.state.in_((OrderState.HELD.value, OrderState.FROZEN.value))
        with self.service.database.connect() as connection:
            rows = connection.execute(sa.select(orders).where(waits).order_by(orders.c.created_at))
            return read_orders(connection, rows.all())

    def view_photo(self, order_id: str, number: int) -> bytes:
        """Return a photo of an order that waits for the host.

        Raises
        ------
        NotFound, Conflict, StorageFault
            ``order_unknown``, ``photo_unknown``; ``order_not_held``; ``photo_gone``.
        """
        this = (photos.c.order_id == order_id) & (photos.c.number == number)
        with self.service.database.begin() as connection:
            order = lock_order(connection, order_id)
            if order.state not in {OrderState.HELD, OrderState.FROZEN}:
                raise Conflict("order_not_held")
            name = connection.execute(sa.select(photos.c.object).where(this)).scalar_one_or_none()
            if name is None:
                raise NotFound("photo_unknown")
            self._audit(connection, "viewed", order_id, number)
        return self.service.vault.read_photo(order_id, name)

    def allow(self, order_id: str) -> None:
        """Let a held order go on: its photos are within the guidelines.

        Raises
        ------
        NotFound, Conflict
            ``order_unknown``, ``order_not_held``.
        """
        service, now = self.service, self.service.clock()
        with service.database.begin() as connection:
            order = self._require(connection, order_id, OrderState.HELD)
            self._audit(connection, "allowed", order_id)
            enter_state(connection, order, OrderState.QUEUED, now=now)
            this = sa.update(orders).where(orders.c.id == order_id)
            connection.execute(this.values(allowed_at=now, started_at=None))
            service.queue.enqueue(
                connection, order_id, user_id=order.user_id, queue=order.queue, again=True
            )

    def refuse(self, order_id: str) -> None:
        """Refuse a held order: its photos are erased and its turn is given back.

        Raises
        ------
        NotFound, Conflict
            ``order_unknown``, ``order_not_held``.
        """
        with self.service.database.begin() as connection:
            order = self._require(connection, order_id, OrderState.HELD)
            self._audit(connection, "refused", order_id)
            now, reason = self.service.clock(), "refused_by_host"
            enter_state(connection, order, OrderState.REFUSED, now=now, reason=reason)
        close_order(self.service, order_id)

    def freeze(self, order_id: str) -> None:
        """Set a held order aside as evidence: nothing of it goes before the host erases it.

        Raises
        ------
        NotFound, Conflict
            ``order_unknown``, ``order_not_held``.
        """
        self.service.vault.keys.extend(order_id, ttl_s=FOREVER_S)
        with self.service.database.begin() as connection:
            order = self._require(connection, order_id, OrderState.HELD)
            self._audit(connection, "frozen", order_id)
            now = self.service.clock()
            enter_state(connection, order, OrderState.FROZEN, now=now, reason="order_frozen")

    def erase_order(self, order_id: str) -> Receipt:
        """Destroy everything of an order, frozen ones too, and return the receipt.

        Raises
        ------
        NotFound
            ``order_unknown``.
        """
        service = self.service
        with service.database.begin() as connection:
            lock_order(connection, order_id)
            self._audit(connection, "erased", order_id)
        now = service.clock()
        erase_order(service.database, service.vault, order_id, rule=Rule.ASKED_BY_HOST, now=now)
        with service.database.connect() as connection:
            return read_receipt(connection, order_id)

    def erase_user(self, user_id: str) -> None:
        """Destroy everything of a user and the account.

        Raises
        ------
        NotFound
            ``user_unknown``.
        """
        service, now = self.service, self.service.clock()
        erase_user(service.database, service.vault, user_id, rule=Rule.ASKED_BY_HOST, now=now)
        with service.database.begin() as connection:
            self._audit(connection, "erased user", user_id)

    def erase_everything(self) -> int:
        """Destroy all orders of all users, and return how many photos and avatars that were."""
        with self.service.database.connect() as connection:
            order_ids = connection.execute(sa.select(orders.c.id)).scalars().all()
        receipts = [self.erase_order(order_id) for order_id in order_ids]
        return sum(line.count for receipt in receipts for line in receipt.deletions)

    def _require(self, connection: sa.Connection, order_id: str, state: OrderState) -> sa.Row[Any]:
        order = lock_order(connection, order_id)
        if order.state != state:
            raise Conflict("order_not_held")
        return order

    def _audit(
        self, connection: sa.Connection, act: str, about: str, photo: int | None = None
    ) -> None:
        row = {"operator": self.operator, "act": act, "about": about, "photo": photo}
        connection.execute(sa.insert(audits).values({**row, "at": self.service.clock()}))
