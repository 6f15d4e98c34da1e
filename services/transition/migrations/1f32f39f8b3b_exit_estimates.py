"""How long a way out would take, month by month, against the contract's notice."""

import sqlalchemy as sa
from alembic import op

revision = "1f32f39f8b3b"
down_revision = "aae8d7c427f7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exit_estimate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("estimated_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("topics", sa.Integer(), nullable=False),
        sa.Column("only_the_vendor_knows", sa.JSON(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("shape", sa.JSON(), nullable=False),
        sa.Column("explanation", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exit_estimate")),
    )
    with op.batch_alter_table("exit_estimate", schema=None) as batch_op:
        for column in ("plan_id", "programme_id", "tenant"):
            batch_op.create_index(op.f(f"ix_exit_estimate_{column}"), [column], unique=False)
    with op.batch_alter_table("plan", schema=None) as batch_op:
        notice = sa.Column("notice_days", sa.Integer(), nullable=False, server_default="90")
        batch_op.add_column(notice)
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.alter_column("notice_days", server_default=None)
