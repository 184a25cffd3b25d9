"""Orders that live in this process's memory alone, dealt to the processes of a pool."""

import queue
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock

from trombine.domain.order import Assignment
from trombine.domain.subject import Subject
from trombine.engines.registry import open_engine
from trombine.errors import TrombineError, WorkerLost
from trombine.studio.fairness import Pile, Streak, choose_pile
from trombine.studio.messages import Introduction, Outcome, ProcessSetup, StepDone
from trombine.studio.pool import Pool
from trombine.studio.process import TRIES, DrawingProcess

PICTURE_LIMIT_S = 900.0
"""A picture that takes longer hangs. A model is read meanwhile, on one's own slow disk."""
LOOK_S = 0.5


@dataclass(frozen=True, slots=True)
class Lost:
    """A picture that ended its process each time it was tried."""

    assignment: Assignment


Told = Outcome | Lost | StepDone | TrombineError


def tell_nobody(_: StepDone) -> None:
    """Tell nobody."""


@dataclass(slots=True, eq=False)
class RunningOrder:
    """The pictures of one order, drawn by whichever processes are free.

    ``on_step`` is told of every step of an engine that has some, while ``outcomes`` waits.
    """

    pool: Pool
    lock: Lock
    id: str
    subject_id: str
    introduction: Introduction
    on_step: Callable[[StepDone], None]
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    waiting: list[Assignment] = field(default_factory=list)
    drawing: list[Assignment] = field(default_factory=list)
    is_over: bool = False
    _tries: dict[int, int] = field(default_factory=dict)
    _missing: int = 0
    _told: "queue.SimpleQueue[Told]" = field(default_factory=queue.SimpleQueue)

    def add(self, *assignments: Assignment) -> None:
        """Queue assignments; free processes start at once."""
        with self.lock:
            self._missing += len(assignments)
            self._tries.update({assignment.index: 0 for assignment in assignments})
            self.waiting.extend(assignments)
        self.pool.wake()

    def outcomes(self) -> Iterator[Outcome | Lost]:
        """Yield pictures as they are finished until all are; ``add`` may be called meanwhile.

        Raises
        ------
        WorkerLost
            The pool has ended.
        TrombineError
            What the engine or the labeller raised, or ``cancel`` was given.
        """
        while self._missing:
            try:
                told = self._told.get(timeout=LOOK_S)
            except queue.Empty:
                if self.pool.is_stopping:
                    raise WorkerLost("worker_lost") from None
                continue
            if isinstance(told, TrombineError):
                raise told
            if isinstance(told, StepDone):
                self.on_step(told)
                continue
            self._missing -= 1
            yield told

    def cancel(self, fault: TrombineError) -> None:
        """End the order, from any thread: who waits for outcomes is told why."""
        self.is_over = True
        with self.lock:
            self.waiting.clear()  # each would still be begun, whether anybody asks or not
        self._told.put(fault)

    def tell(self, told: Told) -> None:
        """Hand something to who waits for outcomes."""
        self._told.put(told)

    def take_back(self, assignments: Sequence[Assignment]) -> None:
        """Have these drawn once more, or give them up, because their process was lost."""
        for assignment in assignments:
            self._tries[assignment.index] += 1
            if self._tries[assignment.index] < TRIES:
                with self.lock:
                    self.waiting.insert(0, assignment)
            else:
                self.tell(Lost(assignment))


