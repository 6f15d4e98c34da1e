"""Deadlines, expiries, silence: rows that fire in the transaction that writes their effect.

A timer set in a rehearsal (at a stated moment) fires when the rehearsal reaches its due time, one
set in earnest when the clock does.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    delete,
    insert,
    select,
    update,
)

from libs.common.clock import Clock
from libs.common.db import Database, Db, Scope
from libs.common.db.columns import Instant
from libs.common.passing import met_another, told_by, will_pass
from libs.common.stopping import Stop, pause
from libs.common.telemetry import tracing

log = logging.getLogger(__name__)
BATCH = 100
LOOK_EVERY = 1.0
LONGEST_PAUSE = 3600
"Seconds between the tries of a timer that keeps failing."
STOPPED = "timers stopped"
"Where a session notes which it took away itself."


class Overtaken(Exception):
    """Somebody else stopped or fired it meanwhile: its effect here must not stand."""


def add_tables(metadata: MetaData) -> None:
    table = Table(
        "timer",
        metadata,
        Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
        Column("tenant", String(64), nullable=False),
        Column("kind", String(64), nullable=False),
        Column("key", String(200), nullable=False),
        Column("due", Instant, nullable=False),
        Column("stated", Boolean, nullable=False),
        Column("payload", JSON, nullable=False),
        Column("tries", Integer, nullable=False),
        Column("next_try", Instant, nullable=False),
        sqlite_autoincrement=True,
    )
    Index("ix_timer_due", table.c.stated, table.c.next_try)
    Index("uq_timer_key", table.c.tenant, table.c.kind, table.c.key, unique=True)


@dataclass(frozen=True)
class Due:
    """A timer that has run out. `key` is what it was set for."""

    kind: str
    key: str
    at: datetime
    payload: dict[str, Any]

    @property
    def id(self) -> UUID:
        return UUID(self.key)


Effect = Callable[[Due, Db], Awaitable[None]]


async def start_timer(
    db: Db, kind: str, key: object, due: datetime, payload: dict[str, Any] | None = None
) -> None:
    """Sets it, in place of one of the same kind and key."""
    await stop_timer(db, kind, key)
    row = {"tenant": db.scope.tenant, "kind": kind, "key": str(key), "due": due}
    more = {"stated": db.scope.stated, "payload": payload or {}, "tries": 0, "next_try": due}
    await db.run(insert(db.table("timer")), {**row, **more})


async def start_timers(db: Db, kind: str, due: Mapping[Any, datetime]) -> None:
    """Sets many at once, for keys that have none of the kind."""
    if due:
        same = {"tenant": db.scope.tenant, "kind": kind, "stated": db.scope.stated, "payload": {}}
        rows = [
            {**same, "key": str(key), "due": at, "tries": 0, "next_try": at}
            for key, at in due.items()
        ]
        await db.run(insert(db.table("timer")), rows)


async def stop_timer(db: Db, kind: str, key: object) -> None:
    await stop_timers(db, kind, [key])


async def stop_timers(db: Db, kind: str, keys: Iterable[object]) -> None:
    """Those that there are."""
    table = db.table("timer")
    named = [str(key) for key in keys]
    if not named:
        return
    mine = (table.c.tenant == db.scope.tenant, table.c.kind == kind, table.c.key.in_(named))
    stopped = await db.run(delete(table).where(*mine).returning(table.c.seq))
    db.info.setdefault(STOPPED, set()).update(stopped.scalars())


class Timers:
    """The table of a service's timers: `@due("claim_silence") async def …(timer: Due, db)`."""

    def __init__(self) -> None:
        self._effects: dict[str, Effect] = {}
        self.service = ""

    def __call__(self, kind: str) -> Callable[[Effect], Effect]:
        def note(effect: Effect) -> Effect:
            self._effects[kind] = effect
            return effect

        return note

    async def fire_stated(self, db: Db) -> None:
        """Those of the session's tenant that its stated moment has reached, at their own time.

        One whose effect fails is left for the next stated moment, and hinders nobody.
        """
        if not self._effects:
            return
        scope, failed = db.scope, set[int]()
        while row := await self._next_stated(db, scope, failed):
            try:
                async with db.attempt():
                    await self._fire(db, row, Scope(row.tenant, row.due, stated=True))
            except Overtaken:
                failed.add(row.seq)
            except Exception as fault:
                if will_pass(fault):
                    raise
                log.exception("The timer %s of %s failed", row.kind, row.key)
                failed.add(row.seq)

    async def _next_stated(self, db: Db, scope: Scope, but: set[int]) -> Row[Any] | None:
        table = db.table("timer")
        query = select(table).where(
            table.c.stated,
            table.c.tenant == scope.tenant,
            table.c.due <= scope.now,
            table.c.seq.not_in(but),
        )
        first = query.order_by(table.c.due, table.c.seq).limit(1)
        found: Row[Any] | None = (await db.run(first)).one_or_none()
        return found

    async def fire_due(self, database: Database, now: datetime) -> int:
        """Those whose time has come by the clock, each in a transaction of its own.

        One whose effect fails is tried again after a pause that doubles, and hinders nobody.
        """
        table = database.table("timer")
        query = select(table.c.seq).where(table.c.stated.is_(False), table.c.next_try <= now)
        async with database.look() as connection:
            first = query.order_by(table.c.next_try, table.c.seq).limit(BATCH)
            due = list((await connection.execute(first)).scalars())
        for seq in due:
            try:
                await self._fire_one(database, seq, now)
            except Overtaken:
                log.debug("A timer was stopped, or fired by another process")
            except Exception as fault:
                if met_another(fault):
                    continue  # still due at the next look
                if will_pass(fault):
                    raise
                log.exception("A timer failed; it is tried again later")
                await self._put_off(database, seq, now)
        return len(due)

    async def _fire_one(self, database: Database, seq: int, now: datetime) -> None:
        table = database.table("timer")
        async with database.write(Scope("", now)) as db:
            if row := (await db.run(select(table).where(table.c.seq == seq))).one_or_none():
                await self._fire(db, row, Scope(row.tenant, now))

    async def _put_off(self, database: Database, seq: int, now: datetime) -> None:
        table = database.table("timer")
        async with database.change() as connection:
            mine = table.c.seq == seq
            tries = (await connection.execute(select(table.c.tries).where(mine))).scalar() or 0
            pause = timedelta(seconds=min(2**tries, LONGEST_PAUSE))
            values = {"tries": tries + 1, "next_try": now + pause}
            await connection.execute(update(table).where(mine).values(values))

    async def _fire(self, db: Db, row: Row[Any], scope: Scope) -> None:
        """The effect first, then the row: commands too lock what the timer is for before it."""
        await db.enter(scope)
        with tracing.timer(self.service, row.kind):
            await self._effects[row.kind](Due(row.kind, row.key, row.due, row.payload), db)
            await db.settle()
        table = db.table("timer")
        taken = await db.run(delete(table).where(table.c.seq == row.seq))
        if not taken.rowcount and row.seq not in db.info.get(STOPPED, ()):
            raise Overtaken

    async def run(self, database: Database, clock: Clock, stop: Stop) -> None:
        """Until told to stop. A timer whose effect fails is tried again later."""
        while not stop.is_set():
            try:
                fired = await self.fire_due(database, clock.now())
            except Exception as fault:
                told_by(log, fault)("Timers cannot be read; trying again: %r", fault)
                fired = 0
            if fired < BATCH:
                await pause(stop, LOOK_EVERY)
