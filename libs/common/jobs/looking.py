"""What callers see of jobs, and how they cancel one. All of it within the caller's bounds."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Role
from libs.common.db import Database, Db
from libs.common.jobs.table import OPEN, State
from libs.common.jobs.views import JobLine
from libs.common.problems import not_found, refused


async def seen_job(db: Db, id: UUID, actor: Actor) -> Row[Any]:
    """404 where it is another's, 403 without a role on its programme."""
    table = db.table("job")
    row: Row[Any] | None = (await db.run(_mine(db, select(table)).where(table.c.id == id))).first()
    if row is None:
        raise not_found("job", id)
    actor.check(row.programme_id)
    return row


async def listed_jobs(
    db: Db,
    actor: Actor,
    *,
    states: Collection[State],
    programme_id: UUID | None,
    after: UUID | None,
    limit: int,
) -> Sequence[Row[Any]]:
    """In the order in which they were asked for."""
    table = db.table("job")
    query = _mine(db, select(*(table.c[name] for name in JobLine.model_fields)))
    programmes = actor.programmes()
    if programmes is not None and not actor.is_vendor:
        query = query.where(table.c.programme_id.in_(programmes))
    if programme_id is not None:
        query = query.where(table.c.programme_id == programme_id)
    if after is not None:
        query = query.where(table.c.id > after)
    query = query.where(table.c.state.in_(states)).order_by(table.c.id).limit(limit)
    return list(await db.run(query))


async def cancel_job(db: Db, id: UUID, actor: Actor, now: datetime) -> Row[Any]:
    """At once, for everybody who looks; the process that does it stops within about a second.

    Needs a role that could have started it. Refuses (409, `job-ended`) what has ended.
    """
    row = await seen_job(db, id, actor)
    replace(actor, wanted=frozenset(map(Role, row.roles))).check(row.programme_id)
    table = db.table("job")
    open_ = (table.c.id == id, table.c.state.in_(OPEN))
    values = {"state": State.CANCELLED, "finished_at": now, "version": table.c.version + 1}
    if not (await db.run(update(table).where(*open_).values(values))).rowcount:
        raise refused("job-ended", "The job has ended already; nothing is left to cancel.")
    return await seen_job(db, id, actor)


async def jobs_by_state(connection: AsyncConnection, database: Database) -> dict[State, int]:
    """How many wait and how many run, of all tenants."""
    rows = database.table("job").c
    query = select(rows.state, func.count()).where(rows.state.in_(OPEN)).group_by(rows.state)
    rows_of = {row.state: row[1] for row in await connection.execute(query)}
    return dict.fromkeys(OPEN, 0) | rows_of


def _mine(db: Db, query: Select[Any]) -> Select[Any]:
    table = db.table("job")
    query = query.where(table.c.tenant == db.scope.tenant)
    return query.where(table.c.vendor_id == db.scope.vendor) if db.scope.vendor else query
