"""Whose job it is to do: a lease, renewed while the work goes on, and checked where it ends.

Every taking has a lease of its own. A process that dies leaves one that runs out; one that was
thought dead finds its lease gone, and what it worked out has no effect.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, Table, and_, func, literal, or_, select, update

from libs.common.clock import Clock
from libs.common.db import Database, Db, Scope
from libs.common.db.columns import Instant
from libs.common.ids import new_id
from libs.common.jobs.job import Job, Progress
from libs.common.jobs.plain import plain
from libs.common.jobs.table import State
from libs.common.problems import ProblemBody

LEASE = timedelta(seconds=30)
"More than the clocks of two machines are apart, and than a process may be busy with itself."
RENEW = LEASE * 2 / 3
"What may be left of it before it is renewed."


class Lost(Exception):
    """The job was cancelled, or is another's to do: what came of it here must not stand."""


class Leases:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._table: Table = database.table("job")

    async def take(self, kinds: Collection[str]) -> tuple[Job, Row[Any]] | None:
        """The first job of these kinds that waits or was left lying, with its row."""
        free = self._free(kinds)
        rows = self._table.c
        async with self._database.look() as connection:
            if (await connection.execute(select(rows.id).where(free).limit(1))).first() is None:
                return None
        first = select(rows.id).where(free).order_by(rows.id).limit(1)
        chosen = first.with_for_update(skip_locked=True).scalar_subquery()
        async with self._database.change() as connection:
            taking = update(self._table).where(rows.id == chosen, free).values(self._taken())
            row = (await connection.execute(taking.returning(self._table))).one_or_none()
        return None if row is None else (self._job(row), row)

    def _free(self, kinds: Collection[str]) -> Any:
        rows = self._table.c
        left = and_(rows.state == State.RUNNING, rows.lease_until < self._clock.now())
        return and_(rows.kind.in_(list(kinds)), or_(rows.state == State.QUEUED, left))

    def _taken(self) -> dict[str, Any]:
        """It begins from its input again, whoever began it before."""
        rows, now = self._table.c, self._clock.now()
        return {
            "state": State.RUNNING,
            "lease": new_id(),
            "lease_until": now + LEASE,
            "tries": rows.tries + 1,
            "started_at": func.coalesce(rows.started_at, literal(now, Instant())),
            "version": rows.version + 1,
            **Progress().as_stored(),
        }

    def _job(self, row: Row[Any]) -> Job:
        now = row.asked_at if row.stated else self._clock.now()
        return Job(
            id=row.id,
            kind=row.kind,
            input=row.input,
            programme_id=row.programme_id,
            scope=Scope(row.tenant, now, row.stated, row.started_by, row.vendor_id),
            database=self._database,
            lease=row.lease,
            lease_until=row.lease_until,
            tries=row.tries,
        )

    async def keep(self, job: Job, told: Progress) -> Progress:
        """Renews where it is time, and writes progress that is news; what has been told now.

        Raises `Lost`.
        """
        values = self._renewal(job)
        latest = job.progress
        if latest is not told:
            values |= {**latest.as_stored(), "version": self._table.c.version + 1}
        if values:
            await self._change(job, values)
            job.lease_until = values.get("lease_until", job.lease_until)
        else:
            await self._look(job)
        return latest

    def _renewal(self, job: Job) -> dict[str, Any]:
        now = self._clock.now()
        return {"lease_until": now + LEASE} if job.lease_until - now < RENEW else {}

    async def give_back(self, job: Job, *, counted: bool) -> None:
        """For whoever takes it next; `counted` where it had its try. Raises `Lost`."""
        tries = job.tries if counted else job.tries - 1
        await self._change(job, {"state": State.QUEUED, "tries": tries, **self._ended()})

    async def fail(self, job: Job, problem: ProblemBody) -> None:
        """Raises `Lost`."""
        values = {"state": State.FAILED, "problem": plain(problem), **self._over()}
        await self._change(job, values)

    async def finish(self, job: Job, outcome: Any) -> None:
        """Result and effect in one transaction. Raises `Lost`, and then leaves nothing behind.

        The effect first, then the row: commands too lock what a job is about before the job.
        """
        await self._look(job)
        async with self._database.write(job.scope) as db:
            result = await outcome(db) if callable(outcome) else outcome
            await db.leave()
            values = {"result": plain(result), "event": _last_event(db)}
            await self._done(job, db, values)

    async def _done(self, job: Job, db: Db, values: dict[str, Any]) -> None:
        values |= {"state": State.DONE, "share": 1.0, **self._over()}
        done = await db.run(update(self._table).where(*self._mine(job)).values(values))
        if not done.rowcount:
            raise Lost

    async def free_all(self) -> None:
        """What runs was left by this process's forerunner: only for one that is alone."""
        running = self._table.c.state == State.RUNNING
        async with self._database.change() as connection:
            values = {"lease_until": self._clock.now() - LEASE}
            await connection.execute(update(self._table).where(running).values(values))

    async def _change(self, job: Job, values: dict[str, Any]) -> None:
        async with self._database.change() as connection:
            changing = update(self._table).where(*self._mine(job)).values(values)
            if not (await connection.execute(changing)).rowcount:
                raise Lost

    async def _look(self, job: Job) -> None:
        async with self._database.look() as connection:
            mine = select(self._table.c.id).where(*self._mine(job))
            if (await connection.execute(mine)).first() is None:
                raise Lost

    def _mine(self, job: Job) -> tuple[Any, ...]:
        rows = self._table.c
        return rows.id == job.id, rows.lease == job.lease, rows.state == State.RUNNING

    def _over(self) -> dict[str, Any]:
        return {"finished_at": self._clock.now(), **self._ended()}

    def _ended(self) -> dict[str, Any]:
        return {"lease": None, "lease_until": None, "version": self._table.c.version + 1}


def _last_event(db: Db) -> str | None:
    """As `Baton-Event` names it."""
    if not db.published:
        return None
    id, envelope = db.published[-1]
    return f"{envelope.type.split('.')[1]}/{id}"
