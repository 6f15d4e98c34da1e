"""Answers to repeated requests know their tenant, so that the wall stands before them too."""

import sqlalchemy as sa
from alembic import op

revision = "05990c8211d5"
down_revision = "110af8ad608e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("idempotency", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("tenant", sa.String(length=64), server_default="", nullable=False)
        )
