"""An order's job, step by step: each may be run again by another worker where the first one died.

What a step leaves behind is in the database and the vault. Only the person stays in memory, and is
met again from the photos where the memory is another's.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from trombine.database.records import (
    append_event,
    lock_order,
    read_order,
    read_photo,
    verdict_columns,
)
from trombine.database.tables import orders, photos
from trombine.domain.photo import Decision
from trombine.domain.placed_order import OrderState, Stage
from trombine.domain.subject import Admission, Subject
from trombine.errors import (
    InputRefused,
    NotFound,
    OrderFailed,
    OrderFrozen,
    StorageFault,
    TrombineError,
    WorkerLost,
)
from trombine.imaging.codec import decode_photos
from trombine.intake.admission import MINIMUM_PHOTOS, Inspected, judge_set
from trombine.jobs.subjects import Subjects
from trombine.jobs.work import add_work, is_planned
from trombine.moderation.moderator import Moderator
from trombine.orders.endings import close_order, fail_order
from trombine.orders.service import Service
from trombine.orders.states import enter_stage, enter_state
from trombine.planning import plan_order
from trombine.storage.keys import FOREVER_S
from trombine.studio.pool import Pool
from trombine.studio.process import DrawingProcess

WATCH_S = 0.15


@dataclass(frozen=True, slots=True)
class Job:
    """The steps, with what they need; ``subjects`` are this worker's."""

    service: Service
    pool: Pool
    subjects: Subjects

    def begin(self, order_id: str) -> bool:
        """Start an order that waits; False if there is nothing to do any more."""
        now = self.service.clock()
        with self.service.database.begin() as connection:
            try:
                order = lock_order(connection, order_id)
            except NotFound:
                return False
            if order.state == OrderState.QUEUED:
                enter_state(connection, order, OrderState.RUNNING, now=now)
                enter_stage(connection, order, Stage.ADMITTING, now=now)
                return True
            return bool(order.state == OrderState.RUNNING)

    def admit(self, order_id: str) -> bool:
        """Judge the photos anew, all of them; False if the order cannot go on."""
        try:
            rows = _read_rows(self.service, order_id)
            inspected = _inspect(self.service, self.pool, order_id, rows)
            admission = judge_set(inspected, _moderator(self.service, order_id))
        except OrderFrozen as fault:
            self._freeze(order_id, fault)
            return False
        except StorageFault as fault:
            if fault.code != "photo_gone":
                raise
            fail_order(self.service, order_id, fault)
            return False
        if admission.subject is None:
            self._turn_down(order_id, admission)
            return False
        self._note(order_id, admission)
        self.subjects.remember(order_id, admission.subject)
        return True

    def plan(self, order_id: str) -> None:
        """Put the order's pictures among the work of all processes.

        Where a worker that died has done so already, processes are at it: to look at the photos
        here would be to wait for them while they wait for us.
        """
        if is_planned(self.service.database, order_id):
            return
        subject = self.subjects.get(order_id).subject
        now = self.service.clock()
        with self.service.database.begin() as connection:
            try:
                row = lock_order(connection, order_id)
            except NotFound:
                return
            if row.state != OrderState.RUNNING:
                return
            assignments = plan_order(read_order(row), subject.photos)
            add_work(connection, order_id, assignments, attempt=0)
            enter_stage(connection, row, Stage.DRAWING, now=now)
        self.pool.wake()

    def watch(self, order_id: str) -> None:
        """Wait until processes have finished the order, its user cancels it, or its time is up."""
        while self._goes_on(order_id):
            time.sleep(WATCH_S)

    def close(self, order_id: str) -> None:
        """Destroy the photos, and what else an order that ended may not keep."""
        self.subjects.forget(order_id)
        self.pool.wake()  # processes forget the person as well
        close_order(self.service, order_id)

    def fail(self, order_id: str) -> None:
        """End an order whose step failed for a reason nobody foresaw."""
        fail_order(self.service, order_id, OrderFailed("internal"))

    def _note(self, order_id: str, admission: Admission) -> None:
        """Keep the verdicts, and in which order the photos are drawn from."""
        subject = admission.subject
        best_first = [photo.number for photo in subject.photos] if subject else []
        now = self.service.clock()
        with self.service.database.begin() as connection:
            lock_order(connection, order_id)
            for verdict in admission.verdicts:
                this = (photos.c.order_id == order_id) & (photos.c.number == verdict.photo)
                row = connection.execute(sa.select(photos).where(this)).one_or_none()
                if row is None:
                    continue
                columns = verdict_columns(verdict)
                rank = best_first.index(verdict.photo) if verdict.photo in best_first else None
                connection.execute(sa.update(photos).where(this).values(**columns, rank=rank))
                if read_photo(row).verdict != verdict:
                    content = {"number": verdict.photo, **columns}
                    append_event(connection, order_id, kind="verdict", at=now, content=content)

    def _turn_down(self, order_id: str, admission: Admission) -> None:
        """Refuse an order with too few photos, or let it wait for the host to look at some."""
        self._note(order_id, admission)
        usable = sum(verdict.decision.usable for verdict in admission.verdicts)
        held = [each for each in admission.verdicts if each.decision is Decision.HELD]
        refusal = InputRefused("too_few_photos", accepted=usable, minimum=MINIMUM_PHOTOS)
        state, fault = OrderState.REFUSED, refusal
        if held and usable + len(held) >= MINIMUM_PHOTOS:
            state, fault = OrderState.HELD, InputRefused(held[0].findings[0].code)
        self._enter(order_id, state, fault)

    def _freeze(self, order_id: str, fault: OrderFrozen) -> None:
        """Set the order aside for the host: nothing of it may go by itself."""
        self.service.vault.keys.extend(order_id, ttl_s=FOREVER_S)
        self._enter(order_id, OrderState.FROZEN, OrderFrozen(fault.code))

    def _enter(self, order_id: str, state: OrderState, fault: TrombineError) -> None:
        now = self.service.clock()
        with self.service.database.begin() as connection:
            order = lock_order(connection, order_id)
            if order.state == OrderState.RUNNING:
                enter_state(
                    connection, order, state, now=now, reason=fault.code, details=fault.details
                )

    def _goes_on(self, order_id: str) -> bool:
        """End the order where it is time to; return whether it still runs."""
        now = self.service.clock()
        query = sa.select(orders).where(orders.c.id == order_id)
        with self.service.database.connect() as connection:
            order = connection.execute(query).one_or_none()
        if order is None or order.state != OrderState.RUNNING:
            return False
        if order.cancel_asked_at is not None:
            with self.service.database.begin() as connection:
                order = lock_order(connection, order_id)
                if order.state == OrderState.RUNNING:
                    enter_state(connection, order, OrderState.CANCELLED, now=now)
            return False
        limit = self.service.rules.order_limit
        if now - order.started_at > limit:
            minutes = max(1, round(limit / timedelta(minutes=1)))
            fail_order(self.service, order_id, OrderFailed("time_limit", minutes=minutes))
            return False
        return True


