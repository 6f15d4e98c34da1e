"""Risks that the transition raises: what they are about, and whether they are open."""

import sqlalchemy as sa
from alembic import op

revision = "a92e0c7d41f5"
down_revision = "3c51c11ae49a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sa.String(length=40)
    with op.batch_alter_table("risk", schema=None) as batch_op:
        for judged in ("probability", "impact", "expected_value"):
            batch_op.alter_column(judged, existing_type=text, nullable=True)
        batch_op.add_column(sa.Column("thing", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("level", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("state", sa.String(), nullable=False, server_default="open"))
        batch_op.add_column(sa.Column("raised_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("closed_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("closed_because", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_risk_thing"), ["thing"], unique=False)
