"""One drawing process, as the thread that looks after it sees it."""

import pickle
import sys
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from trombine.domain.order import Assignment
from trombine.engines.registry import open_engine
from trombine.errors import TrombineError, WorkerLost
from trombine.intake.admission import Inspected
from trombine.studio.fork_server import ForkServer, start_fork_server
from trombine.studio.messages import (
    Batch,
    Dismissal,
    Inspection,
    Introduction,
    Outcome,
    ProcessSetup,
    StepDone,
)

POLL_S = 0.1
LOADING_S = 60.0
"""So long a process may take to load, before it has answered anything."""
TRIES = 2
"""So often a photo or a picture may end the process that works on it; then it is given up."""


@dataclass(slots=True)
class DrawingProcess:
    """Judges photos and draws; when the process dies or hangs, the next message starts another.

    ``subject_id`` names the person whom the process knows; empty: nobody.
    """

    setup: ProcessSetup
    number: int = 0
    subject_id: str = ""
    loaded: bool = False
    _leaving_limit_s: float = field(init=False)
    _server: ForkServer | None = None
    _connection: Connection | None = None

    def __post_init__(self) -> None:
        self._leaving_limit_s = open_engine(self.setup.engine).leaving_limit_s

    def start(self) -> None:
        """Start the process, which loads meanwhile.

        Raises
        ------
        OSError
            The system gives none.
        """
        self._server = start_fork_server()
        self.number, descriptor = self._server.fork()
        self._connection = Connection(descriptor)
        # Where modules are found comes first: without it nothing of ours could be read.
        self._connection.send(sys.path)
        self._connection.send_bytes(pickle.dumps(self.setup))

    def wait_until_loaded(self) -> None:
        """Return when the process is there and has answered once: it has all it needs in memory.

        What it is given only then may be blamed for its end; one that ended before is replaced.

        Raises
        ------
        WorkerLost
            It ended instead.
        """
        if self.loaded and self._poll(0):  # it says nothing unasked: what is to be read is its end
            self.close()
        if not self.loaded:
            self.dismiss()
        if not self.loaded:
            raise WorkerLost("worker_lost")

    def inspect(self, inspection: Inspection) -> Inspected:
        """Judge one photo by itself.

        Raises
        ------
        WorkerLost
            The photo killed the process.
        """
        self._send(inspection)
        found = self._receive()
        assert isinstance(found, Inspected)  # noqa: S101  (what the process answers)
        return found

    def seat(self, subject_id: str, introduction: Introduction) -> None:
        """Show the process a person, in the place of who was there."""
        if self.subject_id != subject_id:
            self._send(introduction)
            self.subject_id = subject_id

    def draw(
        self,
        assignments: Sequence[Assignment],
        *,
        unwanted: Callable[[], bool],
        on_step: Callable[[StepDone], None],
        limit_s: float,
    ) -> Generator[Outcome]:
        """Yield pictures as they are finished; ends early when they become unwanted.

        Close it when you do not take them all.

        Raises
        ------
        WorkerLost
            The process died, or did not finish within ``limit_s``.
        TrombineError
            What the engine or the labeller raised.
        """
        self._send(Batch(tuple(assignments)))
        missing, deadline = len(assignments), time.monotonic() + limit_s
        try:
            while missing:
                if unwanted():  # also while one step follows the other
                    return
                if not self._poll(POLL_S):
                    if time.monotonic() > deadline:
                        raise self._lost()
                    continue
                answer = self._receive()
                if isinstance(answer, TrombineError):
                    raise answer
                if isinstance(answer, StepDone):
                    on_step(answer)
                    continue
                assert isinstance(answer, Outcome)  # noqa: S101  (what the process answers)
                missing -= 1
                yield answer
        except TrombineError:
            missing = 0  # this process, or the next one, draws nothing of it any more
            raise
        finally:
            if missing:  # what is still drawn would be taken for something else later
                self.dismiss()

    def dismiss(self) -> None:
        """Let the process forget the person, and stop what it draws of them."""
        self.subject_id = ""
        limit_s = self._leaving_limit_s if self.loaded else LOADING_S
        try:
            self._send(Dismissal())
            deadline = time.monotonic() + limit_s
            while self._poll(max(0.0, deadline - time.monotonic())):
                if isinstance(self._receive(), Dismissal):
                    return
        except WorkerLost:
            return  # the next process has never met the person
        self._lost()

    def stop(self) -> None:
        """End the process; may be called from another thread, which has it seen as lost."""
        if self._server is not None and self.number:
            self._server.kill(self.number)

    def close(self) -> None:
        """End the process and the way to it."""
        self.stop()
        connection, self._connection, self.number = self._connection, None, 0
        self.subject_id, self.loaded = "", False
        if connection is not None:
            connection.close()

    def _send(self, message: Inspection | Introduction | Batch | Dismissal) -> None:
        try:
            if self._connection is None:
                self.start()
            assert self._connection is not None  # noqa: S101  (it was started)
            self._connection.send(message)
        except OSError as fault:
            raise self._lost() from fault

    def _receive(self) -> object:
        assert self._connection is not None  # noqa: S101  (something was sent before)
        try:
            received: object = self._connection.recv()
        except (EOFError, OSError) as fault:
            raise self._lost() from fault
        self.loaded = True
        return received

    def _poll(self, span_s: float) -> bool:
        return self._connection is not None and self._connection.poll(span_s)

    def _lost(self) -> WorkerLost:
        """Take the process out of service; the next message starts another in its place."""
        self.close()
        return WorkerLost("worker_lost")
