"""Reads events and applies each once, in order, whatever dies in between.

A batch of one partition is one transaction: inbox, effects, new events and the watermark. If it
fails it is rolled back and taken one by one. A failing event is tried again with growing pauses,
which pause only its partition; then it is held as dead and later ones of its lane behind it. A
fault that will pass (the database or bus is away) parks nothing, however long it lasts.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from libs.common import held, inbox
from libs.common.application import Application, Incoming, read
from libs.common.bus import Batch, Bus, Partition, Record
from libs.common.clock import Clock
from libs.common.db import Database, Db, Scope
from libs.common.faults import Point, reached
from libs.common.held import Early, Lane, State, lane
from libs.common.passing import will_pass
from libs.common.stopping import Stop, pause
from libs.common.telemetry import metrics

log = logging.getLogger(__name__)

BATCH = 1000
WAIT = 0.25
PAUSES = (0.05, 0.2, 1.0, 3.0)
"Seconds between the tries of a failing event; after the last it is dead."
LONGEST_PAUSE = 10.0
STUMBLE = 0.5


@dataclass
class Trouble:
    """A partition that rests at a record: until when, how often it failed and was kept away."""

    offset: int
    until: float = 0.0
    tries: int = 0
    outages: int = 0


class EventConsumer:
    """One member of the service's group."""

    def __init__(
        self, service: str, database: Database, bus: Bus, application: Application, clock: Clock
    ) -> None:
        self._service, self._database, self._clock = service, database, clock
        self._application = application
        self._reader = bus.consumer(f"baton.{service}", sorted(application.reactions.topics))
        self._troubles: dict[Partition, Trouble] = {}

    async def run(self, stop: Stop) -> None:
        """Until told to stop. A bus or database that is away is waited for."""
        started = False
        try:
            while not stop.is_set():
                try:
                    started = started or await self._begin()
                    await self._turn()
                except Exception:
                    log.exception("The consumer of %s stumbled; going on", self._service)
                    await pause(stop, STUMBLE)
        finally:
            await self._reader.stop()

    async def _begin(self) -> bool:
        await self._reader.start()
        return True

    async def _turn(self) -> None:
        self._resume_rested()
        batches = await self._reader.fetch(most=BATCH, wait=WAIT)
        done = [batch for batch in batches if await self._take(batch)]
        if done:
            reached(Point.CONSUMER_COMMITTED)
            await self._reader.commit({batch.partition: batch.next_offset for batch in done})
            metrics.lag(self._service, await self._reader.lag())

    async def _take(self, batch: Batch) -> bool:
        """Whether all of it was dealt with; if not, the partition rests at what was not."""
        try:
            return await self._all_at_once(batch) or await self._one_by_one(batch)
        except Exception as fault:
            if not will_pass(fault):
                log.exception("A batch of %s could not even be held", batch.partition.topic)
            return self._rest_for_outage(batch.records[0], fault)

    async def _all_at_once(self, batch: Batch) -> bool:
        try:
            await self._together(batch.records)
        except Exception as fault:
            if will_pass(fault):
                raise
            log.info("A batch of %s is taken one by one: %r", batch.partition.topic, fault)
            return False
        self._troubles.pop(batch.partition, None)
        return True

    async def _one_by_one(self, batch: Batch) -> bool:
        for record in batch.records:
            if not await self._single(record):
                return False
            self._troubles.pop(batch.partition, None)
        return True

    async def _single(self, record: Record) -> bool:
        """Applies it, or holds it; not yet where it is to be tried again."""
        try:
            await self._together([record])
        except Early as early:
            await self._put_aside(record, State.PENDING, str(early))
        except Exception as fault:
            if will_pass(fault):
                return self._rest_for_outage(record, fault)
            if self._rest_after_failure(record, fault):
                return False
            log.error("Held as dead: %s", lane(record), exc_info=fault)
            await self._put_aside(record, State.DEAD, f"{type(fault).__name__}: {fault}")
        return True

    async def _together(self, records: Sequence[Record]) -> None:
        """All or nothing."""
        async with self._database.write(self._scope()) as db:
            await self._apply(db, records)
        metrics.applied(self._service, records, self._clock.now())

    async def _apply(self, db: Db, records: Sequence[Record]) -> None:
        partition = records[0].partition
        position = await inbox.position(db, partition)
        unread = [read(r, self._application) for r in records if r.offset >= position]
        if not unread:
            return
        new = await inbox.add(db, [item.envelope.id for item in unread if item.envelope])
        items = first_of_each(unread, new)
        if not self._application.reactions.raw:
            await held.take_turns(db, {lane(item.record).key for item in items})
        standing = await self._standing(db, items)
        free = await self._let_through(db, items, dict(standing))
        await self._application.apply(db, free)
        await db.enter(self._scope())
        waiting = {place.key for place, state in standing.items() if state is State.PENDING}
        await self._application.retry_pending(db, waiting & {lane(i.record).key for i in free})
        reached(Point.CONSUMER_APPLIED)
        await inbox.advance(db, partition, records[-1].offset + 1)

    async def _standing(self, db: Db, items: Sequence[Incoming]) -> dict[Lane, State]:
        if self._application.reactions.raw:
            return {}
        return await held.standing(db, {lane(item.record).key for item in items})

    async def _let_through(
        self, db: Db, incoming: Sequence[Incoming], blocked: dict[Lane, State]
    ) -> list[Incoming]:
        """Holds what cannot be decoded, and what comes behind something held."""
        free = []
        for item in incoming:
            if self._application.reactions.raw:
                free.append(item)
            elif state := blocked.get(lane(item.record)):
                await held.hold(
                    db, item.record, item.envelope, state, "Behind a held event", item.trace_id
                )
            elif item.fault:
                log.error("Held as dead: %s", item.fault)
                metrics.dead_lettered(self._service)
                await held.hold(
                    db, item.record, item.envelope, State.DEAD, item.fault, item.trace_id
                )
                if item.envelope:
                    blocked[lane(item.record)] = State.PARKED
            else:
                free.append(item)
        return free

    async def _put_aside(self, record: Record, state: State, reason: str) -> None:
        if state is State.DEAD:
            metrics.dead_lettered(self._service)
        item = read(record, self._application)
        async with self._database.write(self._scope()) as db:
            if await inbox.position(db, record.partition) > record.offset:
                return
            key = lane(record).key
            await held.take_turns(db, [key])
            await inbox.add(db, [item.envelope.id] if item.envelope else [])
            await held.hold(db, record, item.envelope, state, reason, item.trace_id)
            if state is State.PENDING:  # its fact may have come since it was found early
                await self._application.retry_pending(db, [key])
            await inbox.advance(db, record.partition, record.offset + 1)

    def _scope(self) -> Scope:
        return Scope(tenant="", now=self._clock.now())

    def _rest_after_failure(self, record: Record, fault: Exception) -> bool:
        """Whether it is to be tried again; not after the last pause."""
        trouble = self._trouble(record)
        if trouble.tries >= len(PAUSES):
            return False
        metrics.retried(self._service)
        self._rest(record, trouble, PAUSES[trouble.tries], fault)
        trouble.tries += 1
        return True

    def _rest_for_outage(self, record: Record, fault: BaseException) -> bool:
        trouble = self._trouble(record)
        self._rest(record, trouble, min(0.2 * 2.0**trouble.outages, LONGEST_PAUSE), fault)
        trouble.outages = min(trouble.outages + 1, 10)
        return False

    def _trouble(self, record: Record) -> Trouble:
        before = self._troubles.get(record.partition)
        return before if before and before.offset == record.offset else Trouble(record.offset)

    def _rest(self, record: Record, trouble: Trouble, pause: float, fault: BaseException) -> None:
        log.warning("%s rests %.2f s: %r", record.partition.topic, pause, fault)
        trouble.until = asyncio.get_running_loop().time() + pause
        self._troubles[record.partition] = trouble
        self._reader.seek(record.partition, record.offset)
        self._reader.pause(record.partition)

    def _resume_rested(self) -> None:
        now = asyncio.get_running_loop().time()
        for partition, trouble in self._troubles.items():
            if trouble.until <= now:
                self._reader.resume(partition)


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
