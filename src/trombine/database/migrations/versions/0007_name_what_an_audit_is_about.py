"""Name what an audit is about: an order, or a user."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Bring the tables forward."""
    op.execute("ALTER TABLE audits RENAME COLUMN order_id TO about")
