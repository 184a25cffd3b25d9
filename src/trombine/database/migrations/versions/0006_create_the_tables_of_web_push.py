"""Create the tables of Web Push."""

import sqlalchemy as sa
from alembic import op

from trombine.database import tables

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "push_subscriptions",
        sa.Column("session", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("endpoint", sa.String(length=2048), nullable=False),
        sa.Column("public_key", sa.String(length=100), nullable=False),
        sa.Column("secret", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("made_at", tables.Moment(), nullable=False),
        sa.Column(
            "told_order",
            sa.String(length=32),
            nullable=True,
            comment="The last one its browser was told about",
        ),
        sa.ForeignKeyConstraint(
            ["session"],
            ["sessions.digest"],
            name=op.f("fk_push_subscriptions_session"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_push_subscriptions_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session", name=op.f("pk_push_subscriptions")),
        comment="Browsers that want to be told when portraits are ready; each goes with its "
        "session",
    )
    with op.batch_alter_table("push_subscriptions") as table:
        table.create_index("ix_push_subscriptions_user_id", ["user_id"])
    op.create_table(
        "notices",
        sa.Column("order_id", sa.String(length=32), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", tables.Moment(), nullable=False),
        sa.Column("told_at", tables.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_notices_order_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_notices")),
    )
