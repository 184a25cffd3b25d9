"""One drawing process, as the thread that looks after it sees it."""

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from trombine.domain.order import Assignment
from trombine.engines.registry import open_engine
from trombine.errors import TrombineError, WorkerLost
from trombine.intake.admission import Inspected
from trombine.studio.child import Batch, Dismissal, Inspection, Introduction, Outcome, StepDone
from trombine.studio.workshop import Post

POLL_S = 0.1
LOADING_S = 60.0
"""So long a process may take to load, before it has answered anything."""


@dataclass(slots=True)
class Painter:
    """Judges photos and draws; when its process dies or hangs another takes the place.

    ``sitter`` is the order whose person the process knows.
    """

    post: Post
    process: BaseProcess
    connection: Connection
    leaving_limit_s: float
    sitter: str = ""
    loaded: bool = False

    @staticmethod
    def hire(post: Post) -> "Painter":
        """Start a process."""
        return Painter(post, *post.hire(), open_engine(post.engine).leaving_limit_s)

    def wait_until_loaded(self) -> None:
        """Return when the process has answered once: it has everything it needs in memory."""
        self.dismiss()

    def inspect(self, inspection: Inspection) -> Inspected:
        """Judge one photo by itself.

        Raises
        ------
        WorkerLost
            The photo killed the process.
        """
        self._send(inspection)
        found = self._receive()
        assert isinstance(found, Inspected)  # noqa: S101  (what the workbench answers)
        return found

    def seat(self, order_id: str, introduction: Introduction) -> None:
        """Show the process the person of an order, in the place of who was there."""
        if self.sitter != order_id:
            self._send(introduction)
            self.sitter = order_id

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
            The process died, or did not finish within ``limit_s``; another was started.
        TrombineError
            What the engine or the labeller raised.
        """
        self._send(Batch(tuple(assignments)))
        missing, deadline = len(assignments), time.monotonic() + limit_s
        try:
            while missing:
                if unwanted():  # also while one step follows the other
                    return
                if not self.connection.poll(POLL_S):
                    if time.monotonic() > deadline:
                        raise self._lost()
                    continue
                answer = self._receive()
                if isinstance(answer, TrombineError):
                    raise answer
                if isinstance(answer, StepDone):
                    on_step(answer)
                    continue
                assert isinstance(answer, Outcome)  # noqa: S101  (what the workbench answers)
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
        self.sitter = ""
        try:
            self._send(Dismissal())
            deadline = time.monotonic() + (self.leaving_limit_s if self.loaded else LOADING_S)
            while self.connection.poll(max(0.0, deadline - time.monotonic())):
                if isinstance(self._receive(), Dismissal):
                    return
        except WorkerLost:
            return  # the next process has never met the person
        self._lost()

    def stop(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.join()
        self.connection.close()

    def _send(self, message: Inspection | Introduction | Batch | Dismissal) -> None:
        try:
            self.connection.send(message)
        except OSError as fault:
            raise self._lost() from fault

    def _receive(self) -> object:
        try:
            received = self.connection.recv()
        except (EOFError, OSError) as fault:
            raise self._lost() from fault
        self.loaded = True
        return received

    def _lost(self) -> WorkerLost:
        """Start another process in the place of this one."""
        self.stop()
        self.process, self.connection = self.post.hire()
        self.sitter, self.loaded = "", False
        return WorkerLost("worker_lost")
