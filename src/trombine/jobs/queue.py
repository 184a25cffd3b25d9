"""How an order reaches a worker: one row of the job engine's queue, in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from dbos import DBOSClient, WorkflowSerializationFormat

from trombine.engines.registry import style_engines

APPLICATION = "trombine"
JOB_VERSION = "1"
"""Jobs of another version are not touched by this one; change it when their steps change."""
CPU_ORDERS, GPU_ORDERS = "orders", "gpu"
"""A worker serves one queue, so that no order waits for a machine that cannot draw it."""
NEEDS_GPU = "diffusion"
RUN_ORDER = "run_order"
AGAIN = "-again"
"""Ends the name of an order's second job, which it gets when the host lets it go on."""


def queue_for(engine: str) -> str:
    """Return the queue the workers of an engine serve."""
    return GPU_ORDERS if engine == NEEDS_GPU else CPU_ORDERS


def queue_of(styles: Sequence[str]) -> str:
    """Return the queue of an order in these styles; one nobody knows any more does not count."""
    engines = style_engines()
    queues = {queue_for(engines.get(style, "")) for style in styles}
    return GPU_ORDERS if GPU_ORDERS in queues else CPU_ORDERS


@dataclass(frozen=True, slots=True)
class JobQueue:
    """Enqueues and cancels jobs; their id is the order's."""

    client: DBOSClient

    def enqueue(
        self,
        connection: sa.Connection,
        order_id: str,
        *,
        user_id: str,
        queue: str,
        again: bool = False,
    ) -> None:
        """Add the job of an order, or another one; it is there when the transaction is."""
        self.client.enqueue_in_transaction(
            connection,
            {
                "queue_name": queue,
                "workflow_name": RUN_ORDER,
                "workflow_id": f"{order_id}{AGAIN}" if again else order_id,
                "app_version": JOB_VERSION,
                "queue_partition_key": user_id,
                "serialization_type": WorkflowSerializationFormat.PORTABLE,
            },
            order_id,
        )

    def cancel(self, order_id: str) -> None:
        """Stop the job of an order at its next step."""
        self.client.cancel_workflows([order_id, f"{order_id}{AGAIN}"])


def open_queue(database: sa.Engine) -> JobQueue:
    """Return the queue in this database; connects on first use."""
    client = DBOSClient(
        system_database_engine=database,
        application_name=APPLICATION,
        lazy=True,
    )
    return JobQueue(client)
