"""Tell how the skin of avatars differs from the photos'."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Bring the tables forward."""
    with op.batch_alter_table("avatars", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "skin",
                sa.String(length=24),
                nullable=True,
                comment="How it differs from the photos', in a word; no tone",
            )
        )
