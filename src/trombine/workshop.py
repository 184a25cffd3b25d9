"""Worker processes that draw: one thread each, one photo at a time, results as they come.

Processes and not threads, because the kernels, ncnn and dlib each hold a core. They are forked
from a server process that has loaded the libraries and started no thread: forked libraries with
threads deadlock. Where there is no such server each is spawned.
"""

import signal
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from trombine.domain.avatar import Avatar
from trombine.domain.order import Assignment
from trombine.domain.photo import Photo
from trombine.domain.style import StyleCard
from trombine.domain.subject import Subject
from trombine.engines.base import Sitting
from trombine.engines.registry import open_engine
from trombine.errors import OrderFailed, PhotoRejected, TrombineError, WorkerLost
from trombine.fork_server import start_fork_server, worker_environment
from trombine.imaging.arrays import SrgbImage
from trombine.imaging.codec import Format, from_bytes, to_bytes
from trombine.imaging.perceptual_hash import Glance, glance_at
from trombine.intake.admission import Inspected, inspect
from trombine.moderation.classifiers import NudityScores, rate_nudity
from trombine.provenance.label import encode_labelled
from trombine.scoring import Scorer


@dataclass(frozen=True, slots=True)
class Outcome:
    """A drawn avatar, passed or not, its glance for telling repeats, and whether it is fit.

    ``nudity`` is missing where the picture is not the person and will not be shown anyway.
    """

    avatar: Avatar
    glance: Glance
    nudity: NudityScores | None = None


NO_PIXELS = SrgbImage(np.empty((0, 0, 3), np.float32))


@dataclass(frozen=True, slots=True)
class Inspection:
    """One decoded photo to be judged, on its way to a worker."""

    number: int
    photo: NDArray[np.uint8] | PhotoRejected

    @staticmethod
    def pack(number: int, photo: SrgbImage | PhotoRejected) -> "Inspection":
        """Make the photo small for the way."""
        return Inspection(number, photo if isinstance(photo, PhotoRejected) else to_bytes(photo))

    def judge(self) -> Inspected:
        """Return what is found; the pixels stay behind, the sender has them."""
        known = self.photo if isinstance(self.photo, PhotoRejected) else from_bytes(self.photo)
        found = inspect(known, self.number)
        return replace(found, photo=found.photo and replace(found.photo, image=NO_PIXELS))


@dataclass(frozen=True, slots=True)
class Introduction:
    """The person to draw, on the way to a worker: what is known of each photo, and its pixels."""

    photos: tuple[Photo, ...]
    pixels: tuple[NDArray[np.uint8], ...]

    @staticmethod
    def pack(subject: Subject) -> "Introduction":
        """Make the photos small for the way."""
        return Introduction(
            tuple(replace(photo, image=NO_PIXELS) for photo in subject.photos),
            tuple(to_bytes(photo.image) for photo in subject.photos),
        )

    def meet(self) -> Subject:
        """Return the person as packed."""
        pairs = zip(self.photos, self.pixels, strict=True)
        return Subject(tuple(replace(photo, image=from_bytes(pixels)) for photo, pixels in pairs))


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    connection: Connection
    photo: int | None = None
    busy_with: Assignment | None = None


@dataclass(slots=True)
class Workshop:
    """Takes assignments, hands back outcomes; prefers to keep a worker on its photo."""

    workers: list[_Worker]
    waiting: list[Assignment] = field(default_factory=list)
    lost: set[int] = field(default_factory=set)

    def inspect(self, photos: Iterable[SrgbImage | PhotoRejected]) -> list[Inspected]:
        """Judge photos one by one, several at a time; results in the order given.

        Raises
        ------
        WorkerLost
            A photo killed its worker.
        """
        decoded: dict[int, SrgbImage | PhotoRejected] = dict(enumerate(photos, start=1))
        waiting = [Inspection.pack(number, photo) for number, photo in decoded.items()]
        found: list[Inspected] = []
        busy: list[Connection] = []
        for worker in self.workers[: len(waiting)]:
            worker.connection.send(waiting.pop(0))
            busy.append(worker.connection)
        while busy:
            for ready in wait(busy):
                connection = next(known for known in busy if known is ready)
                try:
                    found.append(connection.recv())
                except (EOFError, ConnectionResetError) as fault:
                    raise WorkerLost("worker_lost") from fault
                if waiting:
                    connection.send(waiting.pop(0))
                else:
                    busy.remove(connection)
        found.sort(key=lambda inspected: inspected.verdict.photo)
        return [_with_pixels(inspected, decoded[inspected.verdict.photo]) for inspected in found]

    def seat(self, subject: Subject) -> None:
        """Show the person to every worker, once, before the first assignment."""
        introduction = Introduction.pack(subject)
        for worker in self.workers:
            worker.connection.send(introduction)

    def add(self, assignment: Assignment) -> None:
        """Queue one assignment; a free worker starts at the next ``outcomes`` step."""
        self.waiting.append(assignment)

    def outcomes(self) -> Iterator[Outcome]:
        """Yield outcomes until nothing waits and nobody draws; ``add`` may be called meanwhile.

        Raises
        ------
        WorkerLost
            When an assignment killed its worker twice, or no worker is left.
        """
        self._dispatch()
        while any(worker.busy_with for worker in self.workers):
            busy = {w.connection: w for w in self.workers if w.busy_with}
            for connection in wait(list(busy)):
                worker = busy[connection]  # type: ignore[index]  # wait returns what it was given
                outcome = self._receive(worker)
                if outcome is not None:
                    yield outcome
            self._dispatch()

    def _receive(self, worker: _Worker) -> Outcome | None:
        try:
            answer: Outcome | TrombineError = worker.connection.recv()
        except (EOFError, ConnectionResetError) as fault:
            self._bury(worker, fault)
            return None
        if isinstance(answer, TrombineError):
            raise answer
        worker.busy_with = None
        return answer

    def _bury(self, worker: _Worker, fault: Exception) -> None:
        """Take a dead worker out and give its assignment one more try."""
        self.workers.remove(worker)
        assignment = worker.busy_with
        if assignment is None or assignment.index in self.lost or not self.workers:
            raise WorkerLost("worker_lost") from fault
        self.lost.add(assignment.index)
        self.waiting.insert(0, assignment)

    def _dispatch(self) -> None:
        for worker in self.workers:
            if worker.busy_with is None and self.waiting:
                assignment = self._choose(worker)
                self.waiting.remove(assignment)
                worker.photo, worker.busy_with = assignment.photo, assignment
                worker.connection.send(assignment)

    def _choose(self, worker: _Worker) -> Assignment:
        """Stay on the photo; else the photo with most left that nobody has; else help out."""
        same = [a for a in self.waiting if a.photo == worker.photo]
        if same:
            return same[0]
        taken = {other.photo for other in self.workers if other.busy_with}
        free = [a for a in self.waiting if a.photo not in taken] or self.waiting
        load = {a.photo: sum(b.photo == a.photo for b in free) for a in free}
        return max(free, key=lambda a: (load[a.photo], -a.index))


