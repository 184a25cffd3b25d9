"""Worker processes that draw: one thread each, one photo at a time, results as they come.

Processes and not threads, because the kernels, ncnn and dlib each hold a core. They are forked
from a server process that has loaded the libraries and started no thread: forked libraries with
threads deadlock. Where there is no such server each is spawned.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from trombine.domain.order import Assignment
from trombine.domain.subject import Subject
from trombine.engines.diffusion.settings import DiffusionSettings
from trombine.engines.registry import NOTHING_SET, open_engine
from trombine.errors import PhotoRejected, TrombineError, WorkerLost
from trombine.imaging.arrays import SrgbImage
from trombine.imaging.codec import Format
from trombine.intake.admission import Inspected
from trombine.provenance.label import OWN_COMPUTER, Labeller
from trombine.scoring import Scorer
from trombine.studio.child import (
    Batch,
    Dismissal,
    Inspection,
    Introduction,
    OpenGate,
    Outcome,
    StepDone,
    draw_until_told,
)
from trombine.studio.fork_server import start_fork_server, worker_environment

__all__ = ["Outcome", "Post", "StepDone", "Workshop", "open_workshop"]


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    connection: Connection
    photo: int | None = None
    busy_with: list[Assignment] = field(default_factory=list)


def _pass_over(step: StepDone) -> None:
    """Tell nobody."""


@dataclass(slots=True)
class Workshop:
    """Takes assignments, hands back outcomes; prefers to keep a worker on its photo.

    ``on_step`` is told of every step of an engine that has some, while ``outcomes`` waits.
    """

    workers: list[_Worker]
    batch_limit: int = 1
    on_step: Callable[[StepDone], None] = _pass_over
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

    def dismiss(self) -> None:
        """Stop what is being drawn, at its next step, and let every worker forget the person.

        The workers stay, with what they have loaded, for the next one.

        Raises
        ------
        WorkerLost
            One was gone already.
        """
        self.waiting.clear()
        self.lost.clear()
        try:
            for worker in self.workers:
                worker.connection.send(Dismissal())
            for worker in self.workers:
                while not isinstance(worker.connection.recv(), Dismissal):
                    pass  # what was drawn meanwhile is nobody's any more
                worker.photo, worker.busy_with = None, []
        except (EOFError, ConnectionResetError, BrokenPipeError) as fault:
            raise WorkerLost("worker_lost") from fault

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
            answer: Outcome | StepDone | TrombineError = worker.connection.recv()
        except (EOFError, ConnectionResetError) as fault:
            self._bury(worker, fault)
            return None
        if isinstance(answer, TrombineError):
            raise answer
        if isinstance(answer, StepDone):
            self.on_step(answer)
            return None
        done = answer.avatar.assignment.index
        worker.busy_with = [left for left in worker.busy_with if left.index != done]
        return answer

    def _bury(self, worker: _Worker, fault: Exception) -> None:
        """Take a dead worker out and give its assignments one more try."""
        self.workers.remove(worker)
        indexes = {assignment.index for assignment in worker.busy_with}
        if not indexes or indexes & self.lost or not self.workers:
            raise WorkerLost("worker_lost") from fault
        self.lost |= indexes
        self.waiting[:0] = worker.busy_with

    def _dispatch(self) -> None:
        for worker in self.workers:
            if self.waiting and not worker.busy_with:
                first = self._choose(worker)
                self.waiting.remove(first)
                others = self.waiting[: self.batch_limit - 1]
                del self.waiting[: self.batch_limit - 1]
                worker.photo, worker.busy_with = first.photo, [first, *others]
                worker.connection.send(Batch(tuple(worker.busy_with)))

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


@dataclass(frozen=True, slots=True)
class Post:
    """What a worker is hired for; see ``open_workshop``."""

    engine: str
    file_format: Format | None = None
    labeller: Labeller = OWN_COMPUTER
    gate: OpenGate = Scorer.of
    diffusion: DiffusionSettings = NOTHING_SET

    def hire(self) -> tuple[BaseProcess, Connection]:
        """Start a worker process; the pipe to it takes what ``workbench`` understands."""
        context, write = start_fork_server(), None
        if self.file_format:
            write = partial(self.labeller.label, file_format=self.file_format)
        with worker_environment():
            ours, theirs = context.Pipe()
            arguments = (theirs, self.engine, self.diffusion, write, self.gate)
            process = context.Process(target=draw_until_told, args=arguments, daemon=True)
            process.start()
        theirs.close()
        return process, ours


@contextmanager
def open_workshop(
    *,
    engine: str,
    workers: int,
    file_format: Format | None = None,
    labeller: Labeller = OWN_COMPUTER,
    gate: OpenGate = Scorer.of,
    diffusion: DiffusionSettings = NOTHING_SET,
) -> Iterator[Workshop]:
    """Start the workers for one sitting; on the way out they are gone, whatever happened.

    Open it before the photos are judged: workers load their libraries meanwhile. ``gate`` decides
    in the workers whether a picture is the person. With a ``file_format`` they hand back files,
    written by the ``labeller``; else arrays.
    """
    post = Post(engine, file_format=file_format, labeller=labeller, gate=gate, diffusion=diffusion)
    start_fork_server()
    crew = [_Worker(*post.hire()) for _ in range(workers)]
    try:
        yield Workshop(list(crew), batch_limit=open_engine(engine).batch_limit)
    finally:
        for worker in crew:
            worker.connection.close()
            worker.process.kill()
            worker.process.join()
