"""How an order reaches a worker: one row of the job engine's queue, in the caller's transaction."""

from dataclasses import dataclass

import sqlalchemy as sa
from dbos import DBOSClient, WorkflowSerializationFormat

APPLICATION = "trombine"
JOB_VERSION = "1"
"""Jobs of another version are not touched by this one; change it when their steps change."""
RUN_ORDER = "run_order"
AGAIN = "-again"
"""Ends the name of an order's second job, which it gets when the host lets it go on."""


@dataclass(frozen=True, slots=True)
class DurableQueue:
    """Enqueues and cancels jobs of DBOS; see ``orders.queue.JobQueue``."""

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


def open_queue(database: sa.Engine) -> DurableQueue:
    """Return the queue in this database; connects on first use."""
    client = DBOSClient(
        system_database_engine=database,
        application_name=APPLICATION,
        lazy=True,
    )
    return DurableQueue(client)
