"""What has been applied: event ids, and how far each partition was read.

Both are written in the transaction of the effect, so that an event read twice has one effect.
"""

import json
from collections.abc import Collection
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Integer,
    MetaData,
    String,
    Table,
    Uuid,
    bindparam,
    select,
    text,
)

from libs.common.bus import Partition
from libs.common.db import Database, Db
from libs.common.db.columns import Instant


def add_tables(metadata: MetaData) -> None:
    Table(
        "inbox",
        metadata,
        Column("event_id", Uuid, primary_key=True),
        Column("at", Instant, nullable=False),
    )
    Table(
        "watermark",
        metadata,
        Column("topic", String(64), primary_key=True),
        Column("partition", Integer, primary_key=True),
        Column("next_offset", BigInteger, nullable=False),
    )


async def add(db: Db, ids: Collection[UUID]) -> set[UUID]:
    """Notes the ids; those not seen before."""
    if not ids:
        return set()
    found = (await db.run(_noting(db.database, "RETURNING event_id"), _noted(db, ids))).scalars()
    if db.database.is_postgresql:
        return set(found)
    by_hex = {id.hex: id for id in ids}
    return {by_hex[hex] for hex in found}


async def note(db: Db, ids: Collection[UUID]) -> None:
    """The same, where nobody asks which of them are new."""
    if ids:
        await db.run(_noting(db.database), _noted(db, ids))


def _noted(db: Db, ids: Collection[UUID]) -> dict[str, Any]:
    if db.database.is_postgresql:
        return {"ids": list(ids), "at": db.now}
    return {"ids": json.dumps([id.hex for id in ids]), "at": db.now}


async def advance(db: Db, partition: Partition, first: int, next_offset: int) -> int:
    """Notes that the partition is read up to `next_offset`; from where on it is new.

    `first` where all of it is. The mark stays locked until the commit, so that a late double
    cannot pass.
    """
    to = {**_place(partition), "first": first, "to": next_offset}
    if (await db.run(_moving(db.table("watermark")), to)).first() is None:
        first = max(first, await position(db, partition))
        await db.run(_moving(db.table("watermark")), {**to, "first": next_offset})
    return first


async def position(db: Db, partition: Partition) -> int:
    """The next offset to apply, locked until the commit."""
    marks, place = db.table("watermark"), _place(partition)
    found: int | None = (await db.run(_reading(marks), place)).scalar_one_or_none()
    if found is None:
        row = {"topic": partition.topic, "partition": partition.number, "next_offset": 0}
        await db.run(db.database.insert(marks).on_conflict_do_nothing(), row)
        found = (await db.run(_reading(marks), place)).scalar_one()
    return found


async def has(database: Database, id: UUID) -> bool:
    """Whether the event was applied here, and is not held."""
    inbox, held = database.table("inbox"), database.table("held_event")
    waits = select(held.c.seq).where(held.c.event_id == id, held.c.outcome.is_(None))
    query = select(inbox.c.event_id).where(inbox.c.event_id == id, ~waits.exists())
    async with database.look() as connection:
        return (await connection.execute(query)).first() is not None


# Built once a table: building a statement costs as much as running it.


INTO_POSTGRES = """
INSERT INTO inbox (event_id, at) SELECT id, CAST(:at AS timestamptz)
FROM (SELECT DISTINCT id FROM unnest(CAST(:ids AS uuid[])) AS id ORDER BY id) AS ids
ON CONFLICT DO NOTHING
"""
"In the order of the ids, so that two members of the group never wait for each other."
INTO_SQLITE = """
INSERT INTO inbox (event_id, at) SELECT value, :at FROM json_each(:ids) WHERE true
ON CONFLICT DO NOTHING
"""


@cache
def _noting(database: Database, then: str = "") -> Any:
    into = INTO_POSTGRES if database.is_postgresql else INTO_SQLITE
    return text(into + then).bindparams(bindparam("at", type_=Instant))


@cache
def _reading(marks: Table) -> Any:
    return select(marks.c.next_offset).where(*_here(marks)).with_for_update()


@cache
def _moving(marks: Table) -> Any:
    """Never back, and only where nothing before `first` is left out or was read already."""
    here = (*_here(marks), marks.c.next_offset <= bindparam("first"))
    moved = marks.update().where(*here).values(next_offset=bindparam("to"))
    return moved.returning(marks.c.next_offset)


def _here(marks: Table) -> tuple[ColumnElement[bool], ...]:
    return (
        marks.c.topic == bindparam("topic_"),
        marks.c.partition == bindparam("partition_"),
    )


def _place(partition: Partition) -> dict[str, Any]:
    return {"topic_": partition.topic, "partition_": partition.number}
