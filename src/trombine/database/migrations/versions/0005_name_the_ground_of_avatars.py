"""Name the ground of avatars."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Bring the tables forward."""
    with op.batch_alter_table("avatars", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "ground",
                sa.String(length=12),
                nullable=True,
                comment="Its name; missing where drawn before it was kept",
            )
        )
