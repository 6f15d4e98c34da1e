"""Reads events and applies each once, in order, whatever dies in between.

A batch of one partition is one transaction: inbox, effects, new events and the watermark. If it
fails it is rolled back and taken one by one. A failing event is tried again with growing pauses,
which pause only its partition; then it is held as dead and later ones of its lane behind it. A
fault that will pass (the database or bus is away) parks nothing, however long it lasts.
"""

import asyncio
import logging
from dataclasses import dataclass

from libs.common.application import Application
from libs.common.bus import Batch, Bus, Partition, Record
from libs.common.clock import Clock
from libs.common.db import Database
from libs.common.faults import Point, reached
from libs.common.held import Early, State
from libs.common.intake import Intake
from libs.common.lanes import lane
from libs.common.passing import told_by, will_pass
from libs.common.stopping import Stop, pause
from libs.common.telemetry import metrics

log = logging.getLogger(__name__)

BATCH = 1000
WAIT = 0.25
FEW, GATHERING = 100, 0.015
"""After fewer records, seconds in which more may come: a transaction costs as much for one as for
ten, and under load each event would have one of its own."""
PAUSES = (0.05, 0.2, 1.0, 3.0)
"Seconds between the tries of a failing event; after the last it is dead."
LONGEST_PAUSE = 10.0
STUMBLE = 0.5
LAG_EVERY = 1.0
"Seconds; also while nothing moves, as behind a partition that rests."


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
        self._service = service
        self._intake = Intake(service, database, application, clock)
        self._reader = bus.consumer(f"baton.{service}", sorted(application.reactions.topics))
        self._troubles: dict[Partition, Trouble] = {}

    async def run(self, stop: Stop) -> None:
        """Until told to stop. A bus or database that is away is waited for."""
        started = False
        telling: asyncio.Task[None] | None = None
        try:
            while not stop.is_set():
                try:
                    started = started or await self._begin()
                    telling = telling or asyncio.create_task(self._tell_lag(stop))
                    if 0 < await self._turn() < FEW:
                        await pause(stop, GATHERING)
                except Exception as fault:
                    tell = told_by(log, fault)
                    tell("The consumer of %s stumbled; going on: %r", self._service, fault)
                    await pause(stop, STUMBLE)
        finally:
            if telling:
                telling.cancel()
                await asyncio.wait({telling})
            await self._reader.stop()

    async def _begin(self) -> bool:
        await self._reader.start()
        return True

    async def _turn(self) -> int:
        """How many records came."""
        self._resume_rested()
        batches = await self._reader.fetch(most=BATCH, wait=WAIT)
        done = [batch for batch in batches if await self._take(batch)]
        if done:
            reached(Point.CONSUMER_COMMITTED)
            await self._reader.commit({batch.partition: batch.next_offset for batch in done})
        return sum(len(batch.records) for batch in batches)

    async def _tell_lag(self, stop: Stop) -> None:
        """Beside the reading: a broker answers the question only after a fetch that is waiting."""
        while not stop.is_set():
            try:
                metrics.lag(self._service, await self._reader.lag())
            except Exception as fault:
                log.info("The lag of %s cannot be told now: %r", self._service, fault)
            await pause(stop, LAG_EVERY)

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
            await self._intake.together(batch.records)
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
            await self._intake.together([record])
        except Early as early:
            await self._intake.put_aside(record, State.PENDING, str(early))
        except Exception as fault:
            if will_pass(fault):
                return self._rest_for_outage(record, fault)
            if self._rest_after_failure(record, fault):
                return False
            log.error("Held as dead: %s", lane(record), exc_info=fault)
            await self._intake.put_aside(record, State.DEAD, f"{type(fault).__name__}: {fault}")
        return True

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
