"""The table of a service's jobs."""

from enum import StrEnum

from sqlalchemy import Boolean, Column, Float, Index, Integer, MetaData, String, Table, Text, Uuid

from libs.common.db.columns import Instant, Json, Word


class State(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        return self not in OPEN


OPEN = (State.QUEUED, State.RUNNING)


def add_tables(metadata: MetaData) -> None:
    """`version` counts what a reader can see change. `tries` counts how often it was begun."""
    table = Table(
        "job",
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("tenant", String(64), nullable=False),
        Column("programme_id", Uuid),
        Column("vendor_id", Uuid),
        Column("kind", String(64), nullable=False),
        Column("input", Json(), nullable=False),
        Column("state", Word(State), nullable=False),
        Column("share", Float, nullable=False),
        Column("message", Text, nullable=False),
        Column("details", Json(), nullable=False),
        Column("result", Json()),
        Column("problem", Json()),
        Column("event", String(100)),
        Column("version", Integer, nullable=False),
        Column("started_by", String(200), nullable=False),
        Column("roles", Json(), nullable=False),
        Column("stated", Boolean, nullable=False),
        Column("asked_at", Instant, nullable=False),
        Column("created_at", Instant, nullable=False),
        Column("started_at", Instant),
        Column("finished_at", Instant),
        Column("trace", Json(), nullable=False),
        Column("tries", Integer, nullable=False),
        Column("lease", Uuid),
        Column("lease_until", Instant),
    )
    Index("ix_job_state", table.c.state, table.c.id)
    Index("ix_job_tenant", table.c.tenant, table.c.id)
    Index("ix_job_finished_at", table.c.finished_at)
