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

from libs.common import held, inbox
from libs.common.application import PASSING, Application, Incoming, read
from libs.common.bus import Batch, Bus, Partition, Record
from libs.common.clock import Clock
from libs.common.db import Database, Db, Scope
from libs.common.held import Early, Lane, State, lane
from libs.common.telemetry import metrics

log = logging.getLogger(__name__)

BATCH = 1000
WAIT = 0.5
PAUSES = (0.05, 0.2, 1.0, 3.0)
"Seconds between the tries of a failing event; after the last it is dead."
LONGEST_PAUSE = 10.0


@dataclass
class Trouble:
    """A partition that waits: until when, and how often its first record has failed."""

    until: float
    tries: int = 0
    offset: int = -1


class EventConsumer:
    """One member of the service's group."""

    def __init__(
        self, service: str, database: Database, bus: Bus, application: Application, clock: Clock
    ) -> None:
        self._service, self._database, self._clock = service, database, clock
        self._application = application
        self._reader = bus.consumer(f"baton.{service}", sorted(application.reactions.topics))
        self._troubles: dict[Partition, Trouble] = {}

    async def run(self) -> None:
        """Until cancelled."""
        await self._reader.start()
        try:
            while True:
                await self._turn()
        finally:
            await self._reader.stop()

    async def _turn(self) -> None:
        self._resume_rested()
        try:
            batches = await self._reader.fetch(most=BATCH, wait=WAIT)
        except PASSING:
            log.exception("The bus cannot be read; trying again")
            await asyncio.sleep(1)
            return
        for batch in batches:
            await self._take(batch)
        if batches:
            metrics.lag(self._service, await self._reader.lag())

    async def _take(self, batch: Batch) -> None:
        try:
            await self._together(batch.records)
            self._troubles.pop(batch.partition, None)
        except PASSING as fault:
            self._rest(batch.partition, batch.records[0].offset, fault, counts=False)
            return
        except Exception as fault:
            log.info("A batch of %s is taken one by one: %r", batch.partition.topic, fault)
            if not await self._one_by_one(batch):
                return
        await self._reader.commit({batch.partition: batch.next_offset})

    async def _together(self, records: Sequence[Record]) -> None:
        """All or nothing."""
        async with self._database.write(self._scope()) as db:
            await self._apply(db, records)
        metrics.applied(self._service, records, self._clock.now())

    async def _one_by_one(self, batch: Batch) -> bool:
        """Whether the whole batch was dealt with; if not, the partition rests at the rest."""
        for record in batch.records:
            try:
                await self._together([record])
            except PASSING as fault:
                self._rest(batch.partition, record.offset, fault, counts=False)
                return False
            except Early as early:
                await self._put_aside(record, State.PENDING, str(early))
            except Exception as fault:
                if self._tries(record) < len(PAUSES):
                    metrics.retried(self._service)
                    self._rest(batch.partition, record.offset, fault, counts=True)
                    return False
                log.error("Held as dead: %s", record, exc_info=fault)
                await self._put_aside(record, State.DEAD, f"{type(fault).__name__}: {fault}")
            self._troubles.pop(batch.partition, None)
        return True

    async def _apply(self, db: Db, records: Sequence[Record]) -> None:
        partition = records[0].partition
        position = await inbox.position(db, partition)
        fresh = [read(r, self._application) for r in records if r.offset >= position]
        if not fresh:
            return
        new = await inbox.add(db, [i.envelope.id for i in fresh if i.envelope])
        free = await self._let_through(
            db, [i for i in fresh if not i.envelope or i.envelope.id in new]
        )
        await self._application.apply(db, free)
        await self._application.retry_pending(db, {lane(i.record).key for i in free})
        await inbox.advance(db, partition, records[-1].offset + 1)

    async def _let_through(self, db: Db, incoming: Sequence[Incoming]) -> list[Incoming]:
        """Holds what cannot be decoded, and what comes behind something held."""
        blocked: dict[Lane, State] = dict(
            await held.blocked(db, {lane(item.record) for item in incoming})
        )
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
            await inbox.position(db, record.partition)
            await inbox.add(db, [item.envelope.id] if item.envelope else [])
            await held.hold(db, record, item.envelope, state, reason, item.trace_id)
            await inbox.advance(db, record.partition, record.offset + 1)

    def _scope(self) -> Scope:
        return Scope(tenant="", now=self._clock.now())

    def _tries(self, record: Record) -> int:
        trouble = self._troubles.get(record.partition)
        return trouble.tries if trouble and trouble.offset == record.offset else 0

    def _rest(
        self, partition: Partition, offset: int, fault: BaseException, *, counts: bool
    ) -> None:
        before = self._troubles.get(partition)
        tries = before.tries if before and before.offset == offset else 0
        pause = PAUSES[tries] if counts else min(0.2 * 2 ** min(tries, 6), LONGEST_PAUSE)
        log.warning("%s rests %.2f s at %s: %r", partition.topic, pause, offset, fault)
        until = asyncio.get_running_loop().time() + pause
        self._troubles[partition] = Trouble(until, tries + 1 if counts else tries, offset)
        self._reader.seek(partition, offset)
        self._reader.pause(partition)

    def _resume_rested(self) -> None:
        now = asyncio.get_running_loop().time()
        for partition, trouble in self._troubles.items():
            if trouble.until <= now:
                self._reader.resume(partition)
