"""The unit of work: one transaction per request or batch, committed at the edge.

`Db` is an SQLAlchemy session that knows for whom it works, what time it is, and which events
leave with its commit.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Executable, Table, event
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, select

from libs.common.auth.actor import Actor
from libs.common.cloudevents import Envelope
from libs.common.db import walls
from libs.common.db.engine import is_sqlite, make_engine
from libs.common.db.many import Names, Rows, insert_many
from libs.common.db.ownership import Owned, bounds, watch
from libs.common.faults import Point, reached
from libs.common.problems import not_found

M = TypeVar("M", bound=Owned)
Deed = Callable[["Db", list[Any]], Awaitable[None]]
"With all that it is about."


@dataclass(frozen=True)
class Scope:
    """For whom a session works and when. `stated`: the moment was given by the caller.

    Without a tenant it is machinery, which works for all.
    """

    tenant: str
    now: datetime
    stated: bool = False
    actor: str | None = None
    vendor: UUID | None = None


def as_it_is(query: Any) -> Any:
    """Rows to change: locked, and as they are then, not as the session read them before."""
    return query.with_for_update().execution_options(populate_existing=True)


class _BoundSession(Session):
    """Every statement of it is bound to the scope's tenant and vendor."""


watch(_BoundSession)
event.listen(_BoundSession, "after_begin", walls.say_at_begin)


class Db(AsyncSession):
    sync_session_class = _BoundSession

    def __init__(self, database: "Database", engine: AsyncEngine, scope: Scope) -> None:
        super().__init__(engine, expire_on_commit=False)
        self.database = database
        self.outgoing: list[Any] = []
        self.published: list[tuple[UUID, Envelope]] = []
        "Ids of events that leave, each with an envelope that is its own but for the id."
        self.queued: list[UUID] = []
        "Ids of jobs that may begin with the commit."
        self._put_off: dict[Deed, list[Any]] = {}
        self._stamps: dict[Scope, dict[Any, Any]] = {}
        self._bind(scope)

    @property
    def now(self) -> datetime:
        return self.scope.now

    @property
    def today(self) -> date:
        return self.scope.now.date()

    async def enter(self, scope: Scope) -> None:
        """Goes on for another tenant or moment, within the same transaction."""
        if scope.tenant != self.scope.tenant:
            await self.flush()
            self.expunge_all()
            await walls.say(await self.connection(), scope.tenant)
        self._bind(scope)

    def put_off(self, deed: Deed, about: Any) -> None:
        """Does it once, however often it is asked for, when all else that one request, event or
        timer does is done."""
        self._put_off.setdefault(deed, []).append(about)

    async def settle(self) -> None:
        """Does what was put off, which may put off more."""
        while self._put_off:
            deed = next(iter(self._put_off))
            await deed(self, self._put_off.pop(deed))

    @asynccontextmanager
    async def attempt(self) -> AsyncIterator[None]:
        """A part of the transaction that may fail: then no row and no event of it is left.

        Afterwards the session works for whom it worked before.
        """
        scope, outgoing, published = self.scope, len(self.outgoing), len(self.published)
        queued, put_off = len(self.queued), {d: [*about] for d, about in self._put_off.items()}
        try:
            async with self.begin_nested():
                yield
        except BaseException:
            del self.outgoing[outgoing:], self.published[published:], self.queued[queued:]
            self._put_off = put_off
            raise
        finally:
            await self.enter(scope)

    def _bind(self, scope: Scope) -> None:
        self.scope, self.stamps = scope, self._stamps.setdefault(scope, {})
        self.info["tenant"], self.info["vendor"] = scope.tenant, scope.vendor
        self.info["bounds"] = bounds(self.database.models, scope.tenant, scope.vendor)

    async def seen(self, model: type[M], id: UUID, actor: Actor) -> M:
        """A row to read. 404 where it is another's, 403 without a role on its programme."""
        return self._allowed(model, id, actor, await self.find(model, id))

    async def locked(self, model: type[M], id: UUID, actor: Actor) -> M:
        """A row to change, locked until the commit. Refuses like `seen`."""
        return self._allowed(model, id, actor, await self.find(model, id, lock=True))

    async def find(self, model: type[M], id: UUID, *, lock: bool = False) -> M | None:
        query = select(model).where(model.id == id)
        query = as_it_is(query) if lock else query
        return (await self.scalars(query)).one_or_none()

    def _allowed(self, model: type[M], id: UUID, actor: Actor, row: M | None) -> M:
        if row is None:
            raise not_found(_words(model.__name__), id)
        actor.check(getattr(row, "programme_id", None))
        return row

    async def all(self, query: Any) -> list[Any]:
        return list((await self.scalars(query)).all())

    def table(self, name: str) -> Table:
        return self.database.table(name)

    async def leave(self) -> None:
        """Writes what is still in memory: rows first, then the events that tell of them."""
        await self.settle()
        await self.flush()
        if self.outgoing:
            await self.insert_many("outbox", self.outgoing[0]._fields, self.outgoing)
            self.outgoing = []

    async def run(self, statement: Executable, rows: Any = None) -> Any:
        """A plain statement on the session's connection, past the ORM: for common tables."""
        connection = await self.connection()
        return await connection.execute(statement, rows)

    async def insert_many(self, table: str, names: Names, rows: Rows, then: str = "") -> None:
        """Past the ORM and its bounds, as in `many.insert_many`."""
        await insert_many(await self.connection(), self.table(table), names, rows, then)


