"""Order among what is held: within a lane nothing overtakes what waits before it."""

from collections.abc import Collection
from functools import cache
from typing import Any, NamedTuple
from zlib import crc32

from sqlalchemy import ColumnElement, Row, Table, select, text, update

from libs.common import held
from libs.common.bus import Record
from libs.common.db import Database, Db
from libs.common.db.many import among
from libs.common.held import State


class Lane(NamedTuple):
    """Within a lane order is kept: the events of one producer with one key."""

    topic: str
    key: str


def lane(record: Record) -> Lane:
    return Lane(record.partition.topic, held.key_of(record))


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
    for topic, key, state in await db.run(_standing(db.database), {"keys": list(keys)}):
        lane = Lane(topic, key)
        pending = state == State.PENDING and found.get(lane) is not State.PARKED
        found[lane] = State.PENDING if pending else State.PARKED
    return found


@cache
def _standing(database: Database) -> Any:
    table = database.table("held_event")
    query = select(table.c.topic, table.c.key, table.c.state).distinct()
    held_up = table.c.outcome.is_(None), table.c.event_id.is_not(None)
    return query.where(among(database, table.c.key, "keys"), *held_up)


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
    await held.restate(db, row.id, State.DEAD, reason)
    await restate_behind(db, row, State.PARKED)


async def restate_behind(db: Db, row: Row[Any], state: State) -> None:
    table = db.table("held_event")
    behind = (*_standing_in(table, row), table.c.seq > row.seq)
    await db.run(update(table).where(*behind).values(state=state))


def _standing_in(table: Table, row: Row[Any]) -> tuple[ColumnElement[bool], ...]:
    return table.c.topic == row.topic, table.c.key == row.key, table.c.outcome.is_(None)