def load_subject(
    service: Service, pool: Pool, order_id: str, helper: DrawingProcess | None
) -> Subject:
    """Return the person of an order that another worker has admitted, from the photos.

    Raises
    ------
    StorageFault
        ``photo_gone``: the order has ended.
    WorkerLost
        Processes ended; trying again helps.
    """
    rows = [row for row in _read_rows(service, order_id) if row.rank is not None]
    if not rows:
        raise StorageFault("photo_gone")
    rank = {row.number: row.rank for row in rows}
    inspected = _inspect(service, pool, order_id, rows, helper)
    met = [one.photo for one in inspected if one.photo is not None]
    if len(met) < len(rows):  # they were good before: processes ended under them
        raise WorkerLost("worker_lost")
    return Subject(tuple(sorted(met, key=lambda photo: rank[photo.number])))


def _inspect(
    service: Service,
    pool: Pool,
    order_id: str,
    rows: Sequence[sa.Row[Any]],
    helper: DrawingProcess | None = None,
) -> list[Inspected]:
    """Decode photos, which the host's list of known abuse may stop, and judge each by itself."""
    files = [service.vault.read_photo(order_id, row.object) for row in rows]
    decoded = _moderator(service, order_id).screen(decode_photos(files))
    return pool.inspect([row.number for row in rows], decoded, helper)


def _read_rows(service: Service, order_id: str) -> Sequence[sa.Row[Any]]:
    query = sa.select(photos).where(photos.c.order_id == order_id).order_by(photos.c.number)
    with service.database.connect() as connection:
        return connection.execute(query).all()


def _moderator(service: Service, order_id: str) -> Moderator:
    """Return the moderator of an order; what the host has looked at is not held again."""
    query = sa.select(orders.c.allowed_at).where(orders.c.id == order_id)
    with service.database.connect() as connection:
        allowed = connection.execute(query).scalar_one_or_none()
    moderator = replace(service.moderator, order_id=order_id)
    return replace(moderator, holds=False) if allowed else moderator