def _with_pixels(inspected: Inspected, decoded: SrgbImage | PhotoRejected) -> Inspected:
    if inspected.photo is None or isinstance(decoded, PhotoRejected):
        return inspected
    return replace(inspected, photo=replace(inspected.photo, image=decoded))


@contextmanager
def open_workshop(
    *, engine: str, workers: int, file_format: Format | None = None
) -> Iterator[Workshop]:
    """Start the workers for one sitting; on the way out they are gone, whatever happened.

    Open it before the photos are judged: workers load their libraries meanwhile.
    """
    context = start_fork_server()
    crew = []
    with worker_environment():
        for _ in range(workers):
            ours, theirs = context.Pipe()
            arguments = (theirs, engine, file_format)
            process = context.Process(target=_draw_until_told, args=arguments, daemon=True)
            process.start()
            theirs.close()
            crew.append(_Worker(process, ours))
    try:
        yield Workshop(list(crew))
    finally:
        for worker in crew:
            worker.connection.close()
            worker.process.kill()
            worker.process.join()


def _draw_until_told(connection: Connection, engine: str, file_format: Format | None) -> None:
    """Judge the photos that arrive, then meet the person, then draw, until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    cv2.setNumThreads(1)
    opened = open_engine(engine)
    cards = opened.cards
    arrivals = _arrivals(connection)
    for arrival in arrivals:
        if isinstance(arrival, Introduction):
            subject = arrival.meet()
            sitting, scorer = opened.sit(subject), Scorer.of(subject)
            break
        assert isinstance(arrival, Inspection)  # noqa: S101  (photos come before the person)
        connection.send(arrival.judge())
    for arrival in arrivals:
        assert isinstance(arrival, Assignment)  # noqa: S101  (what _dispatch sends)
        try:
            card = cards[arrival.style]
            connection.send(_draw(sitting, scorer, arrival, card, file_format))
        except TrombineError as fault:
            connection.send(fault)
        except OSError as fault:
            # Compiled kernels are cached beside the code, and even that needs room.
            folder = Path(fault.filename or __file__).parent
            connection.send(OrderFailed("disk_full", path=str(folder)))


def _draw(
    sitting: Sitting,
    scorer: Scorer,
    assignment: Assignment,
    card: StyleCard,
    file_format: Format | None,
) -> Outcome:
    start = time.perf_counter()
    rendering = sitting.render(assignment)
    score = scorer.score(rendering, photo=assignment.photo, card=card)
    avatar = Avatar(
        assignment=assignment,
        score=score,
        seconds=time.perf_counter() - start,
        image=rendering.image if file_format is None else None,
        cutout=rendering.cutout if file_format is None else None,
        file=(
            encode_labelled(rendering.image, card, file_format, cutout=rendering.cutout)
            if file_format
            else None
        ),
    )
    nudity = rate_nudity(rendering.image) if score.passed else None
    return Outcome(avatar, glance_at(rendering.image), nudity)


def _arrivals(connection: Connection) -> Iterator[Inspection | Introduction | Assignment]:
    """Yield what the parent sends until it closes the pipe or dies."""
    while True:
        try:
            yield connection.recv()
        except (EOFError, ConnectionResetError):
            return
