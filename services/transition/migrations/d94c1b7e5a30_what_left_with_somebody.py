"""What left with somebody, of the plan's knowledge, as it was counted then."""

import sqlalchemy as sa
from alembic import op

revision = "d94c1b7e5a30"
down_revision = "a41f7c09d2e6"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("team_member", schema=None) as batch_op:
        batch_op.add_column(sa.Column("knowledge_lost", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("team_member", schema=None) as batch_op:
        batch_op.drop_column("knowledge_lost")
