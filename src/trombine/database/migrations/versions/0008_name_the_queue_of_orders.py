"""Name the queue of orders, and find by it how many wait before one."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

IMAGINED = frozenset(
    {
        "astronaut",
        "cyber",
        "explorer",
        "jazz",
        "own-words",
        "renaissance",
        "royal",
        "sixties",
        "storybook",
    }
)
"""The styles that needed a GPU when this was written."""
BEFORE, AFTER = "ix_orders_state_submitted_at", "ix_orders_state_queue_submitted_at"


def upgrade() -> None:
    """Bring the tables forward."""
    # Not in a batch, which on SQLite copies the table and drops the old one: everything that goes
    # with an order would go.
    op.execute("ALTER TABLE orders ADD COLUMN queue VARCHAR(40) NOT NULL DEFAULT 'orders'")
    known = sa.table("orders", sa.column("id"), sa.column("styles", sa.JSON), sa.column("queue"))
    connection = op.get_bind()
    asked = connection.execute(sa.select(known.c.id, known.c.styles)).all()
    for order_id, styles in asked:
        if IMAGINED.intersection(styles):
            this = sa.update(known).where(known.c.id == order_id)
            connection.execute(this.values(queue="gpu"))
    op.drop_index(BEFORE, "orders")
    op.create_index(AFTER, "orders", ["state", "queue", "submitted_at"])


def downgrade() -> None:
    """Bring the tables back."""
    op.drop_index(AFTER, "orders")
    op.create_index(BEFORE, "orders", ["state", "submitted_at"])
    op.execute("ALTER TABLE orders DROP COLUMN queue")
