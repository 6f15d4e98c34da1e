"""What has been applied: event ids, and how far each partition was read.

Both are written in the transaction of the effect, so that an event read twice has one effect.
"""

from collections.abc import Collection
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
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

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
    inbox = db.table("inbox")
    rows = [{"event_id": id, "at": db.now} for id in dict.fromkeys(ids)]
    insert = postgresql.insert if db.database.is_postgresql else sqlite.insert
    added: set[UUID] = set()
    for start in range(0, len(rows), 400):
        new = insert(inbox).values(rows[start : start + 400]).on_conflict_do_nothing()
        added |= set((await db.run(new.returning(inbox.c.event_id))).scalars())
    return added


async def position(db: Db, partition: Partition) -> int:
    """The next offset to apply, locked until the commit, so that a late double cannot pass."""
    marks = db.table("watermark")
    query = select(marks.c.next_offset).where(*_is(marks, partition)).with_for_update()
    found: int | None = (await db.run(query)).scalar_one_or_none()
    if found is None:
        insert = postgresql.insert if db.database.is_postgresql else sqlite.insert
        row = {"topic": partition.topic, "partition": partition.number, "next_offset": 0}
        await db.run(insert(marks).values(row).on_conflict_do_nothing())
        found = (await db.run(query)).scalar_one()
    return found


async def advance(db: Db, partition: Partition, next_offset: int) -> None:
    marks = db.table("watermark")
    await db.run(marks.update().where(*_is(marks, partition)).values(next_offset=next_offset))


async def has(database: Database, id: UUID) -> bool:
    inbox = database.table("inbox")
    async with database.look() as connection:
        query = select(inbox.c.event_id).where(inbox.c.event_id == id)
        return (await connection.execute(query)).first() is not None


def _is(marks: Table, partition: Partition) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return marks.c.topic == partition.topic, marks.c.partition == partition.number