@dataclass(slots=True)
class Dealer:
    """Deals the pictures of several orders to the processes of its pool, fairly.

    A process that has nothing to draw remembers the last person for ``remember_s``: another order
    of the same photos then begins at once.
    """

    setup: ProcessSetup
    workers: int
    remember_s: float = 0.0
    picture_limit_s: float = PICTURE_LIMIT_S
    pool: Pool = field(init=False)
    orders: dict[str, RunningOrder] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        batch_limit = open_engine(self.setup.engine).batch_limit
        self.pool = Pool(
            self.setup, self.workers, lambda process, _: DealtLoop(self, process, batch_limit)
        )

    @contextmanager
    def running(self) -> Iterator["Dealer"]:
        """Have the processes of the pool until the block ends."""
        with self.pool.running():
            yield self

    @contextmanager
    def taking(
        self, subject: Subject, on_step: Callable[[StepDone], None] = tell_nobody
    ) -> Iterator[RunningOrder]:
        """Take an order on until the block ends.

        Then what is being drawn of it is stopped at its next step; the processes stay, with what
        they have loaded.
        """
        introduction = Introduction.pack(subject)
        person = introduction.digest
        with self._lock:
            # By the person's name where that is free: a process then stays on its photo.
            order_id = f"{person}-{secrets.token_hex(4)}" if person in self.orders else person
            order = RunningOrder(self.pool, self._lock, order_id, person, introduction, on_step)
            self.orders[order_id] = order
        try:
            yield order
        finally:
            order.is_over = True
            with self._lock:
                del self.orders[order.id]
            self.pool.wake()

    def take(self, streak: Streak, *, limit: int) -> tuple[RunningOrder, list[Assignment]] | None:
        """Take up to ``limit`` pictures of the order that is due, of one photo first."""
        with self._lock:
            pile = choose_pile(self._piles(), last=streak.last, streak=streak.length)
            if pile is None:
                return None
            order = self.orders[pile.order_id]
            same_photo_first = sorted(order.waiting, key=lambda each: each.photo != pile.photo)
            taken = same_photo_first[:limit]
            for assignment in taken:
                order.waiting.remove(assignment)
                order.drawing.append(assignment)
            streak.note(pile, len(taken))
            return order, taken

    @property
    def running_orders(self) -> tuple[RunningOrder, ...]:
        """The orders that have not ended."""
        with self._lock:
            return tuple(self.orders.values())

    def settle(self, order: RunningOrder, drawn: Sequence[Assignment]) -> None:
        """Note that these are being drawn no longer."""
        with self._lock:
            for assignment in drawn:
                order.drawing.remove(assignment)

    def _piles(self) -> list[Pile]:
        return [
            Pile(
                order_id=order.id,
                user_id=order.id,
                photo=photo,
                started_at=order.started_at,
                planned=sum(each.photo == photo for each in order.waiting),
                drawing=sum(each.photo == photo for each in order.drawing),
            )
            for order in self.orders.values()
            for photo in {each.photo for each in (*order.waiting, *order.drawing)}
        ]


@dataclass(slots=True)
class DealtLoop:
    """What one process draws of the dealer's orders; see ``pool.DrawLoop``."""

    dealer: Dealer
    process: DrawingProcess
    batch_limit: int
    streak: Streak = field(default_factory=Streak)
    drew_at_s: float = 0.0

    def draw_next(self) -> bool:
        """Draw what is due and return whether there was anything."""
        taken = self.dealer.take(self.streak, limit=self.batch_limit)
        if taken is None:
            return False
        order, assignments = taken
        try:
            self.process.wait_until_loaded()  # what ends it before is no picture's fault
            self._draw(order, assignments)
        except TrombineError as fault:
            order.tell(fault)
        finally:
            self.dealer.settle(order, assignments)
            self.drew_at_s = time.monotonic()
        return True

    def forget(self) -> None:
        """Forget the person nobody has asked for anything for a while."""
        known = self.process.subject_id
        if not known or any(order.subject_id == known for order in self.dealer.running_orders):
            return
        if time.monotonic() - self.drew_at_s >= self.dealer.remember_s:
            self.process.dismiss()

    def put_back(self) -> None:
        """Do nothing: ``draw_next`` leaves nothing begun behind."""

    def _draw(self, order: RunningOrder, assignments: Sequence[Assignment]) -> None:
        left = {each.index: each for each in assignments}
        try:
            self.process.seat(order.subject_id, order.introduction)
            pictures = self.process.draw(
                assignments,
                unwanted=lambda: order.is_over,
                on_step=order.tell,
                limit_s=self.dealer.picture_limit_s * len(assignments),
            )
            with closing(pictures):
                for outcome in pictures:
                    del left[outcome.avatar.assignment.index]
                    order.tell(outcome)
        except WorkerLost:
            order.take_back(tuple(left.values()))
