"""Who runs a service level since the handover of its wave."""

import sqlalchemy as sa
from alembic import op

revision = "b7c2f0d4a913"
down_revision = "fcc05f18e225"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("service_level", schema=None) as batch_op:
        batch_op.add_column(sa.Column("run_by", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("run_from", sa.Date(), nullable=True))
