"""What an escalation is about, and days for which the vendor is relieved."""

import sqlalchemy as sa
from alembic import op

revision = "e1d7a4b05c62"
down_revision = "b7c2f0d4a913"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("level", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("thing", sa.String(), nullable=True))
        batch_op.add_column(
            sa.Column("stands", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.create_index(batch_op.f("ix_escalation_thing"), ["thing"], unique=False)
    op.create_table(
        "relief_span",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("relief_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("relieves", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("waves", sa.JSON(), nullable=False),
        sa.Column("service_levels", sa.JSON(), nullable=False),
        sa.Column("agreed_by", sa.String(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relief_span")),
        sa.UniqueConstraint(
            "contract_id", "relief_id", name=op.f("uq_relief_span_contract_id_relief_id")
        ),
    )
    with op.batch_alter_table("relief_span", schema=None) as batch_op:
        for column in ("contract_id", "programme_id", "tenant"):
            batch_op.create_index(batch_op.f(f"ix_relief_span_{column}"), [column], unique=False)
