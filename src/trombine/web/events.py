"""Events of orders to everybody who listens: one look at the database for all of them.

Each process looks a few times a second which of the orders somebody listens to have moved on, reads
their new events once, and hands them to all who wait. Places in the queue are no events that are
kept: every few seconds it looks up those of the orders somebody listens to, and tells what changed.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from trombine.domain.placed_order import OrderEvent
from trombine.errors import NotFound
from trombine.orders.service import Service
from trombine.orders.taking import Orders

LOG = structlog.get_logger("trombine.web")
LOOK_EVERY_S, PLACES_EVERY_S = 0.3, 3.0
BREATH_S = 15.0
"""Silence after which somebody who listens is told that we are still here."""

QUEUE_LENGTH = 1000


@dataclass(slots=True, eq=False)
class Listener:
    """Somebody who listens to an order: what has come and was not fetched yet.

    ``position`` is the place in the queue they were told.
    """

    order_id: str
    waiting: asyncio.Queue[OrderEvent | None] = field(
        default_factory=lambda: asyncio.Queue(QUEUE_LENGTH)
    )
    position: int = 0

    def tell(self, event: OrderEvent | None) -> None:
        """Hand an event over; None ends it. Who does not fetch is cut off and can come back."""
        try:
            self.waiting.put_nowait(event)
        except asyncio.QueueFull:
            while not self.waiting.empty():
                self.waiting.get_nowait()
            self.waiting.put_nowait(None)


@dataclass(slots=True)
class Watch:
    """An order that is listened to, and the number of the last event that was handed on."""

    user_id: str
    last: int
    listeners: set[Listener] = field(default_factory=set)


@dataclass(slots=True)
class Broker:
    """Everybody who listens in this process. Lives in one event loop."""

    service: Service
    watches: dict[str, Watch] = field(default_factory=dict)
    is_closed: bool = False

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Look and hand on until the block ends; then everybody's events end."""
        task = asyncio.create_task(self._look_forever())
        try:
            yield
        finally:
            self.close()
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def close(self) -> None:
        """End everybody's events, and let nobody listen any more."""
        self.is_closed = True
        for watch in self.watches.values():
            for listener in watch.listeners:
                listener.tell(None)

    async def listen(
        self, user_id: str, order_id: str, after: int
    ) -> AsyncGenerator[OrderEvent | None, None]:
        """Yield the events that follow a number: those that are there, then those that come.

        None where nothing has come for a while. Ends when the order is erased or the process stops.

        Raises
        ------
        NotFound
            ``order_unknown``.
        """
        listener = Listener(order_id)
        watch = self.watches.setdefault(order_id, Watch(user_id, after))
        watch.listeners.add(listener)
        try:
            # What comes while the past is read is told twice, and skipped by its number. The watch
            # does not move on by what is read here: others were not told it.
            while past := await run_in_threadpool(
                Orders(self.service).events_after, user_id, order_id, after
            ):
                for old in past:
                    yield old
                after = past[-1].number
            while not self.is_closed:
                try:
                    event = await asyncio.wait_for(listener.waiting.get(), BREATH_S)
                except TimeoutError:
                    yield None
                    continue
                if event is None:
                    return
                # A place is told under the number before it; it is stale where more has happened.
                is_place = event.kind == "queue" and event.number == after
                if event.number > after or is_place:
                    after = event.number
                    yield event
        finally:
            watch.listeners.discard(listener)
            if not watch.listeners:
                self.watches.pop(order_id, None)

    async def _look_forever(self) -> None:
        places_due_s = 0.0
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            if not self.watches:
                continue
            try:
                await self._look()
                if (now_s := time.monotonic()) >= places_due_s:
                    places_due_s = now_s + PLACES_EVERY_S
                    await self._tell_places()
            except SQLAlchemyError:
                LOG.exception("events could not be read")

    async def _look(self) -> None:
        known = {order_id: watch.last for order_id, watch in self.watches.items()}
        newest = await run_in_threadpool(Orders(self.service).newest_events, list(known))
        for order_id, last in known.items():
            watch = self.watches.get(order_id)
            if watch is None:
                continue
            if order_id not in newest:
                self._hand_on(watch, [None])
            elif newest[order_id] > last:
                self._hand_on(watch, await self._read(watch, order_id, last))

    async def _tell_places(self) -> None:
        """Tell everybody whose order waits its place, where it is another than they were told."""
        places = await run_in_threadpool(Orders(self.service).places, list(self.watches))
        now = self.service.clock()
        for order_id, place in places.items():
            watch = self.watches.get(order_id)
            if watch is None or place.last_event != watch.last:
                continue  # what happened to it since the last look is to be told first
            content = {"position": place.position}
            event = OrderEvent(place.last_event, "queue", now, content)
            for listener in watch.listeners:
                if listener.position != place.position:
                    listener.position = place.position
                    listener.tell(event)

    async def _read(self, watch: Watch, order_id: str, last: int) -> Sequence[OrderEvent | None]:
        read = Orders(self.service).events_after
        try:
            return await run_in_threadpool(read, watch.user_id, order_id, last)
        except NotFound:
            return [None]

    def _hand_on(self, watch: Watch, events: Sequence[OrderEvent | None]) -> None:
        for event in events:
            if event is not None:
                watch.last = max(watch.last, event.number)
            for listener in watch.listeners:
                listener.tell(event)
