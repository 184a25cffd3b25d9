"""How an order is handed to the workers of its engine, whatever runs its job."""

from typing import Protocol

import sqlalchemy as sa

CPU_ORDERS, GPU_ORDERS = "orders", "gpu"
"""A worker serves one queue, so that no order waits for a machine that cannot draw it."""
QUEUES = {"portrait": CPU_ORDERS, "diffusion": GPU_ORDERS}
"""By engine; the queue of an engine from another package has the engine's name."""


def queue_for(engine: str) -> str:
    """Return the queue the workers of an engine serve."""
    return QUEUES.get(engine, engine)


class JobQueue(Protocol):
    """Enqueues and cancels jobs; their id is the order's."""

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
        ...

    def cancel(self, order_id: str) -> None:
        """Stop the job of an order at its next step."""
        ...
