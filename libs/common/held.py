"""Events that could not be applied, kept in the database of the service that could not.

`dead`: poison, until an operator replays or discards it. `parked`: a later event of the same
topic and key, which must not overtake it. `pending`: it came before the fact it needs, or behind
one that did, and is applied when another event of its key has been.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    Text,
    Uuid,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from libs.common.bus import Headers, Partition, Record
from libs.common.cloudevents import Envelope, tenant_of
from libs.common.db import Database, Db
from libs.common.db.columns import Instant
from libs.common.ids import new_id


class State(StrEnum):
    DEAD = "dead"
    PARKED = "parked"
    PENDING = "pending"


NO_TENANT = "-"
"Whose undecodable events are: those of the platform's own operators."


class Outcome(StrEnum):
    APPLIED = "applied"
    DISCARDED = "discarded"


class Early(Exception):
    """Raised by a handler whose event came before a fact it needs; it is applied later."""

    def __init__(self, needs: str) -> None:
        super().__init__(f"Waiting for {needs}")


def add_tables(metadata: MetaData) -> None:
    table = Table(
        "held_event",
        metadata,
        Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
        Column("id", Uuid, nullable=False, unique=True),
        Column("state", String(8), nullable=False),
        Column("outcome", String(10)),
        Column("event_id", Uuid),
        Column("tenant", String(64)),
        Column("type", String(120)),
        Column("topic", String(64), nullable=False),
        Column("partition", Integer, nullable=False),
        Column("offset", BigInteger, nullable=False),
        Column("key", String(200), nullable=False),
        Column("headers", Text, nullable=False),
        Column("value", LargeBinary, nullable=False),
        Column("reason", Text, nullable=False),
        Column("trace_id", String(32)),
        Column("held_at", Instant, nullable=False),
        Column("ended_at", Instant),
        Column("ended_by", String(200)),
        sqlite_autoincrement=True,
    )
    Index("ix_held_event_lane", table.c.key, table.c.topic, table.c.outcome)


def key_of(record: Record) -> str:
    """As a database can store it."""
    return _plain(record.key.decode(errors="replace"))[:200]


async def hold(
    db: Db, record: Record, envelope: Envelope | None, state: State, reason: str, trace_id: str
) -> None:
    row = {
        "id": new_id(),
        "state": state,
        "event_id": envelope and envelope.id,
        "tenant": tenant_of(record.headers) or NO_TENANT,
        "type": envelope and envelope.type,
        "topic": record.partition.topic,
        "partition": record.partition.number,
        "offset": record.offset,
        "key": key_of(record),
        "headers": _packed(record.headers),
        "value": record.value,
        "reason": _plain(reason),
        "trace_id": _plain(trace_id)[:32],
        "held_at": db.now,
    }
    await db.run(insert(db.table("held_event")), row)


async def pending(db: Db, key: str) -> Sequence[Row[Any]]:
    table = db.table("held_event")
    query = select(table).where(
        table.c.key == key, table.c.outcome.is_(None), table.c.state == State.PENDING
    )
    return list(await db.run(query.order_by(table.c.seq)))


async def end(db: Db, id: UUID, outcome: Outcome, by: str | None = None) -> None:
    table = db.table("held_event")
    values = {"outcome": outcome, "ended_at": db.now, "ended_by": by}
    await db.run(update(table).where(table.c.id == id).values(values))


async def restate(db: Db, id: UUID, state: State, reason: str) -> None:
    table = db.table("held_event")
    await db.run(update(table).where(table.c.id == id).values(state=state, reason=_plain(reason)))


async def listing(
    db: Db, tenant: str, *, states: Collection[State], after: int, limit: int, ended: bool
) -> Sequence[Row[Any]]:
    """Of one tenant, oldest first, after a place in the order."""
    table = db.table("held_event")
    query = select(table).where(table.c.tenant == tenant, table.c.seq > after)
    query = query.where(table.c.state.in_(states))
    query = query.where(table.c.outcome.is_not(None) if ended else table.c.outcome.is_(None))
    return list(await db.run(query.order_by(table.c.seq).limit(limit)))


async def one(db: Db, tenant: str, id: UUID) -> Row[Any] | None:
    table = db.table("held_event")
    query = select(table).where(table.c.id == id, table.c.tenant == tenant)
    row: Row[Any] | None = (await db.run(query)).one_or_none()
    return row


async def counts(connection: AsyncConnection, database: Database) -> dict[State, int]:
    """How many of each state are held now."""
    table = database.table("held_event")
    query = select(table.c.state, func.count()).where(table.c.outcome.is_(None))
    rows = {State(state): n for state, n in await connection.execute(query.group_by(table.c.state))}
    return {state: rows.get(state, 0) for state in State}


def record_of(row: Row[Any]) -> Record:
    headers = _unpacked(row.headers)
    key: str = row.key
    at: datetime = row.held_at
    partition = Partition(row.topic, row.partition)
    return Record(partition, row.offset, key.encode(), headers, row.value, at)


def _plain(reason: str) -> str:
    return reason.replace("\0", "")[:2000]


def _packed(headers: Headers) -> str:
    return json.dumps([[name, b64encode(value).decode()] for name, value in headers])


def _unpacked(text: str) -> Headers:
    return tuple((name, b64decode(value)) for name, value in json.loads(text))
