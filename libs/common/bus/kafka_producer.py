"""Sends to Kafka: acknowledged by all replicas in sync, in order within each key.

The partition of a key is Kafka's own murmur2 of its UTF-8 bytes, so other clients find it too.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from aiokafka import AIOKafkaProducer  # type: ignore[import-untyped]
from aiokafka.errors import KafkaError  # type: ignore[import-untyped]
from aiokafka.partitioner import murmur2  # type: ignore[import-untyped]
from aiokafka.producer.message_accumulator import (  # type: ignore[import-untyped]
    BatchBuilder,
)

from libs.common.bus import (
    LARGEST_EVENT,
    BusStopped,
    EventTooLarge,
    Message,
    Partition,
    UnknownTopic,
)
from libs.common.bus.kafka_closing import cut, discard
from libs.common.bus.kafka_faults import LASTING, Deadlines, passing

BATCH_BYTES = 256 << 10
"Of one partition, in one request."

UNKNOWN_AFTER = 1.0
"Seconds until a topic that a broker does not know is held not to exist: news of it travel."


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
        if (producer := self._current) is not None:
            flushing = asyncio.create_task(producer.flush())
            await asyncio.wait({flushing}, timeout=self._deadlines.stop)
            flushing.cancel()
            self._replace(producer)  # unless a send that failed meanwhile did so
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
            except (OSError, RuntimeError):  # a KafkaError is a RuntimeError
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
    """Partitions side by side. In batches of our own, which cost a third of single messages."""
    counts = {
        topic: await _count(producer, topic) for topic in {message.topic for message in messages}
    }
    await asyncio.gather(
        *(_send_in_order(producer, place, part) for place, part in _parts(messages, counts))
    )


def _parts(
    messages: Sequence[Message], counts: Mapping[str, int]
) -> Iterable[tuple[Partition, list[Message]]]:
    parts: dict[Partition, list[Message]] = {}
    for message in messages:
        number = partition_of(message.key, counts[message.topic])
        parts.setdefault(Partition(message.topic, number), []).append(message)
    return parts.items()


async def _send_in_order(
    producer: AIOKafkaProducer, place: Partition, messages: Sequence[Message]
) -> None:
    """Each batch is taken over when the one before it is on its way."""
    taken = [
        await producer.send_batch(batch, place.topic, partition=place.number)
        for batch in _batches(producer, messages)
    ]
    await asyncio.gather(*taken)


def _batches(producer: AIOKafkaProducer, messages: Iterable[Message]) -> Iterator[BatchBuilder]:
    batch = producer.create_batch()
    for message in messages:
        if not _append(batch, message):
            yield batch
            batch = producer.create_batch()
            _append(batch, message)
    yield batch


def _append(batch: BatchBuilder, message: Message) -> bool:
    """Whether it still fitted in; the first one always does."""
    headers = list(message.headers)
    key = message.key.encode()
    return bool(batch.append(timestamp=None, key=key, value=message.value, headers=headers))


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
def partition_of(key: str, count: int) -> int:
    """As Kafka's default partitioner; cached, for the keys are few and the hash is slow here."""
    return int(murmur2(key.encode()) & 0x7FFFFFFF) % count


def _refuse_large(messages: Sequence[Message]) -> None:
    for message in messages:
        carried = sum([len(value) + len(name) for name, value in message.headers])
        size = len(message.value) + len(message.key) + carried
        if size > LARGEST_EVENT:
            raise EventTooLarge(f"Event {message.event_id} has {size} bytes of {LARGEST_EVENT}.")