class Database:
    """One service's database. `models` is the service's own registry of tables."""

    def __init__(self, url: str, base: type[SQLModel], connections: int = 10) -> None:
        self.url = url
        self.models = base._sa_registry
        self.engine = make_engine(url, connections)
        self._reader = self.engine.execution_options(write=False)
        self._steady = self._reader
        if self.is_postgresql:
            level = "REPEATABLE READ"
            self._steady = self._reader.execution_options(isolation_level=level)
        self._lock = asyncio.Lock() if is_sqlite(self.engine) else None
        self.on_publish: Callable[[], None] = lambda: None
        "Called after a commit that left events in the outbox."
        self.on_queued: Callable[[], None] = lambda: None
        "Called after a commit that queued jobs."

    def table(self, name: str) -> Table:
        return self.models.metadata.tables[name]

    @property
    def one_writer(self) -> AbstractAsyncContextManager[Any]:
        """SQLite has one writer: waiting in line here is fairer than its busy handler."""
        return self._lock or nullcontext()

    @asynccontextmanager
    async def write(self, scope: Scope) -> AsyncIterator[Db]:
        """A transaction that commits at the end of the block, or leaves nothing behind."""
        async with self.one_writer, Db(self, self.engine, scope) as db:
            yield db
            await db.leave()
            await db.commit()
        reached(Point.COMMITTED)
        if db.published:
            self.on_publish()
        if db.queued:
            self.on_queued()

    @asynccontextmanager
    async def read(self, scope: Scope) -> AsyncIterator[Db]:
        """All that is read in it stood at one moment."""
        async with Db(self, self._steady, scope) as db:
            yield db

    @asynccontextmanager
    async def change(self) -> AsyncIterator[AsyncConnection]:
        """A transaction of plain statements, past the ORM and its bounds: for machinery only."""
        async with self.one_writer, self.engine.begin() as connection:
            await walls.say(connection)
            yield connection

    @asynccontextmanager
    async def look(self) -> AsyncIterator[AsyncConnection]:
        """Plain reading, past the ORM and its bounds: for machinery only."""
        async with self._reader.connect() as connection:
            await walls.say(connection)
            yield connection

    def insert(self, table: Table) -> Any:
        """The dialect's own INSERT, which knows ON CONFLICT."""
        if self.is_postgresql:
            return postgresql.insert(table)
        from sqlalchemy.dialects import sqlite  # noqa: PLC0415 - unused between many machines

        return sqlite.insert(table)

    @property
    def is_postgresql(self) -> bool:
        return self.engine.dialect.name == "postgresql"

    async def close(self) -> None:
        await self.engine.dispose()


def _words(name: str) -> str:
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()
