"""A member of a group that reads from Kafka."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress

from aiokafka import AIOKafkaConsumer, TopicPartition  # type: ignore[import-untyped]
from aiokafka.errors import (  # type: ignore[import-untyped]
    CommitFailedError,
    ConsumerStoppedError,
    IllegalStateError,
    KafkaError,
)

from libs.common.bus import Batch, BusStopped, Partition
from libs.common.bus.kafka_closing import leave
from libs.common.bus.kafka_faults import Deadlines, KafkaAway, passing
from libs.common.bus.kafka_handover import Handover
from libs.common.bus.kafka_records import batch

SLICE = 0.5
"Seconds that a fetch waits at a time before it looks whether the consumer stopped."

MARGIN = 0.05
BEATS_PER_LEASE = 10
LONG_POLL = 0.1
"Seconds a broker holds a request for new records; as long, a partition resumed may wait."

BACKOFF = 0.25
"Seconds between two tries to reach a broker, each of which aiokafka logs as an error."

TOPICS_SEEN_AFTER = 15.0
"Seconds until a member notices a topic that was created after it started."

LONGEST_PAUSE = 5.0

log = logging.getLogger(__name__)


class KafkaConsumer:
    """Joins in the background, and again when its aiokafka reader fails. After the group shared
    its partitions out anew, each is read on from what was committed for it."""

    def __init__(
        self, servers: str, group: str, topics: Sequence[str], lease: float, deadlines: Deadlines
    ) -> None:
        self._servers, self._group, self._topics = servers, group, tuple(topics)
        self._lease, self._deadlines = lease, deadlines
        self._handover = Handover(lease, self._adopt)
        self._reader: AIOKafkaConsumer | None = None
        self._joining: asyncio.Task[None] | None = None
        self._leaving: set[asyncio.Task[None]] = set()
        self._turns: list[Partition] = []
        self._paused: set[Partition] = set()
        self._committed: dict[Partition, int] = {}
        self._stopped = False

    async def start(self) -> None:
        """Returns without a place in the group where Kafka is away; a fetch finds it later."""
        self._joining = asyncio.create_task(self._join(), name=f"join {self._group}")
        with suppress(TimeoutError):
            async with asyncio.timeout(self._deadlines.start):
                await self._handover.held.wait()

    async def stop(self) -> None:
        if self._stopped:
            return
        self._stopped = True
        if self._joining is not None:
            self._joining.cancel()
            await asyncio.wait({self._joining})
        self._let_go()
        if self._leaving:
            await asyncio.wait(self._leaving)

    async def fetch(self, *, most: int, wait: float) -> list[Batch]:
        if self._stopped or self._joining is None:
            raise BusStopped(f"This member of {self._group} is not started, or is stopped.")
        self._handover.hands_free()
        deadline = _now() + wait
        while not self._stopped:
            left = deadline - _now()
            found = await self._poll(most, min(max(left, 0.0), SLICE))
            if found:
                self._handover.hands_full()
            if found or left <= 0:
                return found
        return []

    async def commit(self, positions: Mapping[Partition, int]) -> None:
        held = {place: at for place, at in positions.items() if place in self.assigned}
        if not held or self._reader is None:
            return
        offsets = {TopicPartition(*place): at for place, at in held.items()}
        committed = self._committed
        try:
            with passing("commit"):
                async with asyncio.timeout(self._deadlines.commit):
                    await self._reader.commit(offsets)
            committed |= held
        except KafkaAway as away:
            if not isinstance(away.__cause__, CommitFailedError | IllegalStateError):
                raise
            log.info("%s shared its partitions out before a commit: it is skipped", self._group)

    def seek(self, partition: Partition, offset: int) -> None:
        if self._reader is not None and partition in self.assigned:
            self._reader.seek(TopicPartition(*partition), max(offset, 0))

    def pause(self, partition: Partition) -> None:
        if self._reader is not None and partition in self.assigned:
            self._paused.add(partition)
            self._reader.pause(TopicPartition(*partition))

    def resume(self, partition: Partition) -> None:
        if self._reader is not None and partition in self._paused & self.assigned:
            self._paused.remove(partition)
            self._reader.resume(TopicPartition(*partition))

    @property
    def assigned(self) -> frozenset[Partition]:
        if self._stopped or self._reader is None:
            return frozenset()
        return frozenset(Partition(*place) for place in self._reader.assignment())

    async def lag(self) -> dict[Partition, int]:
        if self._reader is None or not self.assigned:
            return {}
        with passing("tell the lag"):
            async with asyncio.timeout(self._deadlines.commit):
                held = [TopicPartition(*place) for place in self.assigned]
                ends = await self._reader.end_offsets(held)
                return {
                    Partition(*place): end - await self._position(self._reader, place)
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
        reader = self._reader
        if reader is None:
            await asyncio.sleep(seconds)
            return []
        async with self._mending(reader):
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

    @asynccontextmanager
    async def _mending(self, reader: AIOKafkaConsumer) -> AsyncIterator[None]:
        """A reader that failed in whatever way, or whose fetching ended unseen, is replaced."""
        try:
            with passing("give records"):
                yield
            if reader._fetcher.error_future.done() and not self._stopped:
                raise KafkaAway("Kafka could not give records: its reader ended")
        except Exception:
            if self._reader is reader and not self._stopped:
                self._let_go()
                self._joining = asyncio.create_task(self._join(), name=f"join {self._group}")
            raise

    async def _join(self) -> None:
        for pause in _pauses():
            reader = self._new_reader()
            try:
                async with asyncio.timeout(self._deadlines.request):
                    await reader.start()
                reader.subscribe(self._topics, listener=self._handover)
            except Exception as fault:
                log.warning("%s cannot join its group yet: %r", self._group, fault)
                self._leave(reader)
                await asyncio.sleep(pause)
            except BaseException:
                self._leave(reader)
                raise
            else:
                self._reader = reader
                return

    def _new_reader(self) -> AIOKafkaConsumer:
        return AIOKafkaConsumer(
            bootstrap_servers=self._servers,
            group_id=self._group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=_millis(self._lease),
            heartbeat_interval_ms=_millis(self._lease / BEATS_PER_LEASE),
            rebalance_timeout_ms=_millis(self._lease * 2),
            request_timeout_ms=_millis(max(self._deadlines.request, self._lease * 3)),
            metadata_max_age_ms=_millis(TOPICS_SEEN_AFTER),
            fetch_max_wait_ms=_millis(LONG_POLL),
            retry_backoff_ms=_millis(BACKOFF),
        )

    def _adopt(self, held: frozenset[Partition]) -> None:
        self._committed = {}  # another one: who still waits for an answer may fill the old
        self._paused &= held
        self._turns = [place for place in self._turns if place in held]
        self._turns += sorted(held.difference(self._turns))
        if self._reader is not None and self._paused:
            self._reader.pause(*(TopicPartition(*place) for place in self._paused))

    def _let_go(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            self._handover.retire()
            self._handover = Handover(self._lease, self._adopt)
            self._adopt(frozenset())
            self._leave(reader)

    def _leave(self, reader: AIOKafkaConsumer) -> None:
        task = asyncio.create_task(leave(reader, self._deadlines.stop))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)


def _pauses() -> Iterator[float]:
    pause = 0.1
    while True:
        yield pause
        pause = min(pause * 2, LONGEST_PAUSE)


def _millis(seconds: float) -> int:
    return round(seconds * 1000)


def _now() -> float:
    return asyncio.get_running_loop().time()
