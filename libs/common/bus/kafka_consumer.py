"""A member of a group that reads from Kafka."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress

from aiokafka import AIOKafkaConsumer, TopicPartition  # type: ignore[import-untyped]
from aiokafka.errors import (  # type: ignore[import-untyped]
    CommitFailedError,
    ConsumerStoppedError,
    IllegalStateError,
    KafkaError,
)

from libs.common.bus import Batch, BusStopped, Partition
from libs.common.bus.kafka_faults import Deadlines, KafkaAway, passing
from libs.common.bus.kafka_membership import Membership
from libs.common.bus.kafka_records import batch

SLICE = 0.5
"Seconds that a fetch waits at a time before it looks whether the consumer stopped."

MARGIN = 0.05

log = logging.getLogger(__name__)


class KafkaConsumer:
    """After the group shared its partitions out anew, each is read on from what was committed
    for it."""

    def __init__(
        self, servers: str, group: str, topics: Sequence[str], lease: float, deadlines: Deadlines
    ) -> None:
        self._group, self._deadlines = group, deadlines
        self._member = Membership(servers, group, topics, lease, deadlines, self._adopt)
        self._turns: list[Partition] = []
        self._paused: set[Partition] = set()
        self._committed: dict[Partition, int] = {}

    async def start(self) -> None:
        """Returns without a place in the group where Kafka is away; a fetch finds it later."""
        await self._member.start()

    async def stop(self) -> None:
        await self._member.stop()

    async def fetch(self, *, most: int, wait: float) -> list[Batch]:
        if not self._member.lives:
            raise BusStopped(f"This member of {self._group} is not started, or is stopped.")
        self._member.handover.hands_free()
        deadline = _now() + wait
        while not self._member.stopped:
            left = deadline - _now()
            found = await self._poll(most, min(max(left, 0.0), SLICE))
            if found:
                self._member.handover.hands_full()
            if found or left <= 0:
                return found
        return []

    async def commit(self, positions: Mapping[Partition, int]) -> None:
        held = {place: at for place, at in positions.items() if place in self.assigned}
        reader = self._member.reader
        if not held or reader is None:
            return
        offsets = {TopicPartition(*place): at for place, at in held.items()}
        committed = self._committed
        try:
            with passing("commit"):
                async with asyncio.timeout(self._deadlines.commit):
                    await reader.commit(offsets)
            committed |= held
        except TimeoutError:
            self._member.replace(reader)  # else it may wait for its coordinator for ever
            raise
        except KafkaAway as away:
            if not isinstance(away.__cause__, CommitFailedError | IllegalStateError):
                raise
            log.info("%s shared its partitions out before a commit: it is skipped", self._group)

    def seek(self, partition: Partition, offset: int) -> None:
        if self._member.reader is not None and partition in self.assigned:
            self._member.reader.seek(TopicPartition(*partition), max(offset, 0))

    def pause(self, partition: Partition) -> None:
        if self._member.reader is not None and partition in self.assigned:
            self._paused.add(partition)
            self._member.reader.pause(TopicPartition(*partition))

    def resume(self, partition: Partition) -> None:
        if self._member.reader is not None and partition in self._paused & self.assigned:
            self._paused.remove(partition)
            self._member.reader.resume(TopicPartition(*partition))

    @property
    def assigned(self) -> frozenset[Partition]:
        return self._member.assigned

    async def lag(self) -> dict[Partition, int]:
        if self._member.reader is None or not self.assigned:
            return {}
        with passing("tell the lag"):
            async with asyncio.timeout(self._deadlines.commit):
                held = [TopicPartition(*place) for place in self.assigned]
                ends = await self._member.reader.end_offsets(held)
                return {
                    Partition(*place): end - await self._position(self._member.reader, place)
                    for place, end in ends.items()
                }

    async def _position(self, reader: AIOKafkaConsumer, place: TopicPartition) -> int:
        """What was committed: by this member, which alone may while it holds the partition."""
        committed = self._committed
        at = committed.get(Partition(*place))
        if at is None:
            at = await reader.committed(place) or 0
            committed[Partition(*place)] = at
        return at

    async def _poll(self, most: int, seconds: float) -> list[Batch]:
        reader = self._member.reader
        if reader is None:
            await asyncio.sleep(seconds)
            return []
        async with self._member.mending(reader):
            with suppress(TimeoutError, ConsumerStoppedError):  # no partitions yet, or none ever
                async with asyncio.timeout(seconds + MARGIN):
                    return await self._read(reader, most, seconds)
        return []

    async def _read(self, reader: AIOKafkaConsumer, most: int, seconds: float) -> list[Batch]:
        """Nothing is lost when this is cancelled: once records are taken, nothing is awaited."""
        found = await self._read_in_turn(reader, most)
        if not found and seconds:
            came = await reader.getmany(timeout_ms=round(seconds * 1000), max_records=most)
            found = [batch(place, records) for place, records in came.items()]
        served = {batch.partition for batch in found}
        self._turns.sort(key=lambda place: place in served)
        return found

    async def _read_in_turn(self, reader: AIOKafkaConsumer, most: int) -> list[Batch]:
        """What was fetched before, the partition first that waited longest: a busy one does not
        starve the others."""
        found: list[Batch] = []
        for partition in self._turns:
            place = TopicPartition(*partition)
            if most > 0 and partition not in self._paused:
                try:
                    records = (await reader.getmany(place, max_records=most)).get(place)
                except KafkaError:
                    if not found:
                        raise
                    break
                if records:
                    found.append(batch(place, records))
                    most -= len(records)
        return found

    def _adopt(self, held: frozenset[Partition]) -> None:
        self._committed = {}  # another one: who still waits for an answer may fill the old
        self._paused &= held
        self._turns = [place for place in self._turns if place in held]
        self._turns += sorted(held.difference(self._turns))
        if self._member.reader is not None and self._paused:
            self._member.reader.pause(*(TopicPartition(*place) for place in self._paused))


def _now() -> float:
    return asyncio.get_running_loop().time()
