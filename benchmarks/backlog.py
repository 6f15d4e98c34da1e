"""How much a service still has before it, seen from outside: its outbox, and its consumer's lag."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, closing
from importlib import import_module
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from aiokafka import AIOKafkaConsumer, TopicPartition  # type: ignore[import-untyped]

from benchmarks.places import Place

LONGEST = 900.0
LOOK_EVERY = 0.01
Rows = list[tuple[Any, ...]]


class TooLong(Exception):
    """A backlog was not worked off in time."""


class Backlog:
    """Reads beside the services; they never notice but for the reading itself."""

    def __init__(self, place: Place, kafka: AIOKafkaConsumer | None) -> None:
        self._place, self._kafka = place, kafka
        self._connections: dict[str, Any] = {}

    async def outbox(self, service: str) -> int:
        return int((await self.rows(service, "SELECT count(*) FROM outbox"))[0][0])

    async def lag(self, service: str) -> int:
        """Records that it has not applied yet."""
        topics = sorted(import_module(f"services.{service}.app").parts.on.topics)
        ends = await self._ends(topics)
        read = await self.rows(service, "SELECT topic, partition, next_offset FROM watermark")
        positions = {(topic, number): offset for topic, number, offset in read}
        return sum(max(end - positions.get(place, 0), 0) for place, end in ends.items())

    async def until_idle(self, *services: str) -> None:
        """Every outbox empty and every consumer at the end, twice in a row: one feeds another."""
        calm = 0
        deadline = time.monotonic() + LONGEST
        while calm < 2:
            left = [await self.outbox(name) + await self.lag(name) for name in services]
            calm = 0 if any(left) else calm + 1
            _in_time(deadline, left)
            await asyncio.sleep(0.05)

    async def until_none(self, count: Callable[[], Awaitable[int]]) -> float:
        """Seconds until there is nothing left."""
        start = time.perf_counter()
        while left := await count():
            _in_time(time.monotonic() + LONGEST - (time.perf_counter() - start), [left])
            await asyncio.sleep(LOOK_EVERY)
        return time.perf_counter() - start

    async def rows(self, service: str, query: str) -> Rows:
        if self._place.settings.database_url:
            connection = await self._postgres(service)
            return [tuple(row) for row in await connection.fetch(query)]
        return _sqlite(str(self._place.data / f"{service}.db"), query)

    async def _ends(self, topics: Sequence[str]) -> dict[tuple[str, int], int]:
        if self._kafka is None:
            wanted = ", ".join(f"'{topic}'" for topic in topics)
            query = f"SELECT topic, number, end_offset FROM partitions WHERE topic IN ({wanted})"
            found = _sqlite(str(self._place.data / "events.db"), query)
            return {(topic, number): end for topic, number, end in found}
        places = [
            TopicPartition(topic, number)
            for topic in topics
            for number in range(self._place.settings.partitions)
        ]
        ends = await self._kafka.end_offsets(places)
        return {(place.topic, place.partition): end for place, end in ends.items()}

    async def _postgres(self, service: str) -> Any:
        if service not in self._connections:
            url = self._place.settings.database_for(service)
            address = url.replace("postgresql+asyncpg", "postgresql").replace("baton@", "admin@")
            self._connections[service] = await asyncpg.connect(address)
        return self._connections[service]

    async def close(self) -> None:
        for connection in self._connections.values():
            await connection.close()


@asynccontextmanager
async def backlog(place: Place) -> AsyncIterator[Backlog]:
    kafka = None
    if not place.embedded:
        servers = place.settings.bus.removeprefix("kafka://")
        kafka = AIOKafkaConsumer(bootstrap_servers=servers, group_id=None)
        await kafka.start()
    found = Backlog(place, kafka)
    try:
        yield found
    finally:
        await found.close()
        if kafka is not None:
            await kafka.stop()


def _sqlite(path: str, query: str) -> Rows:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)) as db:
        return db.execute(query).fetchall()


def _in_time(deadline: float, left: object) -> None:
    if time.monotonic() > deadline:
        raise TooLong(f"Still before it after {LONGEST:.0f} s: {left}")
