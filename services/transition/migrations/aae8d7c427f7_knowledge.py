"""Knowledge: documents, sessions, tests and cases; single points; more about topics."""

import sqlalchemy as sa
from alembic import op

from libs.common.db.columns import Instant

revision = "aae8d7c427f7"
down_revision = "69536432c80e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "knowledge_document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_document")),
        sa.UniqueConstraint("plan_id", "code", name=op.f("uq_knowledge_document_plan_id_code")),
    )
    with op.batch_alter_table("knowledge_document", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_knowledge_document_plan_id"), ["plan_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_knowledge_document_programme_id"), ["programme_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_knowledge_document_tenant"), ["tenant"], unique=False)

    op.create_table(
        "knowledge_risk",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("topic_code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("criticality", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("of_client", sa.Boolean(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=True),
        sa.Column("secured_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_risk")),
        sa.UniqueConstraint(
            "plan_id", "topic_code", name=op.f("uq_knowledge_risk_plan_id_topic_code")
        ),
    )
    with op.batch_alter_table("knowledge_risk", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_knowledge_risk_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_knowledge_risk_programme_id"), ["programme_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_knowledge_risk_tenant"), ["tenant"], unique=False)

    op.create_table(
        "knowledge_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("trainer", sa.String(), nullable=False),
        sa.Column("invited", sa.JSON(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("vendor_zone", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("lost_trainer", sa.Boolean(), nullable=False),
        sa.Column("attendance", sa.JSON(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_session")),
        sa.UniqueConstraint("plan_id", "code", name=op.f("uq_knowledge_session_plan_id_code")),
    )
    with op.batch_alter_table("knowledge_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_knowledge_session_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_knowledge_session_programme_id"), ["programme_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_knowledge_session_tenant"), ["tenant"], unique=False)

    op.create_table(
        "knowledge_standing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("share", sa.String(length=40), nullable=True),
        sa.Column("looked_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_standing")),
        sa.UniqueConstraint("plan_id", "wave", name=op.f("uq_knowledge_standing_plan_id_wave")),
    )
    with op.batch_alter_table("knowledge_standing", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_knowledge_standing_plan_id"), ["plan_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_knowledge_standing_programme_id"), ["programme_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_knowledge_standing_tenant"), ["tenant"], unique=False)

    op.create_table(
        "knowledge_test",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("topic_code", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("score", sa.String(length=40), nullable=False),
        sa.Column("pass_mark", sa.String(length=40), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("marked_by", sa.String(), nullable=False),
        sa.Column("marked_at", Instant(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_test")),
    )
    with op.batch_alter_table("knowledge_test", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_knowledge_test_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_knowledge_test_programme_id"), ["programme_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_knowledge_test_tenant"), ["tenant"], unique=False)

    op.create_table(
        "shadowed_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("topic_code", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("handled_on", sa.Date(), nullable=False),
        sa.Column("unaided", sa.Boolean(), nullable=False),
        sa.Column("seen_by", sa.String(), nullable=False),
        sa.Column("reported_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shadowed_case")),
        sa.UniqueConstraint(
            "plan_id",
            "topic_code",
            "person",
            "step",
            "reference",
            name=op.f("uq_shadowed_case_plan_id_topic_code_person_step_reference"),
        ),
    )
    with op.batch_alter_table("shadowed_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shadowed_case_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_shadowed_case_programme_id"), ["programme_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_shadowed_case_tenant"), ["tenant"], unique=False)

    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.add_column(sa.Column("process", sa.String(), nullable=True))
        batch_op.add_column(
            sa.Column("kind", sa.String(length=32), nullable=False, server_default="process")
        )
        batch_op.add_column(sa.Column("holders", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(
            sa.Column("least_cases", sa.Integer(), nullable=False, server_default="1")
        )
        batch_op.add_column(
            sa.Column("state", sa.String(length=32), nullable=False, server_default="listed")
        )
        batch_op.add_column(sa.Column("withdrawn_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("withdrawn_because", sa.String(), nullable=False, server_default="")
        )

    with op.batch_alter_table("transfer_record", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("source", sa.String(length=32), nullable=False, server_default="report")
        )
