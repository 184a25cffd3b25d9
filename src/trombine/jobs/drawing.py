"""What a worker's processes draw: work is taken, drawn, measured, stored and settled."""

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

import sqlalchemy as sa
import structlog

from trombine.database.records import append_event, read_order
from trombine.database.tables import orders
from trombine.domain.photo import Photo
from trombine.domain.placed_order import OrderState, Stage
from trombine.errors import StorageFault, TrombineError
from trombine.jobs.settling import Drawn, settle
from trombine.jobs.subjects import KnownSubject, Subjects
from trombine.jobs.work import Claim, assign, claim_work, release_work
from trombine.metrics import AVATAR_SECONDS
from trombine.orders.endings import fail_order
from trombine.orders.queue import queue_for
from trombine.orders.service import Service
from trombine.studio.acceptance import is_fit
from trombine.studio.fairness import Pile, Streak
from trombine.studio.messages import Outcome, StepDone
from trombine.studio.process import DrawingProcess

LOG = structlog.get_logger("trombine.jobs")
WANTED_EVERY_S, STEP_EVERY_S = 0.5, 1.0
PASSING = frozenset({"storage_unreachable", "keys_unreachable"})
"""What is worth waiting for; other faults of the storage end the order."""


@dataclass(slots=True)
class WorkLoop:
    """What one process draws of everybody's orders; ``name`` is what claims call it.

    ``limit_s`` ends a picture that hangs; ``is_ending`` tells that the worker is to stop. See
    ``pool.DrawLoop``.
    """

    service: Service
    subjects: Subjects
    process: DrawingProcess
    name: str
    batch_limit: int
    limit_s: float
    is_ending: Callable[[], bool]
    streak: Streak = field(default_factory=Streak)

    def draw_next(self) -> bool:
        """Draw what is due and return whether there was anything.

        Raises
        ------
        StorageFault
            The storage is away; what was claimed is put back.
        WorkerLost
            The pictures were not even begun.
        """
        claims = claim_work(
            self.service.database,
            queue=queue_for(self.process.setup.engine),
            executor=self.name,
            last=self.streak.last,
            streak=self.streak.length,
            limit=self.batch_limit,
            now=self.service.clock(),
        )
        if not claims:
            return False
        self._note(claims)
        self.process.wait_until_loaded()  # what ends it before is no picture's fault
        try:
            known = self.subjects.get(claims[0].order_id, self.process)
        except StorageFault as fault:
            self._give_up(claims[0].order_id, fault)
            return True
        try:
            self._draw(claims, known)
        except StorageFault as fault:
            self._give_up(claims[0].order_id, fault)
        except TrombineError as fault:
            LOG.warning("picture failed", order=claims[0].order_id, code=fault.code)
            self.release(blame=True)
        return True

    def forget(self) -> None:
        """Let the process forget the person whose order has ended."""
        if self.process.subject_id and not self.is_wanted(self.process.subject_id):
            self.process.dismiss()

    def put_back(self) -> None:
        """Put back what is claimed, of which none is to blame."""
        self.release(blame=False)

    def release(self, *, blame: bool) -> None:
        """Put back whatever is claimed for this process."""
        release_work(self.service.database, executor=self.name, blame=blame)

    def is_wanted(self, order_id: str) -> bool:
        """Return whether an order still runs."""
        query = sa.select(orders.c.id).where(
            orders.c.id == order_id,
            orders.c.state == OrderState.RUNNING.value,
            orders.c.cancel_asked_at.is_(None),
        )
        with self.service.database.connect() as connection:
            return connection.execute(query).first() is not None

    def _give_up(self, order_id: str, fault: StorageFault) -> None:
        """Put claims back where the storage may come back, else end the order."""
        LOG.warning("storage failed", order=order_id, exc_info=fault)
        self.release(blame=False)
        if fault.code in PASSING:
            raise fault
        fail_order(self.service, order_id, fault)

    def _draw(self, claims: Sequence[Claim], known: KnownSubject) -> None:
        order_id = claims[0].order_id
        photos = known.subject.photos
        with self.service.database.connect() as connection:
            row = connection.execute(sa.select(orders).where(orders.c.id == order_id)).one_or_none()
        if row is None:
            return
        order = read_order(row)
        work = {claim.place: claim for claim in claims}
        assignments = []
        for claim in claims:
            assigned = assign(order, photos, place=claim.place, attempt=claim.attempt)
            if assigned is None or claim.is_hopeless:
                self._settle(work.pop(claim.place), None, photos=photos)
            else:
                assignments.append(assigned)
        if not assignments:
            return
        self.process.seat(order_id, known.introduction)
        pictures = self.process.draw(
            assignments,
            unwanted=_every(WANTED_EVERY_S, lambda: self._may_leave(order_id)),
            on_step=_Teller(self.service, order_id).tell,
            limit_s=self.limit_s * len(assignments),
        )
        with closing(pictures):
            for outcome in pictures:
                claim = work.pop(outcome.avatar.assignment.index)
                self._settle(claim, outcome, photos=photos)
        if work:
            self.release(blame=False)

    def _may_leave(self, order_id: str) -> bool:
        """Return whether what is being drawn may be dropped.

        Who ends finishes the picture, but not a whole batch, which takes minutes.
        """
        return (self.is_ending() and self.batch_limit > 1) or not self.is_wanted(order_id)

    def _settle(self, claim: Claim, outcome: Outcome | None, *, photos: Sequence[Photo]) -> None:
        """Store a picture that may be shown, and decide on it."""
        service = self.service
        drawn = None
        if outcome is not None:
            avatar = outcome.avatar
            AVATAR_SECONDS.labels(avatar.assignment.style).observe(avatar.seconds)
            fit = is_fit(outcome, replace(service.moderator, order_id=claim.order_id))
            file = avatar.file if avatar.score.good and fit else None
            sealed = service.vault.write_avatar(claim.order_id, file) if file else None
            drawn = Drawn(outcome, fit, sealed)
        shown = settle(service, claim, drawn, executor=self.name, photos=photos)
        if drawn and drawn.sealed and not shown:
            service.vault.erase_avatars(claim.order_id, [drawn.sealed.object])

    def _note(self, claims: Sequence[Claim]) -> None:
        first = claims[0]
        now = self.service.clock()
        pile = Pile(first.order_id, first.user_id, first.photo, now, planned=0, drawing=0)
        self.streak.note(pile, len(claims))


@dataclass(slots=True)
class _Teller:
    """Makes an event of the steps of slow engines, now and then."""

    service: Service
    order_id: str
    told_at: float = 0.0

    def tell(self, step: StepDone) -> None:
        if time.monotonic() - self.told_at < STEP_EVERY_S:
            return
        self.told_at, now = time.monotonic(), self.service.clock()
        content: dict[str, object] = {"stage": Stage.DRAWING.value, "indexes": list(step.indexes)}
        content |= {"steps": step.done, "of": step.total}
        with self.service.database.begin() as connection:
            append_event(connection, self.order_id, kind="stage", at=now, content=content)


def _every(span_s: float, ask: Callable[[], bool]) -> Callable[[], bool]:
    """Return a question that is asked no more often than this, and answered no in between."""
    due_at = time.monotonic() + span_s

    def ask_when_due() -> bool:
        nonlocal due_at
        if time.monotonic() < due_at:
            return False
        due_at = time.monotonic() + span_s
        return ask()

    return ask_when_due
