"""Drawing processes, each looked after by a thread: they judge photos, and draw what is due."""

import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures import wait as wait_for
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Protocol

import structlog

from trombine.errors import PhotoRejected, WorkerLost
from trombine.faces.upright import turn_left
from trombine.imaging.arrays import SrgbImage
from trombine.intake.admission import Inspected, inspect
from trombine.studio.messages import Inspection, ProcessSetup
from trombine.studio.process import TRIES, DrawingProcess

LOG = structlog.get_logger("trombine.studio")
LOOK_S, BRIEF_S, FAULT_S = 0.2, 0.02, 1.0


class DrawLoop(Protocol):
    """What one process draws; each method is called by the thread of its process."""

    def draw_next(self) -> bool:
        """Draw what is due and return whether there was anything."""
        ...

    def forget(self) -> None:
        """Forget who need not be remembered; called when there is nothing to draw."""
        ...

    def put_back(self) -> None:
        """Undo what was begun when ``draw_next`` failed for a reason nobody foresaw."""
        ...


class NothingToDraw:
    """For a pool that only judges photos."""

    def draw_next(self) -> bool:
        """Draw nothing."""
        return False

    def forget(self) -> None:
        """Know nobody."""

    def put_back(self) -> None:
        """Have begun nothing."""


class RestingPlace(Protocol):
    """Where threads wait until there may be something to do for their processes."""

    @property
    def news(self) -> int:
        """How often everybody was woken; to be read before one looks for work oneself."""
        ...

    def wake(self) -> None:
        """Wake everybody: there is something to do, or to forget."""
        ...

    def rest(self, since: int, *, subject_id: str) -> None:
        """Return when there were news ``since``, or there may be something to do all the same.

        ``subject_id`` names the person whom the process knows.
        """
        ...


@dataclass(slots=True)
class Bench:
    """Where one is woken when there is something to do, and now and then to see who to forget."""

    news: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def wake(self) -> None:
        """Wake everybody; see ``RestingPlace``."""
        with self._changed:
            self.news += 1
            self._changed.notify_all()

    def rest(self, since: int, *, subject_id: str) -> None:
        """Wait for news, longer where there is nobody to forget; see ``RestingPlace``."""
        with self._changed:
            limit_s = LOOK_S if subject_id else None
            self._changed.wait_for(lambda: self.news != since, timeout=limit_s)


@dataclass(slots=True)
class _Task:
    """A photo that waits for a process to judge it."""

    inspection: Inspection
    found: "Future[Inspected]" = field(default_factory=Future)
    deaths: int = 0


@dataclass(slots=True)
class Pool:
    """So many processes; photos go to whichever is free, and before pictures.

    ``begin`` is given each process with its number from 0, and returns what it draws. Who has
    nothing to do is at the ``resting`` place.
    """

    setup: ProcessSetup
    size: int
    begin: Callable[[DrawingProcess, int], DrawLoop] = lambda _process, _number: NothingToDraw()
    resting: RestingPlace = field(default_factory=Bench)
    processes: list[DrawingProcess] = field(default_factory=list, init=False)
    _threads: list[threading.Thread] = field(default_factory=list)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _photos: "queue.SimpleQueue[_Task]" = field(default_factory=queue.SimpleQueue)
    _broken: threading.Event = field(default_factory=threading.Event)
    _loaded: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    @contextmanager
    def running(self) -> Iterator[None]:
        """Have the processes until the block ends; then they are gone, whatever happened.

        Open it before photos are decoded: the processes load their libraries meanwhile.
        """
        self.start()
        try:
            yield
        finally:
            self.stop()

    def start(self) -> None:
        """Start the processes, which load meanwhile."""
        for number in range(self.size):
            process = DrawingProcess(self.setup)
            loop = self.begin(process, number)
            thread = threading.Thread(target=self._serve, args=(process, loop), daemon=True)
            self.processes.append(process)
            self._threads.append(thread)
        for thread in self._threads:
            thread.start()

    def wait_until_loaded(self) -> None:
        """Return when every process has everything it needs in memory.

        Raises
        ------
        WorkerLost
            One could not be loaded.
        """
        for _ in self.processes:
            self._loaded.acquire()
        if self._broken.is_set():
            raise WorkerLost("worker_lost")

    def stop(self, *, at_once: bool = True) -> None:
        """End the processes, ``at_once`` or each after its picture."""
        self._stopping.set()
        self.wake()
        if at_once:
            for process in self.processes:
                process.stop()
        for thread in self._threads:
            thread.join()
        for process in self.processes:
            process.close()

    @property
    def is_stopping(self) -> bool:
        """Whether the pool is to end."""
        return self._stopping.is_set()

    def wake(self) -> None:
        """Tell processes that there is something to do, so that they need not find out."""
        self.resting.wake()

    def inspect(
        self,
        numbers: Sequence[int],
        photos: Iterable[SrgbImage | PhotoRejected],
        helper: DrawingProcess | None = None,
    ) -> list[Inspected]:
        """Judge photos one by one, by whichever processes are free; results in the order given.

        A process whose thread asks is the ``helper``: it judges as well instead of waiting. A photo
        that ends two processes is refused; that is our fault, and told as ours.

        Raises
        ------
        WorkerLost
            The pool has ended.
        """
        tasks, decoded = [], []
        for number, photo in zip(numbers, photos, strict=True):
            tasks.append(_Task(Inspection.pack(number, photo)))
            decoded.append(photo)
            self._photos.put(tasks[-1])
            self.wake()
        waiting = {task.found for task in tasks}
        while waiting:
            if self._stopping.is_set():
                raise WorkerLost("worker_lost")
            busy = helper is not None and self._judge_photo(helper)
            waiting = wait_for(waiting, timeout=0 if busy else BRIEF_S if helper else LOOK_S)[1]
        found = [task.found.result() for task in tasks]
        return [
            replace(one, photo=replace(one.photo, image=turn_left(image, one.quarter_turns)))
            if one.photo and not isinstance(image, PhotoRejected)
            else one
            for one, image in zip(found, decoded, strict=True)
        ]

    def _serve(self, process: DrawingProcess, loop: DrawLoop) -> None:
        try:
            process.wait_until_loaded()
        except WorkerLost:
            self._broken.set()
        finally:
            self._loaded.release()
        sound = True
        while not self._stopping.is_set():
            since = self.resting.news
            try:
                if not sound:
                    loop.put_back()
                sound = True
                if not (self._judge_photo(process) or loop.draw_next()):
                    loop.forget()
                    if not self._stopping.is_set():
                        self.resting.rest(since, subject_id=process.subject_id)
            except Exception:
                if self._stopping.is_set():
                    return
                # A database or a store that is away comes back: a process must outlast it. What
                # it had begun is put back as soon as that can be written.
                LOG.exception("drawing failed", executor=process.number)
                sound = False
                self._stopping.wait(FAULT_S)

    def _judge_photo(self, process: DrawingProcess) -> bool:
        """Judge one photo that waits, if one does."""
        try:
            task = self._photos.get_nowait()
        except queue.Empty:
            return False
        try:
            process.wait_until_loaded()
            self._try(process, task)
        except Exception as fault:
            task.found.set_exception(fault)  # who waits for the photo must not wait for ever
            raise
        return True

    def _try(self, process: DrawingProcess, task: _Task) -> None:
        try:
            task.found.set_result(process.inspect(task.inspection))
        except WorkerLost:
            task.deaths += 1
            if task.deaths < TRIES:
                self._photos.put(task)
            else:
                refused = PhotoRejected("inspection_failed")
                task.found.set_result(inspect(refused, task.inspection.number))
