"""Being a member of a group in Kafka: joining, leaving, and joining anew after a failure."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress

from aiokafka import AIOKafkaConsumer  # type: ignore[import-untyped]

from libs.common.bus import Partition
from libs.common.bus.kafka_closing import leave
from libs.common.bus.kafka_faults import Deadlines, KafkaAway, passing
from libs.common.bus.kafka_handover import Handover

BEATS_PER_LEASE = 10
LONG_POLL = 0.1
"Seconds a broker holds a request for new records; as long, a partition resumed may wait."

BACKOFF = 0.25
"Seconds between two tries to reach a broker, each of which aiokafka logs as an error."

TOPICS_SEEN_AFTER = 15.0
"Seconds until a member notices a topic that was created after it started."

LONGEST_PAUSE = 5.0

log = logging.getLogger(__name__)


class Membership:
    """Joins in the background, and again when its aiokafka reader fails. `adopt` is called with
    the partitions held from now on."""

    def __init__(
        self,
        servers: str,
        group: str,
        topics: Sequence[str],
        lease: float,
        deadlines: Deadlines,
        adopt: Callable[[frozenset[Partition]], None],
    ) -> None:
        self._servers, self._group, self._topics = servers, group, tuple(topics)
        self._lease, self._deadlines, self._adopt = lease, deadlines, adopt
        self.handover = Handover(lease, adopt)
        self.reader: AIOKafkaConsumer | None = None
        "None while there is no place in the group."
        self._joining: asyncio.Task[None] | None = None
        self._leaving: set[asyncio.Task[None]] = set()
        self.stopped = False

    @property
    def lives(self) -> bool:
        """Started, and not stopped."""
        return self._joining is not None and not self.stopped

    @property
    def assigned(self) -> frozenset[Partition]:
        if self.stopped or self.reader is None:
            return frozenset()
        return frozenset(Partition(*place) for place in self.reader.assignment())

    async def start(self) -> None:
        """Returns after a while with or without a place in the group."""
        self._joining = asyncio.create_task(self._join(), name=f"join {self._group}")
        with suppress(TimeoutError):
            async with asyncio.timeout(self._deadlines.start):
                await self.handover.held.wait()

    async def stop(self) -> None:
        if self.stopped:
            return
        self.stopped = True
        if self._joining is not None:
            self._joining.cancel()
            await asyncio.wait({self._joining})
        self._let_go()
        if self._leaving:
            await asyncio.wait(self._leaving)

    @asynccontextmanager
    async def mending(self, reader: AIOKafkaConsumer) -> AsyncIterator[None]:
        """A reader that failed in whatever way, or whose fetching ended unseen, is replaced."""
        try:
            with passing("give records"):
                yield
            if reader._fetcher.error_future.done() and not self.stopped:
                raise KafkaAway("Kafka could not give records: its reader ended")
        except Exception:
            self.replace(reader)
            raise

    def replace(self, reader: AIOKafkaConsumer) -> None:
        """Somebody else may have done so before."""
        if self.reader is reader and not self.stopped:
            self._let_go()
            self._joining = asyncio.create_task(self._join(), name=f"join {self._group}")

    async def _join(self) -> None:
        for pause in _pauses():
            reader = self._new_reader()
            try:
                async with asyncio.timeout(self._deadlines.request):
                    await reader.start()
                reader.subscribe(self._topics, listener=self.handover)
            except Exception as fault:
                log.warning("%s cannot join its group yet: %r", self._group, fault)
                self._leave(reader)
                await asyncio.sleep(pause)
            except BaseException:
                self._leave(reader)
                raise
            else:
                self.reader = reader
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

    def _let_go(self) -> None:
        reader, self.reader = self.reader, None
        if reader is not None:
            self.handover.retire()
            self.handover = Handover(self._lease, self._adopt)
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
