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
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID
from zlib import crc32

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Column,
    ColumnElement,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    Text,
    Uuid,
    bindparam,
    func,
    insert,
    select,
    text,
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


class Lane(NamedTuple):
    """Within a lane order is kept: the events of one producer with one key."""

    topic: str
    key: str


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


def lane(record: Record) -> Lane:
    return Lane(record.partition.topic, record.key.decode(errors="replace")[:200])


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
        "key": lane(record).key,
        "headers": _packed(record.headers),
        "value": record.value,
        "reason": _plain(reason),
        "trace_id": trace_id[:32],
        "held_at": db.now,
    }
    await db.run(insert(db.table("held_event")), row)


SLOTS = 256
LOCKS = 7_162_067
"The first half of the advisory locks under which the events of a key are taken in turn."


async def take_turns(db: Db, keys: Collection[str]) -> None:
    """Until the commit, nobody else applies or holds events of these keys.

    Two members of a group may have two topics of one programme: a fact must not slip by an event
    that waits for it. SQLite has one writer anyway.
    """
    if db.database.is_postgresql and keys:
        slots = sorted({crc32(key.encode()) % SLOTS for key in keys})
        await db.run(TURNS, {"space": LOCKS, "slots": slots})


TURNS = text(
    "SELECT pg_advisory_xact_lock(CAST(:space AS int), slot)"
    " FROM unnest(CAST(:slots AS int[])) AS slot"
)


async def standing(db: Db, keys: Collection[str]) -> dict[Lane, State]:
    """The lanes of these keys in which something is held, with the state a later event gets.

    What could not even be told an event's holds up nobody.
    """
    if not keys:
        return {}
    found: dict[Lane, State] = {}
    for topic, key, state in await db.run(_standing(db.table("held_event")), {"keys": list(keys)}):
        lane = Lane(topic, key)
        pending = state == State.PENDING and found.get(lane) is not State.PARKED
        found[lane] = State.PENDING if pending else State.PARKED
    return found


@cache
def _standing(table: Table) -> Any:
    query = select(table.c.topic, table.c.key, table.c.state).distinct()
    keys: BindParameter[Any] = bindparam("keys", expanding=True)
    known = table.c.event_id.is_not(None)
    return query.where(table.c.outcome.is_(None), table.c.key.in_(keys), known)


async def pending(db: Db, key: str) -> Sequence[Row[Any]]:
    table = db.table("held_event")
    query = select(table).where(
        table.c.key == key, table.c.outcome.is_(None), table.c.state == State.PENDING
    )
    return list(await db.run(query.order_by(table.c.seq)))


async def next_in_lane(db: Db, row: Row[Any]) -> Row[Any] | None:
    """The one that waits right behind it."""
    table = db.table("held_event")
    query = select(table).where(*_standing_in(table, row), table.c.seq > row.seq)
    found: Row[Any] | None = (await db.run(query.order_by(table.c.seq).limit(1))).one_or_none()
    return found


async def is_in_front(db: Db, row: Row[Any]) -> bool:
    """Whether nothing of its lane is held before it."""
    table = db.table("held_event")
    query = select(table.c.seq).where(*_standing_in(table, row), table.c.seq < row.seq).limit(1)
    return (await db.run(query)).first() is None


async def bury(db: Db, row: Row[Any], reason: str) -> None:
    """Holds it as dead, and what waits behind it in its lane as parked."""
    await restate(db, row.id, State.DEAD, reason)
    await restate_behind(db, row, State.PARKED)


async def restate_behind(db: Db, row: Row[Any], state: State) -> None:
    table = db.table("held_event")
    behind = (*_standing_in(table, row), table.c.seq > row.seq)
    await db.run(update(table).where(*behind).values(state=state))


def _standing_in(table: Table, row: Row[Any]) -> tuple[ColumnElement[bool], ...]:
    return table.c.topic == row.topic, table.c.key == row.key, table.c.outcome.is_(None)


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
