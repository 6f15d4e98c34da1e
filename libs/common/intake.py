"""Takes records into a service's database: one transaction for what came together.

Inbox, effects, new events and the watermark commit as one, or none of them does.
"""

import logging
from collections.abc import Sequence
from uuid import UUID

from libs.common import held, inbox, lanes
from libs.common.application import Application, Incoming, read
from libs.common.bus import Record
from libs.common.clock import Clock
from libs.common.cloudevents import id_of
from libs.common.db import Database, Db, Scope
from libs.common.faults import Point, reached
from libs.common.held import State
from libs.common.lanes import Lane, lane
from libs.common.telemetry import metrics

log = logging.getLogger(__name__)


class Intake:
    def __init__(
        self, service: str, database: Database, application: Application, clock: Clock
    ) -> None:
        self._service, self._database, self._clock = service, database, clock
        self._application = application

    async def together(self, records: Sequence[Record]) -> None:
        """Applies records of one partition, in their order: all or nothing."""
        async with self._database.write(self._scope()) as db:
            first, end = records[0].offset, records[-1].offset + 1
            position = await inbox.advance(db, records[0].partition, first, end)
            if unread := [record for record in records if record.offset >= position]:
                await self._take(db, unread)
                reached(Point.CONSUMER_APPLIED)
        metrics.applied(self._service, records, self._clock.now())

    async def _take(self, db: Db, records: Sequence[Record]) -> None:
        if self._application.reactions.raw:
            await inbox.note(db, [id for record in records if (id := id_of(record))])
            await self._application.apply_raw(db, records)
            return
        items = [read(record, self._application) for record in records]
        new = await inbox.add(db, [item.envelope.id for item in items if item.envelope])
        mine = [item for item in first_of_each(items, new) if item.matters]
        if mine:
            await self._apply(db, mine)
        metrics.passed_over(self._service, sum(not item.matters for item in items))

    async def _apply(self, db: Db, items: Sequence[Incoming]) -> None:
        keys = {place.key for place in {lane(item.record) for item in items}}
        await lanes.take_turns(db, keys)
        standing = await lanes.standing(db, keys)
        free = await self._let_through(db, items, dict(standing))
        await self._application.apply(db, free)
        waiting = {place.key for place, state in standing.items() if state is State.PENDING}
        if waiting:
            await db.enter(self._scope())
            moved = waiting & {lane(item.record).key for item in free}
            await self._application.retry_pending(db, moved)

    async def _let_through(
        self, db: Db, items: Sequence[Incoming], blocked: dict[Lane, State]
    ) -> Sequence[Incoming]:
        """Holds what cannot be decoded, and what comes behind something held."""
        if not blocked and not any(item.fault for item in items):
            return items
        return [item for item in items if not await self._held(db, item, blocked)]

    async def _held(self, db: Db, item: Incoming, blocked: dict[Lane, State]) -> bool:
        place = lane(item.record)
        if state := blocked.get(place):
            await self._hold(db, item, state, "Behind a held event")
        elif item.fault:
            log.error("Held as dead: %s", item.fault)
            metrics.dead_lettered(self._service)
            await self._hold(db, item, State.DEAD, item.fault)
            if item.envelope:
                blocked[place] = State.PARKED
        return bool(state or item.fault)

    async def put_aside(self, record: Record, state: State, reason: str) -> None:
        """Holds it in place of applying it."""
        item = read(record, self._application)
        async with self._database.write(self._scope()) as db:
            end = record.offset + 1
            if await inbox.advance(db, record.partition, record.offset, end) > record.offset:
                return
            key = lane(record).key
            await lanes.take_turns(db, [key])
            await inbox.note(db, [item.envelope.id] if item.envelope else [])
            await self._hold(db, item, state, reason)
            if state is State.PENDING:  # its fact may have come since it was found early
                await self._application.retry_pending(db, [key])
        if state is State.DEAD:
            metrics.dead_lettered(self._service)

    async def _hold(self, db: Db, item: Incoming, state: State, reason: str) -> None:
        await held.hold(db, item.record, item.envelope, state, reason, item.trace_id)

    def _scope(self) -> Scope:
        return Scope(tenant="", now=self._clock.now())


def first_of_each(items: Sequence[Incoming], new: set[UUID]) -> list[Incoming]:
    """Without what was applied before, and without a second copy in the same batch."""
    kept = []
    for item in items:
        if item.envelope is None:
            kept.append(item)
        elif item.envelope.id in new:
            new.discard(item.envelope.id)
            kept.append(item)
    return kept
