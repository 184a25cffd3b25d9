"""Tell whether pictures show what the person wears on their face."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Bring the tables forward; what was settled before was never asked."""
    with op.batch_alter_table("renderings", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "complete",
                sa.Boolean(),
                nullable=True,
                comment="Whether it shows the glasses of the photo",
            )
        )
