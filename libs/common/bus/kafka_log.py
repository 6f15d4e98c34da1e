"""The distributed bus: Apache Kafka, through aiokafka.

A send that fails or runs out of time may still arrive, even later than what is sent after it:
send it again until it is taken, and let its readers drop what they have seen.
"""

import asyncio
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, urlsplit
from weakref import WeakSet

from libs.common.bus import Message
from libs.common.bus.kafka_connection import expect_closing
from libs.common.bus.kafka_consumer import KafkaConsumer
from libs.common.bus.kafka_faults import Deadlines
from libs.common.bus.kafka_producer import Producer
from libs.common.bus.kafka_topics import Topics

DEADLINES = Deadlines()
LEASE = 10.0


class KafkaLog:
    """`servers`: host:port, several by commas. `lease` is how many seconds after a crash a
    member's partitions pass to the others. `replication`: copies of each topic created."""

    def __init__(
        self,
        servers: str,
        *,
        lease: float = LEASE,
        replication: int | None = None,
        deadlines: Deadlines = DEADLINES,
    ) -> None:
        expect_closing()
        self._servers, self._lease, self._deadlines = servers, lease, deadlines
        self._producer = Producer(servers, deadlines)
        self._topics = Topics(servers, replication, deadlines)
        self._consumers: WeakSet[KafkaConsumer] = WeakSet()

    async def start(self) -> None:
        """Waits for a broker; raises an `OSError` where none comes in time."""
        await self._producer.open()

    async def stop(self) -> None:
        stopping = (consumer.stop() for consumer in list(self._consumers))
        await asyncio.gather(*stopping, return_exceptions=True)
        await self._producer.close()

    async def create_topics(self, topics: Sequence[str], partitions: int) -> None:
        await self._topics.create(topics, partitions)

    async def partition_counts(self, topics: Sequence[str]) -> Mapping[str, int]:
        return await self._topics.counts(topics)

    async def send(self, messages: Sequence[Message]) -> None:
        """Raises an `OSError` where Kafka is away or too slow: see above what that leaves open."""
        if messages:
            await self._producer.send(messages)

    def consumer(self, group: str, topics: Sequence[str]) -> KafkaConsumer:
        consumer = KafkaConsumer(self._servers, group, topics, self._lease, self._deadlines)
        self._consumers.add(consumer)
        return consumer


def kafka_log(url: str) -> KafkaLog:
    """From `kafka://host:port[,host:port]`, and `?replication=3&lease=30` where the defaults will
    not do."""
    try:
        return _read(url)
    except ValueError:
        raise ValueError(f"BATON_BUS cannot be used: {url}") from None


def _read(url: str) -> KafkaLog:
    parts = urlsplit(url)
    asked = parse_qs(parts.query, strict_parsing=bool(parts.query))
    copies = int(asked.pop("replication")[0]) if "replication" in asked else None
    lease = float(asked.pop("lease", [str(LEASE)])[0])
    if parts.scheme != "kafka" or not parts.netloc or parts.path.strip("/") or asked or lease < 1:
        raise ValueError(url)
    for server in parts.netloc.split(","):
        _ = urlsplit(f"//{server}").port  # raises where it is no number of a port
    return KafkaLog(parts.netloc, lease=lease, replication=copies)
