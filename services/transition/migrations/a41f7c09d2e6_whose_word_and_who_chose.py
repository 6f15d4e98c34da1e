"""Whose word progress rests on, who chose what a decision is held to, and delivered conditions."""

import sqlalchemy as sa
from alembic import op

revision = "a41f7c09d2e6"
down_revision = "e1b2007fb885"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("gate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("signatories_chosen_by", sa.String(), nullable=True))
    with op.batch_alter_table("hypercare", schema=None) as batch_op:
        batch_op.add_column(sa.Column("planned_by", sa.String(), nullable=True))
    with op.batch_alter_table("parallel_run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("begun_by", sa.String(), nullable=True))
    with op.batch_alter_table("claim_condition", schema=None) as batch_op:
        batch_op.add_column(sa.Column("delivered_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("delivered_by", sa.String(), nullable=True))
    with op.batch_alter_table("transfer_record", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("word", sa.String(length=32), nullable=False, server_default="vendor")
        )
    record = sa.table("transfer_record", sa.column("word"), sa.column("source"))
    approved = record.c.source.in_(["document", "test"])
    op.execute(record.update().where(approved).values(word="client"))
    with op.batch_alter_table("transfer_record", schema=None) as batch_op:
        batch_op.alter_column("word", server_default=None)


def downgrade() -> None:
    for table, columns in (
        ("transfer_record", ["word"]),
        ("claim_condition", ["delivered_by", "delivered_on"]),
        ("parallel_run", ["begun_by"]),
        ("hypercare", ["planned_by"]),
        ("gate", ["signatories_chosen_by"]),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.drop_column(column)
