"""Takes over from workers that died, and cleans up after everybody: two threads of each worker."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa
import structlog

from trombine.database.leases import Leases
from trombine.database.tables import renderings
from trombine.domain.placed_order import RenderingState
from trombine.jobs.work import release_work
from trombine.jobs.workflow import busy_executors, recover_jobs
from trombine.metrics import RECOVERIES

LOG = structlog.get_logger("trombine.jobs")
LOOK_EVERY_S = 0.7


@dataclass(slots=True)
class Warden:
    """Looks for workers whose lease has ended, and puts what they had under way back to all.

    A worker has to be found dead twice: a database that restarts frees the locks of the living.
    """

    database: sa.Engine
    leases: Leases
    executor: str
    _suspects: set[str] = field(default_factory=set)

    def look(self) -> None:
        """Look once."""
        self.leases.hold(self.executor)
        others = (busy_executors() | self._claimants()) - {self.executor}
        dead = {executor for executor in others if self.leases.is_dead(executor)}
        for executor in dead & self._suspects:
            pictures = release_work(self.database, executor=executor, blame=True)
            jobs = recover_jobs(executor)
            RECOVERIES.inc(jobs)
            LOG.warning("worker died", executor=executor, count=jobs, made=pictures)
        self._suspects = dead

    def _claimants(self) -> set[str]:
        drawing = (
            sa.select(renderings.c.executor)
            .where(renderings.c.state == RenderingState.DRAWING)
            .distinct()
        )
        with self.database.connect() as connection:
            names = connection.execute(drawing).scalars()
            return {name.rpartition(".")[0] for name in names if name}


def repeat(name: str, act: Callable[[], object], *, every_s: float, stop: threading.Event) -> None:
    """Start a thread that acts again and again; what fails is logged and tried the next time."""

    def loop() -> None:
        while not stop.is_set():
            try:
                act()
            except Exception:
                LOG.exception("round failed", worker=name)
            stop.wait(every_s)

    threading.Thread(target=loop, name=name, daemon=True).start()
