"""The job as the engine runs it: steps whose ends are kept, so that none is begun without need."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

import structlog
from dbos import DBOS, DBOSConfig, StepOptions, WorkflowSerializationFormat

from trombine.jobs.job import Job
from trombine.jobs.queue import AGAIN, APPLICATION, JOB_VERSION, RUN_ORDER, DurableQueue
from trombine.orders.queue import queue_for

R = TypeVar("R")
LOG = structlog.get_logger("trombine.jobs")
POLL_S = 0.1
ORDERS_AT_ONCE = 3
"""Orders a worker has under way; more would make everybody wait longer for thirty."""
RECOVERIES = 50
"""So often a job may lose its worker; the limit of time ends it long before."""

ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]


@contextmanager
def job_engine(job: Job, queue: DurableQueue, *, executor: str) -> Iterator[None]:
    """Run jobs of this worker's engine in this process while the context is open."""
    orders, database = queue_for(job.pool.setup.engine), job.service.database
    config: DBOSConfig = {
        "name": APPLICATION,
        "system_database_url": database.url.render_as_string(hide_password=False),
        "system_database_engine": database,
        "application_version": JOB_VERSION,
        "executor_id": executor,
        "run_migrations": False,
        "log_level": "WARNING",
        "notification_listener_polling_interval_sec": 1.0,
    }
    # Before the launch: a queue that comes later is noticed a second later.
    queue.client.register_queue(
        orders,
        worker_concurrency=ORDERS_AT_ONCE,
        partition_concurrency=1,
        polling_interval_sec=POLL_S,
    )
    DBOS(config=config)
    _register(job)
    DBOS.listen_queues([orders])
    DBOS.launch()
    try:
        yield
    finally:
        DBOS.destroy(destroy_registry=True)


def _register(job: Job) -> None:
    """Tell the engine what a job is made of. Steps are given ids and return yes or no."""

    @DBOS.workflow(
        name=RUN_ORDER,
        max_recovery_attempts=RECOVERIES,
        serialization_type=WorkflowSerializationFormat.PORTABLE,
    )
    def run_order(order_id: str) -> None:
        try:
            if _run(job.begin, order_id) and _run(job.admit, order_id):
                _run(job.plan, order_id)
                _run(job.watch, order_id)
        except Exception:
            LOG.exception("step failed", order=order_id)
            _run(job.fail, order_id)
        _run(job.close, order_id)


def _run(act: Callable[[str], R], order_id: str) -> R:
    """Run a step, again after a fault; one that has ended before is not run again."""
    options: StepOptions = {"name": act.__name__, "retries_allowed": True}
    options |= {"max_attempts": 4, "interval_seconds": 0.5}
    return DBOS.run_step(options, act, order_id)


def recover_jobs(executor: str) -> int:
    """Take over the jobs of a worker that is dead; return how many."""
    return len(DBOS._recover_pending_workflows([executor]))  # noqa: SLF001  (decision 0016)


def busy_executors() -> set[str]:
    """Return the workers that have jobs under way, dead or alive."""
    jobs = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
    return {job.executor_id for job in jobs if job.executor_id}


def ended_jobs(order_ids: list[str]) -> set[str]:
    """Return which of these orders' jobs will do nothing any more."""
    names = [*order_ids, *(f"{order_id}{AGAIN}" for order_id in order_ids)]
    jobs = DBOS.list_workflows(workflow_ids=names, load_input=False, load_output=False)
    going = {"ENQUEUED", "PENDING", "DELAYED"}
    alive = {job.workflow_id.removesuffix(AGAIN) for job in jobs if job.status in going}
    return set(order_ids) - alive


def forget_ended_jobs(queue: DurableQueue, *, before: datetime) -> int:
    """Delete what the engine keeps of jobs that ended before then, ids of people among it."""
    jobs = queue.client.list_workflows(
        status=ENDED, completed_before=before.isoformat(), limit=500, load_output=False
    )
    if jobs:
        queue.client.delete_workflows([job.workflow_id for job in jobs])
    return len(jobs)
