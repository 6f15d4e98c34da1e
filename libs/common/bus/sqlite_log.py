"""The embedded bus: a durable, partitioned log in one SQLite file.

Several processes may open the same file; each reads and writes through one connection on one
thread. Sending a message again, told by its event id within the topic, changes nothing.
"""

import asyncio
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import uuid4
from weakref import WeakSet

from libs.common.bus import Message, sqlite_group, sqlite_records
from libs.common.bus.sqlite_consumer import Bell, SqliteConsumer
from libs.common.bus.sqlite_group import Member
from libs.common.bus.sqlite_worker import Worker
from libs.common.clock import Clock, SystemClock

SYSTEM_CLOCK = SystemClock()


class SqliteLog:
    """`lease` is how many seconds after a crash a member's partitions pass to the others."""

    def __init__(self, path: Path, *, lease: float = 5.0, clock: Clock = SYSTEM_CLOCK) -> None:
        self._worker = Worker(path)
        self._bell = Bell()
        self._lease = timedelta(seconds=lease) // timedelta(microseconds=1)
        self._clock = clock
        self._consumers: WeakSet[SqliteConsumer] = WeakSet()

    async def start(self) -> None:
        await self._worker.open()
        await self._worker.write(_create_tables)

    async def stop(self) -> None:
        """What was handed in before is still written. A member that cannot leave (the file is
        locked) does not keep us here: its lease runs out."""
        stopping = (consumer.stop() for consumer in list(self._consumers))
        await asyncio.gather(*stopping, return_exceptions=True)
        await self._worker.close()

    async def create_topics(self, topics: Sequence[str], partitions: int) -> None:
        await self._worker.write(_create_topics, tuple(topics), partitions)
        self._bell.ring()

    async def partition_counts(self, topics: Sequence[str]) -> Mapping[str, int]:
        return await self._worker.read(sqlite_records.partition_counts, tuple(topics))

    async def send(self, messages: Sequence[Message]) -> None:
        if messages:
            await self._worker.write(sqlite_records.append, tuple(messages), self._clock.now())
            self._bell.ring()

    def consumer(self, group: str, topics: Sequence[str]) -> SqliteConsumer:
        member = Member(uuid4().hex, group, tuple(topics), self._lease)
        consumer = SqliteConsumer(self._worker, self._bell, member, self._clock)
        self._consumers.add(consumer)
        return consumer


def _create_tables(db: sqlite3.Connection) -> None:
    for statement in (*sqlite_records.SCHEMA, *sqlite_group.SCHEMA):
        db.execute(statement)


def _create_topics(db: sqlite3.Connection, topics: Sequence[str], partitions: int) -> None:
    created = [sqlite_records.create(db, topic, partitions) for topic in topics]
    if any(created):
        sqlite_group.unsettle_all(db)
