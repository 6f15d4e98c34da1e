"""A vendor's refused reports, kept in its sight until they are made good."""

import sqlalchemy as sa
from alembic import op

revision = "f27c41d9a0b8"
down_revision = "d94c1b7e5a30"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Those from before stay on their receipts."""
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("refused_reports", sa.JSON(), nullable=False, server_default="[]")
        )
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.alter_column("refused_reports", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_column("refused_reports")
