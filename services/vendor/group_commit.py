"""Many requests, one commit: what waits at the door is recorded together.

While one transaction commits, the next group gathers; nobody is kept waiting for company. Plain
statements: the ORM's session would cost more than all the rest.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from libs.common.db import Database
from libs.common.db.many import among
from libs.common.faults import Point, reached
from libs.common.passing import will_pass
from libs.common.problems import Problem, refused, unexpected
from services.vendor.recording import recording_for
from services.vendor.report import Report

log = logging.getLogger(__name__)
GROUP = 5_000
"Events after which a group takes no further request."

Row = Mapping[str, Any]


@dataclass(slots=True)
class Recorded:
    """`earlier`: the receipt that was given before; none where this request was the first."""

    report: Report
    earlier: Row | None = None

    @property
    def id(self) -> str:
        return str(self.earlier["id"]) if self.earlier else self.report.id


Outcome = Recorded | Problem


@dataclass(frozen=True, slots=True)
class _Waiting:
    """One request: its events stand and fall together with its answer, not with each other's."""

    reports: Sequence[Report]
    answer: asyncio.Future[list[Outcome]]

    def recorded(self, outcomes: list[Outcome]) -> None:
        if not self.answer.done():
            self.answer.set_result(outcomes)

    def failed(self, problem: Problem) -> None:
        if not self.answer.done():
            self.answer.set_exception(problem)


class GroupCommit:
    """`most`: events that may wait; beyond it the door refuses rather than grow."""

    def __init__(self, database: Database, most: int) -> None:
        self._database, self._most = database, most
        self._recording = recording_for(database)
        self._known = _known(database)
        self._queue: deque[_Waiting] = deque()
        self._waiting = 0
        self._wake = asyncio.Event()
        self._open = False

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Afterwards everything that was taken in is recorded."""
        self._open = True
        work = asyncio.create_task(self._work())
        try:
            yield
        finally:
            self._open = False
            self._wake.set()
            await work

    async def record(self, reports: Sequence[Report]) -> list[Outcome]:
        """Returns after the commit, one outcome a report, in their order.

        Refuses all (429) where the queue is full, and (503) where the database is away. A caller
        that goes away leaves its events in the queue: they are recorded all the same.
        """
        if not reports:
            return []
        if not self._open:
            raise unavailable()
        if self._waiting and self._waiting + len(reports) > self._most:
            raise crowded()
        answer: asyncio.Future[list[Outcome]] = asyncio.get_running_loop().create_future()
        self._queue.append(_Waiting(reports, answer))
        self._waiting += len(reports)
        self._wake.set()
        return await answer

    async def _work(self) -> None:
        while self._open or self._queue:
            if self._queue:
                await self._commit(self._next_group())
            else:
                self._wake.clear()
                await self._wake.wait()

    def _next_group(self) -> list[_Waiting]:
        group, size = [self._queue.popleft()], 0
        while self._queue and (size := size + len(group[-1].reports)) < GROUP:
            group.append(self._queue.popleft())
        return group

    async def _commit(self, group: list[_Waiting]) -> None:
        reports = [report for waiting in group for report in waiting.reports]
        try:
            outcomes = iter(await self._settle(reports))
        except Exception:
            log.exception("The door could not record %s events", len(reports))
            for waiting in group:
                waiting.failed(unavailable())
        else:
            for waiting in group:
                waiting.recorded(list(islice(outcomes, len(waiting.reports))))
        finally:
            self._waiting -= len(reports)

    async def _settle(self, reports: Sequence[Report]) -> list[Outcome]:
        """At once; where one of them spoils it for the rest, in halves, until it stands alone."""
        try:
            return await self._write(reports)
        except Exception as fault:
            if will_pass(fault):
                raise
            if len(reports) == 1:
                log.exception("The event %s cannot be recorded", reports[0].key)
                return [unexpected()]
        middle = len(reports) // 2
        return await self._settle(reports[:middle]) + await self._settle(reports[middle:])

    async def _write(self, reports: Sequence[Report]) -> list[Outcome]:
        async with self._database.change() as connection:
            new = await self._insert(connection, reports)
            known = [report for report in reports if report.id not in new]
            earlier = await self._earlier(connection, known) if known else {}
            if new:
                leaving = [report for report in reports if report.id in new]
                await self._recording.outbox(connection, leaving)
            reached(Point.DOOR_WRITTEN)
        reached(Point.DOOR_COMMITTED)
        if new:
            self._database.on_publish()
        return [_outcome(report, new, earlier) for report in reports]

    async def _insert(self, connection: AsyncConnection, reports: Sequence[Report]) -> set[str]:
        """Which were new. In the order of their keys, so that two doors cannot deadlock."""
        ordered = sorted(reports, key=lambda report: report.key)
        return await self._recording.receipts(connection, ordered)

    async def _earlier(
        self, connection: AsyncConnection, known: Sequence[Report]
    ) -> dict[tuple[str, str, str, str], Row]:
        keys = [report.key for report in known]
        tenants, vendors, sources, ids = (sorted(set(part)) for part in zip(*keys, strict=True))
        wanted = {"tenants": tenants, "vendors": [UUID(id) for id in vendors]}
        wanted |= {"sources": sources, "ids": ids}
        return {
            (row.tenant, str(row.vendor_id), row.source, row.external_id): row._asdict()
            for row in await connection.execute(self._known, wanted)
        }


def _known(database: Database) -> Select[Any]:
    """The receipts given before. Of many lists, so some are of none asked for; keys tell."""
    table = database.table("receipt")
    lists = {
        "tenants": table.c.tenant,
        "vendors": table.c.vendor_id,
        "sources": table.c.source,
        "ids": table.c.external_id,
    }
    return select(table).where(*(among(database, column, name) for name, column in lists.items()))


def _outcome(report: Report, new: set[str], earlier: Mapping[Any, Row]) -> Outcome:
    if report.id in new:
        return Recorded(report)
    row = earlier[report.key]
    return Recorded(report, row) if row["digest"] == report.digest else reused()


def reused() -> Problem:
    return refused(
        "event-id-reused",
        "An event with this source and id, but another content, was recorded before.",
        do="Give every event an id of its own; send a correction as a new event.",
    )


def crowded() -> Problem:
    return Problem(
        429,
        "door-crowded",
        "Too many events are waiting",
        "Nothing was recorded.",
        do="Send the same again a little later.",
        headers={"Retry-After": "1"},
    )


def unavailable() -> Problem:
    return Problem(
        503,
        "unavailable",
        "The door cannot record now",
        "It is not certain that anything was recorded.",
        do="Send the same again, with the same ids: nothing is recorded twice.",
        headers={"Retry-After": "2"},
    )
