"""A worker: drawing processes, the jobs that keep them busy, the warden and the janitor."""

import signal
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from trombine.database.leases import open_leases
from trombine.engines.registry import open_engine
from trombine.jobs.drawing import WorkLoop
from trombine.jobs.janitor import Janitor
from trombine.jobs.job import Job, load_subject
from trombine.jobs.lookout import IDLE_S, Lookout
from trombine.jobs.queue import open_queue
from trombine.jobs.subjects import Subjects
from trombine.jobs.warden import LOOK_EVERY_S, Warden, repeat
from trombine.jobs.work import release_work
from trombine.jobs.workflow import ended_jobs, forget_ended_jobs, job_engine
from trombine.orders.queue import queue_for
from trombine.orders.service import Service
from trombine.studio.messages import ProcessSetup
from trombine.studio.pool import Pool
from trombine.studio.process import DrawingProcess

LOOK_FOR_END_S = 0.1
CLEAN_EVERY_S, FORGET_EVERY_S = 20.0, 600.0
JOBS_KEPT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class WorkerPlan:
    """How a worker process is set up; see ``Pool``."""

    setup: ProcessSetup
    processes: int
    avatar_limit_s: float = 120.0
    clean_every_s: float = CLEAN_EVERY_S


@dataclass(slots=True)
class _End:
    """Whether the process was told to end.

    No event: its lock may be held by the very thread that the signal interrupts.
    """

    is_asked_for: bool = False

    def note(self, *_: object) -> None:
        self.is_asked_for = True


def run_worker(service: Service, plan: WorkerPlan, *, on_ready: Callable[[], None]) -> None:
    """Draw what is ordered until the process is told to end (SIGTERM, SIGINT)."""
    end = _End()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end.note)
    stop = threading.Event()
    executor = uuid.uuid4().hex  # of its own each time: what a dead one had is told apart
    leases = open_leases(service.database)
    leases.hold(executor)
    batch_limit = open_engine(plan.setup.engine).batch_limit

    def begin(process: DrawingProcess, number: int) -> WorkLoop:
        return WorkLoop(
            service,
            job.subjects,
            process,
            f"{executor}.{number}",
            batch_limit=batch_limit,
            limit_s=plan.avatar_limit_s,
            is_ending=lambda: pool.is_stopping,
        )

    lookout = Lookout(service.database, queue_for(plan.setup.engine))
    pool = Pool(plan.setup, plan.processes, begin, lookout)
    job = Job(service, pool, Subjects(partial(load_subject, service, pool)))
    pool.start()
    pool.wait_until_loaded()
    durable = open_queue(service.database)
    with job_engine(job, durable, executor=executor):
        warden = Warden(service.database, leases, executor)
        janitor = Janitor(service, ended_jobs)
        repeat("lookout", partial(lookout.look, job.subjects), every_s=IDLE_S, stop=stop)
        repeat("warden", warden.look, every_s=LOOK_EVERY_S, stop=stop)
        repeat("janitor", janitor.round, every_s=plan.clean_every_s, stop=stop)

        def forget_jobs() -> None:
            forget_ended_jobs(durable, before=service.clock() - JOBS_KEPT)

        repeat("job keeper", forget_jobs, every_s=FORGET_EVERY_S, stop=stop)
        on_ready()
        while not end.is_asked_for:
            time.sleep(LOOK_FOR_END_S)
        stop.set()
        pool.stop(at_once=False)
        release_work(service.database, executor=executor, blame=False)
