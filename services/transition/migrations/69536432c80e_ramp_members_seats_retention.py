"""Team members of both sides, seats, the outlook of the ramp, retention agreements."""

import sqlalchemy as sa
from alembic import op

revision = "69536432c80e"
down_revision = "27191154f2af"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ramp_outlook",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("certified", sa.Integer(), nullable=False),
        sa.Column("early", sa.Date(), nullable=True),
        sa.Column("likely", sa.Date(), nullable=True),
        sa.Column("late", sa.Date(), nullable=True),
        sa.Column("explanation", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ramp_outlook")),
        sa.UniqueConstraint("plan_id", "wave", name=op.f("uq_ramp_outlook_plan_id_wave")),
    )
    with op.batch_alter_table("ramp_outlook", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ramp_outlook_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_ramp_outlook_programme_id"), ["programme_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_ramp_outlook_tenant"), ["tenant"], unique=False)

    op.create_table(
        "retention_agreement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=True),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("wave", sa.String(), nullable=True),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("amount", sa.JSON(), nullable=True),
        sa.Column("remind_days", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("history", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_agreement")),
    )
    with op.batch_alter_table("retention_agreement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_retention_agreement_plan_id"), ["plan_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_retention_agreement_programme_id"), ["programme_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_retention_agreement_tenant"), ["tenant"], unique=False)

    op.create_table(
        "seat",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("process", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("needed_by", sa.Date(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("threshold", sa.String(length=40), nullable=False),
        sa.Column("access", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("holder", sa.String(), nullable=True),
        sa.Column("screened_until", sa.Date(), nullable=True),
        sa.Column("certified_until", sa.Date(), nullable=True),
        sa.Column("history", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint("plan_id", "code", name=op.f("uq_seat_plan_id_code")),
    )
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seat_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_seat_programme_id"), ["programme_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_seat_tenant"), ["tenant"], unique=False)

    op.create_table(
        "team_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("is_key", sa.Boolean(), nullable=False),
        sa.Column("seat", sa.String(), nullable=True),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("leaving_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("successor", sa.String(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("history", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_member")),
        sa.UniqueConstraint("plan_id", "code", name=op.f("uq_team_member_plan_id_code")),
    )
    with op.batch_alter_table("team_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_member_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_team_member_programme_id"), ["programme_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_team_member_tenant"), ["tenant"], unique=False)
