"""Create the table of letters."""

import sqlalchemy as sa
from alembic import op

from trombine.database import tables

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "letters",
        sa.Column("order_id", sa.String(length=32), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", tables.Moment(), nullable=False),
        sa.Column("told_at", tables.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_letters_order_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_letters")),
    )
