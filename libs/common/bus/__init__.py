"""The event bus: a durable, partitioned log that services write to and read in groups.

Two implementations keep one contract (`tests/integration/bus_contract.py`): an SQLite log for
one machine, Apache Kafka for many.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from libs.common.unusable import Unusable

Headers = tuple[tuple[str, bytes], ...]

LARGEST_EVENT = 8 << 20
"Bytes of an event with its key and headers: what a bus must take."


class Partition(NamedTuple):
    topic: str
    number: int


@dataclass(frozen=True, slots=True)
class Message:
    """An event on its way out. `event_id` makes sending again harmless where the bus can tell."""

    topic: str
    key: str
    event_id: str
    headers: Headers
    value: bytes


@dataclass(frozen=True, slots=True)
class Record:
    """An event as the log holds it: raw bytes, uninterpreted."""

    partition: Partition
    offset: int
    key: bytes
    headers: Headers
    value: bytes
    appended_at: datetime


@dataclass(frozen=True, slots=True)
class Batch:
    """Records of one partition, in offset order, never empty."""

    partition: Partition
    records: Sequence[Record]

    @property
    def next_offset(self) -> int:
        return self.records[-1].offset + 1


class Consumer(Protocol):
    """One member of a group. Each partition is read by one member at a time."""

    async def start(self) -> None: ...

    async def stop(self) -> None:
        """Leaves the group at once, so that the other members take over without waiting."""

    async def fetch(self, *, most: int, wait: float) -> list[Batch]:
        """Up to `most` records, at most one batch a partition; empty after `wait` seconds.

        Moves the reading position past what it returns; `seek` moves it back. Paused partitions
        give nothing. One fetch at a time; one that waits while the consumer stops returns empty,
        a later one raises `BusStopped`.
        """

    async def commit(self, positions: Mapping[Partition, int]) -> None:
        """Stores the next offset to read for the group; skips partitions no longer held."""

    def seek(self, partition: Partition, offset: int) -> None:
        """Reads on from `offset`. Like `pause` and `resume`, without effect where not held."""

    def pause(self, partition: Partition) -> None: ...

    def resume(self, partition: Partition) -> None: ...

    @property
    def assigned(self) -> frozenset[Partition]: ...

    async def lag(self) -> dict[Partition, int]:
        """Records behind the end of each partition held, from the committed position."""


class Bus(Protocol):
    async def start(self) -> None: ...

    async def stop(self) -> None:
        """Stops its consumers too. Stopping again does nothing."""

    async def create_topics(self, topics: Sequence[str], partitions: int) -> None:
        """Creates what is missing. Refuses (`PartitionsDiffer`) to change an existing count."""

    async def partition_counts(self, topics: Sequence[str]) -> Mapping[str, int]:
        """Of those that exist, how many partitions each has."""

    async def send(self, messages: Sequence[Message]) -> None:
        """Returns when all are durable, in the order given within each key.

        Raises `UnknownTopic` where a topic was never created.
        """

    def consumer(self, group: str, topics: Sequence[str]) -> Consumer: ...


class TopicsMissing(Unusable):
    """Nobody created them: a process that did so by the way would hide a wrong address."""

    def __init__(self, topics: Sequence[str]) -> None:
        super().__init__(f"There is no topic {', '.join(topics)}. Run `baton topics` first.")
        self.topics = tuple(topics)


class PartitionsDiffer(Unusable):
    """A topic exists with another number of partitions: keys would move, and order be lost."""

    def __init__(self, topic: str, found: int, wanted: int) -> None:
        super().__init__(
            f"Topic {topic} has {found} partitions, not {wanted}: set BATON_PARTITIONS={found}, "
            "as a count never changes."
        )
        self.topic, self.found, self.wanted = topic, found, wanted


class UnknownTopic(Exception):
    """Sent to a topic nobody created: a misspelt name would otherwise swallow events."""

    def __init__(self, topic: str) -> None:
        super().__init__(f"Topic {topic} does not exist. Create it before sending to it.")
        self.topic = topic


class EventTooLarge(ValueError):
    """Larger than a bus would take. Refused before anything is sent."""


class BusStopped(Exception):
    """Used before it was started, or after it was stopped."""
