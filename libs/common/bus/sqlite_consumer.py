"""A member of a group that reads the SQLite log."""

import asyncio
import logging
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta

from libs.common.bus import Batch, BusStopped, Partition
from libs.common.bus import sqlite_group as group
from libs.common.bus.sqlite_group import Holding, Member
from libs.common.bus.sqlite_records import batches, micros
from libs.common.bus.sqlite_worker import Worker
from libs.common.clock import Clock

SHORTEST_PAUSE = 0.01
LONGEST_PAUSE = 0.2
"""Seconds between two looks for what other processes have written."""

BEATS_PER_LEASE = 3

logger = logging.getLogger(__name__)


class Bell:
    """Wakes all who wait in this process. Listen before you look, and no ring is missed."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def listen(self) -> asyncio.Event:
        return self._rung

    def ring(self) -> None:
        rung, self._rung = self._rung, asyncio.Event()
        rung.set()


class SqliteConsumer:
    """Keeps its membership by a heartbeat, and learns of changes in its group as it fetches."""

    def __init__(self, worker: Worker, bell: Bell, me: Member, clock: Clock) -> None:
        self._worker, self._bell, self._me, self._clock = worker, bell, me, clock
        self._generation = 0
        self._next: dict[Partition, int] = {}  # in the order of their turns to be read
        self._paused: set[Partition] = set()
        self._heart: asyncio.Task[None] | None = None
        self._stopped = False
        self._polled_at = clock.now()

    async def start(self) -> None:
        self._heart = asyncio.create_task(self._beat(), name=f"heartbeat {self._me.group}")
        await self._settle()

    async def stop(self) -> None:
        if self._stopped:
            return
        self._stopped = True
        self._next.clear()
        if self._heart is not None:
            self._heart.cancel()
            await self._worker.write(group.leave, self._me)
        self._bell.ring()

    async def fetch(self, *, most: int, wait: float) -> list[Batch]:
        if self._stopped or self._heart is None:
            raise BusStopped(f"This member of {self._me.group} is not started, or is stopped.")
        deadline = _now() + wait
        pauses = _pauses()
        while not self._stopped:
            rung = self._bell.listen()
            found = await self._poll(most)
            left = deadline - _now()
            if found or left <= 0:
                return found
            await _wait(rung, min(left, next(pauses)))
        return []

    async def commit(self, positions: Mapping[Partition, int]) -> None:
        await self._worker.write(group.commit, self._me, dict(positions))

    def seek(self, partition: Partition, offset: int) -> None:
        if partition in self._next:
            self._next[partition] = max(offset, 0)
            self._bell.ring()

    def pause(self, partition: Partition) -> None:
        if partition in self._next:
            self._paused.add(partition)

    def resume(self, partition: Partition) -> None:
        if partition in self._paused:
            self._paused.remove(partition)
            self._bell.ring()

    @property
    def assigned(self) -> frozenset[Partition]:
        return frozenset(self._next)

    async def lag(self) -> dict[Partition, int]:
        return await self._worker.read(group.lag, self._me)

    async def _poll(self, most: int) -> list[Batch]:
        self._polled_at = self._clock.now()
        starts = {p: offset for p, offset in self._next.items() if p not in self._paused}
        found = await self._worker.read(
            _look, self._me, self._generation, starts, most, micros(self._polled_at)
        )
        if found is not None:
            return list(self._take(found, starts))
        await self._settle()
        return [] if self._stopped else await self._poll(most)

    def _take(self, found: Sequence[Batch], starts: Mapping[Partition, int]) -> Iterator[Batch]:
        """Leaves out what was sought, paused or lost during the read; the rest goes to the end
        of the queue, so that a busy partition does not starve the others."""
        for batch in found:
            partition = batch.partition
            if partition not in self._paused and self._next.get(partition) == starts[partition]:
                del self._next[partition]
                self._next[partition] = batch.next_offset
                yield batch

    async def _settle(self) -> None:
        """Shielded: partitions claimed, but unknown here for a cancelled fetch, would lie idle.
        Once stopped, never again: it would join a group that nobody is there to leave."""
        await asyncio.shield(self._settle_now())

    async def _settle_now(self) -> None:
        if not self._stopped:
            now = micros(self._clock.now())
            self._adopt(await self._worker.write(group.settle, self._me, now))

    def _adopt(self, holding: Holding) -> None:
        if self._stopped:
            return
        changed = holding.generation != self._generation
        self._generation = holding.generation
        kept = {p: at for p, at in self._next.items() if p in holding.positions}
        gained = {p: holding.positions[p] for p in holding.gained}
        self._paused &= kept.keys() - gained.keys()
        self._next = {**kept, **gained}
        if changed:
            self._bell.ring()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self._me.lease / 1e6 / BEATS_PER_LEASE)
            try:
                await self._keep_lease()
            except sqlite3.Error:
                logger.warning("A heartbeat of %s failed", self._me.group, exc_info=True)

    async def _keep_lease(self) -> None:
        """A member busy with its last batch keeps its partitions, but one lease at the longest:
        after that it gives up what is another's, and its commit will be skipped."""
        now = self._clock.now()
        if now - self._polled_at > timedelta(microseconds=self._me.lease):
            await self._settle()
        else:
            await self._worker.write(group.renew, self._me, micros(now))


def _look(
    db: sqlite3.Connection,
    me: Member,
    generation: int,
    starts: Mapping[Partition, int],
    most: int,
    now: int,
) -> list[Batch] | None:
    """None where the group must be settled first."""
    if group.unsettled(db, me, generation, now):
        return None
    return batches(db, starts, most)


def _pauses() -> Iterator[float]:
    pause = SHORTEST_PAUSE
    while True:
        yield pause
        pause = min(pause * 2, LONGEST_PAUSE)


async def _wait(rung: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await rung.wait()


def _now() -> float:
    return asyncio.get_running_loop().time()
