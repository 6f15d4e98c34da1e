"""Sends to Kafka: acknowledged by all replicas in sync, in order within each key.

The partition of a key is Kafka's own murmur2 of its UTF-8 bytes, so other clients find it too.
"""

import asyncio
from collections.abc import Collection, Sequence
from functools import lru_cache

from aiokafka import AIOKafkaProducer  # type: ignore[import-untyped]
from aiokafka.errors import KafkaError  # type: ignore[import-untyped]
from aiokafka.partitioner import murmur2  # type: ignore[import-untyped]

from libs.common.bus import BusStopped, Message, UnknownTopic
from libs.common.bus.kafka_closing import cut, discard
from libs.common.bus.kafka_faults import LASTING, Deadlines, passing

LARGEST_EVENT = 8 << 20
"Bytes of an event with its key and headers; topics are created to take as much."

BATCH_BYTES = 256 << 10
"Of one partition, in one request."

UNKNOWN_AFTER = 1.0
"Seconds until a topic that a broker does not know is held not to exist: news of it travel."


class EventTooLarge(ValueError):
    """Larger than Kafka would take. Refused before anything is sent."""


class Producer:
    """One idempotent producer at a time, replaced when a send failed.

    An idempotent producer tries a batch again for ever, and sends nothing of that partition until
    it got through. So a send that failed costs the producer: what it held is dropped, the next
    send opens another. What was under way may still arrive, even after later ones.
    """

    def __init__(self, servers: str, deadlines: Deadlines) -> None:
        self._servers, self._deadlines = servers, deadlines
        self._current: AIOKafkaProducer | None = None
        self._opening = asyncio.Lock()
        self._discarded: set[asyncio.Task[None]] = set()
        self._open = False

    async def open(self) -> None:
        self._open = True
        with passing("start"):
            async with asyncio.timeout(self._deadlines.start):
                while self._current is None:
                    await self._try_to_open()

    async def close(self) -> None:
        """What was handed in is still sent, if Kafka takes it in time."""
        self._open = False
        if self._current is not None:
            flushing = asyncio.create_task(self._current.flush())
            await asyncio.wait({flushing}, timeout=self._deadlines.stop)
            flushing.cancel()
            self._replace(self._current)
        await asyncio.gather(*self._discarded)

    async def send(self, messages: Sequence[Message]) -> None:
        _refuse_large(messages)
        until = asyncio.get_running_loop().time() + self._deadlines.send
        with passing(f"take {len(messages)} events"):
            async with asyncio.timeout_at(until):
                producer = await self._opened()
            try:
                async with asyncio.timeout_at(until):
                    await _send(producer, messages)
            except (KafkaError, TimeoutError):
                self._replace(producer)
                raise

    async def _opened(self) -> AIOKafkaProducer:
        async with self._opening:
            if not self._open:
                raise BusStopped("The bus is not started, or is stopped.")
            if self._current is None:
                self._current = await self._started()
            return self._current

    async def _try_to_open(self) -> None:
        try:
            await self._opened()
        except LASTING:
            raise
        except KafkaError:
            await asyncio.sleep(0.2)

    async def _started(self) -> AIOKafkaProducer:
        producer = AIOKafkaProducer(
            bootstrap_servers=self._servers,
            enable_idempotence=True,
            acks="all",
            max_batch_size=BATCH_BYTES,
            max_request_size=LARGEST_EVENT,
            request_timeout_ms=round(self._deadlines.request * 1000),
        )
        try:
            await producer.start()
        except BaseException:
            self._discard(producer)
            raise
        return producer

    def _replace(self, producer: AIOKafkaProducer) -> None:
        """Another sender may have done so before."""
        if self._current is producer:
            self._current = None
            self._discard(producer)

    def _discard(self, producer: AIOKafkaProducer) -> None:
        cut(producer)
        task = asyncio.create_task(discard(producer))
        self._discarded.add(task)
        task.add_done_callback(self._discarded.discard)


async def _send(producer: AIOKafkaProducer, messages: Sequence[Message]) -> None:
    counts = await _counts(producer, {message.topic for message in messages})
    sent: list[asyncio.Future[object]] = []
    try:
        for message in messages:
            key = message.key.encode()
            place = partition_of(key, counts[message.topic])
            headers = list(message.headers)
            sent.append(
                await producer.send(message.topic, message.value, key, place, headers=headers)
            )
        await asyncio.gather(*sent)
    finally:
        for future in sent:
            future.cancel()


async def _counts(producer: AIOKafkaProducer, topics: Collection[str]) -> dict[str, int]:
    """How many partitions each has."""
    return {topic: await _count(producer, topic) for topic in topics}


async def _count(producer: AIOKafkaProducer, topic: str) -> int:
    known = producer.client.cluster.partitions_for_topic(topic)
    if known is None:
        await _look_for(producer, topic)
        known = await producer.partitions_for(topic)
    return len(known)


async def _look_for(producer: AIOKafkaProducer, topic: str) -> None:
    """Asks before the producer does, which would wait long for a topic that nobody created."""
    until = asyncio.get_running_loop().time() + UNKNOWN_AFTER
    while topic not in (await producer.client.fetch_all_metadata()).topics():
        if asyncio.get_running_loop().time() > until:
            raise UnknownTopic(topic)
        await asyncio.sleep(0.1)


@lru_cache(4096)
def partition_of(key: bytes, count: int) -> int:
    """As Kafka's default partitioner; cached, for the keys are few and the hash is slow here."""
    return int(murmur2(key) & 0x7FFFFFFF) % count


def _refuse_large(messages: Sequence[Message]) -> None:
    for message in messages:
        carried = sum(len(name.encode()) + len(value) + 8 for name, value in message.headers)
        size = len(message.value) + len(message.key.encode()) + carried + 100
        if size > LARGEST_EVENT:
            raise EventTooLarge(f"Event {message.event_id} has {size} bytes of {LARGEST_EVENT}.")
