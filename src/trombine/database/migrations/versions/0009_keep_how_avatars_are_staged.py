"""Keep how avatars are staged."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Bring the tables forward."""
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stagings", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("avatars", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "staging",
                sa.JSON(),
                nullable=True,
                comment="Pose, garment, world and prop; missing where none is",
            )
        )
