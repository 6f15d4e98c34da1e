"""An exit says to whom the work goes."""

import sqlalchemy as sa
from alembic import op

revision = "fcc05f18e225"
down_revision = "ac54a5a7e53e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("exit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("to_vendor_id", sa.Uuid(), nullable=True))
