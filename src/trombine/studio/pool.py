"""The painters of one worker: a thread each, which judges photos and looks for work to draw."""

import queue
import threading
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace

import structlog

from trombine.engines.registry import open_engine
from trombine.errors import PhotoRejected, WorkerLost
from trombine.imaging.arrays import SrgbImage
from trombine.intake.admission import Inspected, inspect
from trombine.jobs.drawing import Shift
from trombine.jobs.lookout import Lookout
from trombine.jobs.subjects import Sitters
from trombine.orders.service import Service
from trombine.studio.child import Inspection
from trombine.studio.process import Painter
from trombine.studio.workshop import Post

LOG = structlog.get_logger("trombine.jobs")
BRIEF_S, FAULT_S = 0.02, 1.0
DEATHS = 3


@dataclass(slots=True)
class _Task:
    """A photo that waits for a painter to judge it."""

    inspection: Inspection
    found: "Future[Inspected]" = field(default_factory=Future)
    deaths: int = 0


@dataclass(slots=True)
class Crew:
    """So many painters; each serves whichever order is due. ``executor`` names the worker.

    Who finds nothing to do rests at the ``lookout``.
    """

    service: Service
    post: Post
    executor: str
    size: int
    avatar_limit_s: float
    lookout: Lookout
    _threads: list[threading.Thread] = field(default_factory=list)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _photos: "queue.SimpleQueue[_Task]" = field(default_factory=queue.SimpleQueue)

    def start(self, sitters: Sitters) -> None:
        """Start the painters and return when every one is ready to draw.

        Raises
        ------
        BrokenBarrierError
            A process cannot be started.
        """
        ready = threading.Barrier(self.size + 1)
        for number in range(self.size):
            arguments = (f"{self.executor}.{number}", sitters, ready)
            thread = threading.Thread(target=self._serve, args=arguments, daemon=True)
            thread.start()
            self._threads.append(thread)
        ready.wait()

    def stop(self) -> None:
        """End the painters, each after its picture; a batch is put back."""
        self._stopping.set()
        self.wake()
        for thread in self._threads:
            thread.join()

    def wake(self) -> None:
        """Tell painters that there is something to do, so that they need not find out."""
        self.lookout.wake()

    def inspect(
        self,
        numbers: Sequence[int],
        photos: Iterable[SrgbImage | PhotoRejected],
        helper: Painter | None = None,
    ) -> list[Inspected]:
        """Judge photos one by one, by whichever painters are free; results in the order given.

        A painter whose thread asks is the ``helper``: it judges as well instead of waiting. A photo
        that kills three painters is refused as unreadable.
        """
        tasks, decoded = [], []
        for number, photo in zip(numbers, photos, strict=True):
            tasks.append(_Task(Inspection.pack(number, photo)))
            decoded.append(photo)
            self._photos.put(tasks[-1])
            self.wake()
        while helper and not all(task.found.done() for task in tasks):
            if not self._judge_photo(helper):
                time.sleep(BRIEF_S)
        found = [task.found.result() for task in tasks]
        return [
            replace(one, photo=replace(one.photo, image=image))
            if one.photo and not isinstance(image, PhotoRejected)
            else one
            for one, image in zip(found, decoded, strict=True)
        ]

    def _serve(self, name: str, sitters: Sitters, ready: threading.Barrier) -> None:
        try:
            painter = Painter.hire(self.post)
            painter.wait_until_loaded()
            ready.wait()
        except Exception:
            LOG.exception("painter not hired", executor=name)
            ready.abort()  # the worker ends: who waits for this painter would wait for ever
            return
        shift = Shift(
            self.service,
            sitters,
            painter,
            name,
            batch_limit=open_engine(self.post.engine).batch_limit,
            limit_s=self.avatar_limit_s,
            is_ending=self._stopping.is_set,
        )
        sound = True
        while not self._stopping.is_set():
            since = self.lookout.news
            try:
                if not sound:
                    shift.release(blame=False)
                sound = True
                if not (self._judge_photo(painter) or shift.draw_next()):
                    self._rest(shift, since)
            except Exception:
                # A database or a store that is away comes back: a painter must outlast it. What
                # it had claimed is put back as soon as that can be written.
                LOG.exception("painter failed", executor=name)
                sound = False
                self._stopping.wait(FAULT_S)
        painter.stop()

    def _rest(self, shift: Shift, since: int) -> None:
        """Wait for news; a person whose order has ended is forgotten first."""
        if shift.painter.sitter and not shift.is_wanted(shift.painter.sitter):
            shift.painter.dismiss()
        if not self._stopping.is_set():
            self.lookout.rest(since, sitter=shift.painter.sitter)

    def _judge_photo(self, painter: Painter) -> bool:
        """Judge one photo that waits, if one does."""
        try:
            task = self._photos.get_nowait()
        except queue.Empty:
            return False
        try:
            task.found.set_result(painter.inspect(task.inspection))
        except WorkerLost:
            task.deaths += 1
            if task.deaths < DEATHS:
                self._photos.put(task)
            else:
                refused = PhotoRejected("unreadable")
                task.found.set_result(inspect(refused, task.inspection.number))
        except Exception as fault:
            task.found.set_exception(fault)  # who waits for the photo must not wait for ever
            raise
        return True
