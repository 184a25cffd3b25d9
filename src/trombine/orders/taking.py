"""Orders as their owners see them: everything the web asks for but the pictures themselves.

Every function is given the user who asks, and knows nothing of other users' orders.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from trombine.database.records import (
    append_event,
    lock_order,
    order_columns,
    read_events,
    read_orders,
    read_receipt,
)
from trombine.database.tables import consents, events, orders, photos
from trombine.domain.options import Value
from trombine.domain.order import Order
from trombine.domain.photo import Decision
from trombine.domain.placed_order import (
    Consent,
    OrderEvent,
    OrderState,
    PlacedOrder,
    Receipt,
    Rule,
    Turn,
)
from trombine.errors import Conflict, InputRefused, NotFound
from trombine.intake.admission import MINIMUM_PHOTOS
from trombine.orders.erasure import erase_order, erase_photos, settle_files
from trombine.orders.progress import Place, estimate, find_places
from trombine.orders.queue import queue_for
from trombine.orders.service import Service
from trombine.orders.states import enter_state
from trombine.orders.turns import read_turn, take_turn
from trombine.planning import NOTHING_EVERYWHERE, ask_order

LARGEST_SEED = 2**31


@dataclass(frozen=True, slots=True)
class Orders:
    """The orders of all users; see the module."""

    service: Service

    def create(
        self,
        user_id: str,
        *,
        styles: Sequence[str] | None,
        options: Mapping[str, Mapping[str, Value]],
        consent: Consent,
        everywhere: Mapping[str, Value] = NOTHING_EVERYWHERE,
    ) -> PlacedOrder:
        """Begin a draft, which waits for photos, and record the consent.

        Raises
        ------
        InputRefused
            As ``planning.ask_order`` does.
        """
        service, now = self.service, self.service.clock()
        seed = secrets.randbelow(LARGEST_SEED)
        asked = self._ask(styles, options, everywhere, seed=seed)
        order_id, owner = secrets.token_hex(16), {"user_id": user_id}
        with service.database.begin() as connection:
            row: dict[str, object] = {"id": order_id, **owner, "state": OrderState.DRAFT.value}
            row |= {"created_at": now, "touched_at": now, "queue": queue_for(asked.engine)}
            connection.execute(sa.insert(orders).values({**row, **order_columns(asked)}))
            given = {"id": secrets.token_hex(16), **owner, "order_id": order_id, "given_at": now}
            words = {"version": consent.version, "language": consent.language}
            connection.execute(sa.insert(consents).values({**given, **words}))
            content = {"state": OrderState.DRAFT.value, "reason": "", "details": {}}
            append_event(connection, order_id, kind="state", at=now, content=content)
        return self.get(user_id, order_id)

    def _ask(
        self,
        styles: Sequence[str] | None,
        options: Mapping[str, Mapping[str, Value]],
        everywhere: Mapping[str, Value],
        *,
        seed: int,
    ) -> Order:
        rules = self.service.rules
        return ask_order(
            self.service.catalogue,
            styles=styles,
            options=options,
            everywhere=everywhere,
            count=rules.count,
            size_px=rules.size_px,
            seed=seed,
        )

    def get(self, user_id: str, order_id: str) -> PlacedOrder:
        """Return an order with its photos, avatars and progress.

        Raises
        ------
        NotFound
            ``order_unknown``: there is none, or it is somebody else's.
        """
        found = self._read(user_id, orders.c.id == order_id, limit=1)
        if not found:
            raise NotFound("order_unknown")
        return found[0]

    def list_newest(
        self, user_id: str, *, limit: int = 50, before: datetime | None = None
    ) -> list[PlacedOrder]:
        """Return the user's orders, the newest first; ``before`` turns the page."""
        earlier = orders.c.created_at < before if before else sa.true()
        return self._read(user_id, earlier, limit=limit)

    def _read(
        self, user_id: str, which: sa.ColumnElement[bool], *, limit: int
    ) -> list[PlacedOrder]:
        rules, now = self.service.rules, self.service.clock()
        query = sa.select(orders).where(orders.c.user_id == user_id, which)
        query = query.order_by(orders.c.created_at.desc(), orders.c.id).limit(limit)
        with self.service.database.connect() as connection:
            rows = connection.execute(query).all()
            expiry = {row.id: row.touched_at + rules.draft_ttl for row in rows}
            return [
                replace(order, expires_at=expiry[order.id])
                if order.state is OrderState.DRAFT
                else estimate(connection, order, now=now)
                for order in read_orders(connection, rows)
            ]

    def choose(
        self,
        user_id: str,
        order_id: str,
        *,
        styles: Sequence[str] | None,
        options: Mapping[str, Mapping[str, Value]],
        everywhere: Mapping[str, Value] = NOTHING_EVERYWHERE,
    ) -> PlacedOrder:
        """Give a draft other styles and options than it was begun with.

        Raises
        ------
        NotFound, Conflict, InputRefused
            ``order_unknown``, ``order_not_draft``; as ``create`` does.
        """
        with self.service.database.begin() as connection:
            row = require_draft(connection, user_id, order_id)
            asked = self._ask(styles, options, everywhere, seed=row.seed)
            this = sa.update(orders).where(orders.c.id == order_id)
            queue = queue_for(asked.engine)
            connection.execute(this.values({"queue": queue, **order_columns(asked)}))
        return self.get(user_id, order_id)

    def submit(self, user_id: str, order_id: str) -> PlacedOrder:
        """Take a turn and hand the order to the workers, both or neither.

        Raises
        ------
        NotFound, Conflict, InputRefused, LimitReached
            ``order_unknown``, ``order_not_draft``, ``too_few_photos``, ``turns_used``.
        """
        service, rules, now = self.service, self.service.rules, self.service.clock()
        with service.database.begin() as connection:
            order = require_draft(connection, user_id, order_id)
            refused = photos.c.decision == Decision.REFUSED.value
            query = sa.select(sa.func.count()).select_from(photos)
            query = query.where(photos.c.order_id == order_id)
            query = query.where(photos.c.decision.is_(None) | ~refused)
            usable = connection.execute(query).scalar_one()
            if usable < MINIMUM_PHOTOS:
                raise InputRefused("too_few_photos", accepted=usable, minimum=MINIMUM_PHOTOS)
            if rules.turns is not None:
                take_turn(connection, order_id, user_id=user_id, rule=rules.turns, now=now)
            enter_state(connection, order, OrderState.QUEUED, now=now)
            service.queue.enqueue(connection, order_id, user_id=user_id, queue=order.queue)
        service.vault.keys.extend(order_id, ttl_s=self._key_ttl_s)
        return self.get(user_id, order_id)

    def cancel(self, user_id: str, order_id: str) -> PlacedOrder:
        """Stop an order; one that is finished stays as it is.

        What waits ends at once and gives its turn back. What runs ends within a second, and what
        it has made until then is kept as usual.
        """
        self.get(user_id, order_id)
        self._stop(order_id, Rule.JOB_ENDED)
        return self.get(user_id, order_id)

    def _stop(self, order_id: str, rule: Rule) -> None:
        service, now = self.service, self.service.clock()
        with service.database.begin() as connection:
            order = lock_order(connection, order_id)
            state = OrderState(order.state)
            if state is OrderState.RUNNING and order.cancel_asked_at is None:
                this = sa.update(orders).where(orders.c.id == order_id)
                connection.execute(this.values(cancel_asked_at=now))
            elif not state.is_final and state is not OrderState.RUNNING:
                enter_state(connection, order, OrderState.CANCELLED, now=now)
        if not state.is_final and state is not OrderState.RUNNING:
            service.queue.cancel(order_id)
            erase_photos(service.database, service.vault, order_id, rule=rule, now=now)

    def erase_photos(self, user_id: str, order_id: str) -> PlacedOrder:
        """Destroy the photos of an order now; one that waits or runs is cancelled.

        Raises
        ------
        NotFound, Conflict
            ``order_unknown``, ``order_is_frozen``.
        """
        service, now = self.service, self.service.clock()
        if self.get(user_id, order_id).state is not OrderState.DRAFT:
            self._stop(order_id, Rule.ASKED_BY_USER)
        erase_photos(service.database, service.vault, order_id, rule=Rule.ASKED_BY_USER, now=now)
        settle_files(service.database)
        return self.get(user_id, order_id)

    def erase(self, user_id: str, order_id: str, *, rule: Rule = Rule.ASKED_BY_USER) -> Receipt:
        """Destroy everything of an order, whatever its state, and return the receipt.

        Raises
        ------
        NotFound, Conflict
            ``order_unknown``, ``order_is_frozen``.
        """
        service = self.service
        self.get(user_id, order_id)
        self._stop(order_id, rule)
        erase_order(service.database, service.vault, order_id, rule=rule, now=service.clock())
        return self.receipt(user_id, order_id)

    def withdraw_consent(self, user_id: str, order_id: str) -> Receipt:
        """Note that consent was withdrawn, and destroy what was built on it."""
        mine = (consents.c.user_id == user_id) & (consents.c.order_id == order_id)
        with self.service.database.begin() as connection:
            now = self.service.clock()
            connection.execute(sa.update(consents).where(mine).values(withdrawn_at=now))
        return self.erase(user_id, order_id, rule=Rule.CONSENT_WITHDRAWN)

    def receipt(self, user_id: str, order_id: str) -> Receipt:
        """Return what was destroyed of an order, also when the order itself was.

        Raises
        ------
        NotFound
            ``order_unknown``.
        """
        mine = (consents.c.user_id == user_id) & (consents.c.order_id == order_id)
        with self.service.database.connect() as connection:
            # The record of consent outlives the order: it tells whose it was.
            if connection.execute(sa.select(consents.c.id).where(mine)).first() is None:
                raise NotFound("order_unknown")
            return read_receipt(connection, order_id)

    def events_after(
        self, user_id: str, order_id: str, number: int, *, limit: int = 500
    ) -> tuple[OrderEvent, ...]:
        """Return the events of an order that follow ``number``; 0 for all.

        Raises
        ------
        NotFound
            ``order_unknown``.
        """
        mine = (orders.c.id == order_id) & (orders.c.user_id == user_id)
        newer = (events.c.order_id == order_id) & (events.c.number > number)
        query = sa.select(events).where(newer).order_by(events.c.number).limit(limit)
        with self.service.database.connect() as connection:
            if connection.execute(sa.select(orders.c.id).where(mine)).first() is None:
                raise NotFound("order_unknown")
            return read_events(connection.execute(query).all())

    def newest_events(self, order_ids: Sequence[str]) -> dict[str, int]:
        """Return the number of the newest event of each order that still is: for a poller.

        One query for everybody who listens; ``events_after`` only for orders it shows moved on.
        """
        query = sa.select(orders.c.id, orders.c.last_event).where(orders.c.id.in_(order_ids))
        with self.service.database.connect() as connection:
            return {row.id: row.last_event for row in connection.execute(query)}

    def places(self, order_ids: Sequence[str]) -> dict[str, Place]:
        """Return the places of those of these orders that wait: for a poller."""
        with self.service.database.connect() as connection:
            return find_places(connection, order_ids)

    def turn(self, user_id: str) -> Turn:
        """Return how often the user may still order in this period."""
        now, rule = self.service.clock(), self.service.rules.turns
        with self.service.database.connect() as connection:
            return read_turn(connection, user_id, rule=rule, now=now)

    @property
    def _key_ttl_s(self) -> int:
        """Seconds after which a key goes by itself, whatever happened to everybody who would."""
        rules = self.service.rules
        return int((rules.hold_ttl + rules.order_limit + rules.draft_ttl).total_seconds())


def require_draft(connection: sa.Connection, user_id: str, order_id: str) -> sa.Row[Any]:
    """Lock a draft of this user's and return its row.

    Raises
    ------
    NotFound, Conflict
        ``order_unknown``, ``order_not_draft``.
    """
    order = lock_order(connection, order_id)
    if order.user_id != user_id:
        raise NotFound("order_unknown")
    if order.state != OrderState.DRAFT:
        raise Conflict("order_not_draft")
    return order
