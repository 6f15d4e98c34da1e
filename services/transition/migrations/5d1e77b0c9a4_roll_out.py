"""Roll-out: cutovers, parallel runs, hypercare, handovers, roll-backs."""

import sqlalchemy as sa
from alembic import op

from libs.common.db.columns import Instant

revision = "5d1e77b0c9a4"
down_revision = "8916bcba59a8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("wave", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stabilised_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("handed_over_on", sa.Date(), nullable=True))
    _cutovers()
    _parallel_runs()
    _hypercare()
    _ways_out()


def _cutovers() -> None:
    op.create_table(
        "cutover",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("rehearsal_days", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("begun_at", Instant(), nullable=True),
        sa.Column("committed_by", sa.String(), nullable=True),
        sa.Column("committed_at", Instant(), nullable=True),
        sa.Column("committed_for", sa.String(), nullable=False),
        sa.Column("completed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cutover")),
        sa.UniqueConstraint("wave_id", name=op.f("uq_cutover_wave_id")),
    )
    with op.batch_alter_table("cutover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cutover_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cutover_programme_id"), ["programme_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cutover_tenant"), ["tenant"], unique=False)

    op.create_table(
        "cutover_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("cutover_id", sa.Uuid(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("mandatory", sa.Boolean(), nullable=False),
        sa.Column("past_no_return", sa.Boolean(), nullable=False),
        sa.Column("rollback", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cutover_item")),
        sa.UniqueConstraint("cutover_id", "code", name=op.f("uq_cutover_item_cutover_id_code")),
    )
    with op.batch_alter_table("cutover_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cutover_item_cutover_id"), ["cutover_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_cutover_item_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_cutover_item_programme_id"), ["programme_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_cutover_item_tenant"), ["tenant"], unique=False)

    op.create_table(
        "cutover_rehearsal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("cutover_id", sa.Uuid(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("rehearsed_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("failed", sa.String(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cutover_rehearsal")),
    )
    with op.batch_alter_table("cutover_rehearsal", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cutover_rehearsal_cutover_id"), ["cutover_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_cutover_rehearsal_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_cutover_rehearsal_programme_id"), ["programme_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_cutover_rehearsal_tenant"), ["tenant"], unique=False)


def _parallel_runs() -> None:
    op.create_table(
        "parallel_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("tolerance", sa.String(length=40), nullable=False),
        sa.Column("tolerance_is_share", sa.Boolean(), nullable=False),
        sa.Column("in_a_row", sa.Integer(), nullable=False),
        sa.Column("share", sa.String(length=40), nullable=True),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("explanation", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parallel_run")),
        sa.UniqueConstraint("plan_id", "code", name=op.f("uq_parallel_run_plan_id_code")),
    )
    with op.batch_alter_table("parallel_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_parallel_run_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_parallel_run_programme_id"), ["programme_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_parallel_run_tenant"), ["tenant"], unique=False)
        batch_op.create_index(batch_op.f("ix_parallel_run_wave_id"), ["wave_id"], unique=False)

    op.create_table(
        "parallel_day",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("old", sa.String(length=40), nullable=False),
        sa.Column("new", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("reported_by", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("explained_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parallel_day")),
        sa.UniqueConstraint("run_id", "day", name=op.f("uq_parallel_day_run_id_day")),
    )
    with op.batch_alter_table("parallel_day", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_parallel_day_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_parallel_day_programme_id"), ["programme_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_parallel_day_run_id"), ["run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_parallel_day_tenant"), ["tenant"], unique=False)


def _hypercare() -> None:
    op.create_table(
        "hypercare",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("overran", sa.Boolean(), nullable=False),
        sa.Column("accepted", sa.JSON(), nullable=False),
        sa.Column("extensions", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hypercare")),
        sa.UniqueConstraint("wave_id", name=op.f("uq_hypercare_wave_id")),
    )
    with op.batch_alter_table("hypercare", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hypercare_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_hypercare_programme_id"), ["programme_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_hypercare_tenant"), ["tenant"], unique=False)

    op.create_table(
        "hypercare_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hypercare_record")),
        sa.UniqueConstraint(
            "wave_id", "criterion", "day", name=op.f("uq_hypercare_record_wave_id_criterion_day")
        ),
    )
    with op.batch_alter_table("hypercare_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hypercare_record_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_hypercare_record_programme_id"), ["programme_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_hypercare_record_tenant"), ["tenant"], unique=False)
        batch_op.create_index(batch_op.f("ix_hypercare_record_wave_id"), ["wave_id"], unique=False)

    op.create_table(
        "hypercare_incident",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("raised_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("resolution", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hypercare_incident")),
        sa.UniqueConstraint("plan_id", "code", name=op.f("uq_hypercare_incident_plan_id_code")),
    )
    with op.batch_alter_table("hypercare_incident", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_hypercare_incident_plan_id"), ["plan_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_hypercare_incident_programme_id"), ["programme_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_hypercare_incident_tenant"), ["tenant"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_hypercare_incident_wave_id"), ["wave_id"], unique=False
        )


def _ways_out() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("begun_by", sa.String(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("offered_by", sa.String(), nullable=True),
        sa.Column("accepted_by", sa.String(), nullable=True),
        sa.Column("run_by", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handover_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_handover_programme_id"), ["programme_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_handover_tenant"), ["tenant"], unique=False)
        batch_op.create_index(batch_op.f("ix_handover_wave_id"), ["wave_id"], unique=False)

    op.create_table(
        "roll_back",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=True),
        sa.Column("caused_by", sa.String(length=32), nullable=True),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("rolled_back_on", sa.Date(), nullable=True),
        sa.Column("clocks_from", sa.Date(), nullable=True),
        sa.Column("clocks_until", sa.Date(), nullable=True),
        sa.Column("lessons", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_back")),
    )
    with op.batch_alter_table("roll_back", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roll_back_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_roll_back_programme_id"), ["programme_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_roll_back_tenant"), ["tenant"], unique=False)
        batch_op.create_index(batch_op.f("ix_roll_back_wave_id"), ["wave_id"], unique=False)
