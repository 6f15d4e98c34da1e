"""What fell between a gate's decision and go-live."""

import sqlalchemy as sa
from alembic import op

revision = "c3d1f04b6a27"
down_revision = "569000cec6b6"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("gate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fallen", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("gate", schema=None) as batch_op:
        batch_op.drop_column("fallen")
