"""What a painter does all day: take work, have it drawn, measured, stored and settled."""

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

import sqlalchemy as sa
import structlog

from trombine.database.records import append_event, read_order
from trombine.database.tables import orders
from trombine.domain.photo import Photo
from trombine.domain.placed_order import OrderState, Stage
from trombine.errors import StorageFault, TrombineError, WorkerLost
from trombine.jobs.fairness import Pile
from trombine.jobs.queue import queue_for
from trombine.jobs.settling import Drawn, settle
from trombine.jobs.subjects import Sitter, Sitters
from trombine.jobs.work import Claim, assign, claim_work, release_work
from trombine.metrics import AVATAR_SECONDS
from trombine.orders.endings import fail_order
from trombine.orders.service import Service
from trombine.pipeline import is_fit
from trombine.studio.child import Outcome, StepDone
from trombine.studio.process import Painter

LOG = structlog.get_logger("trombine.jobs")
WANTED_EVERY_S, STEP_EVERY_S = 0.5, 1.0
PASSING = frozenset({"storage_unreachable", "keys_unreachable"})
"""What is worth waiting for; other faults of the storage end the order."""


@dataclass(slots=True)
class Shift:
    """One painter at work; ``name`` is what claims call it.

    ``limit_s`` ends a picture that hangs; ``is_ending`` tells that the worker is to stop. ``last``
    and ``streak`` are what it drew last, and how many in a row.
    """

    service: Service
    sitters: Sitters
    painter: Painter
    name: str
    batch_limit: int
    limit_s: float
    is_ending: Callable[[], bool]
    last: Pile | None = None
    streak: int = 0

    def draw_next(self) -> bool:
        """Draw what is due and return whether there was anything.

        Raises
        ------
        StorageFault
            The storage is away; what was claimed is put back.
        """
        claims = claim_work(
            self.service.database,
            queue=queue_for(self.painter.post.engine),
            executor=self.name,
            last=self.last,
            streak=self.streak,
            limit=self.batch_limit,
            now=self.service.clock(),
        )
        if not claims:
            return False
        self._note(claims)
        try:
            sitter = self.sitters.get(claims[0].order_id, self.painter)
        except WorkerLost:
            self.release(blame=False)  # the pictures were not even begun
            return True
        except StorageFault as fault:
            self._give_up(claims[0].order_id, fault)
            return True
        try:
            self._draw(claims, sitter)
        except StorageFault as fault:
            self._give_up(claims[0].order_id, fault)
        except TrombineError as fault:
            LOG.warning("picture failed", order=claims[0].order_id, code=fault.code)
            self.release(blame=True)
        return True

    def release(self, *, blame: bool) -> None:
        """Put back whatever is claimed in this painter's name."""
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
        LOG.warning("storage failed", order=order_id, code=fault.code)
        self.release(blame=False)
        if fault.code in PASSING:
            raise fault
        fail_order(self.service, order_id, fault)

    def _draw(self, claims: Sequence[Claim], sitter: Sitter) -> None:
        order_id = claims[0].order_id
        photos = sitter.subject.photos
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
        self.painter.seat(order_id, sitter.introduction)
        pictures = self.painter.draw(
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
            file = avatar.file if avatar.score.passed and fit else None
            sealed = service.vault.write_avatar(claim.order_id, file) if file else None
            drawn = Drawn(outcome, fit, sealed)
        shown = settle(service, claim, drawn, executor=self.name, photos=photos)
        if drawn and drawn.sealed and not shown:
            service.vault.erase_avatars(claim.order_id, [drawn.sealed.object])

    def _note(self, claims: Sequence[Claim]) -> None:
        first = claims[0]
        same = self.last and (self.last.order_id, self.last.photo) == (first.order_id, first.photo)
        self.streak = self.streak + len(claims) if same else len(claims)
        now = self.service.clock()
        self.last = Pile(first.order_id, first.user_id, first.photo, now, planned=0, drawing=0)


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
