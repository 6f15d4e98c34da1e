"""The bare log: aiokafka alone, or sqlite3 alone, with the same messages and nothing around."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer  # type: ignore[import-untyped]
from aiokafka.admin import AIOKafkaAdminClient, NewTopic  # type: ignore[import-untyped]

from benchmarks.harness import Take
from benchmarks.places import Place
from libs.common.bus import Message
from libs.common.bus.sqlite_records import encode_headers

GROUP = 500
FETCH = 1000
PARTITIONS = 6
TABLE = """CREATE TABLE record (offset INTEGER PRIMARY KEY, event_id TEXT NOT NULL UNIQUE,
    key BLOB NOT NULL, headers TEXT NOT NULL, value BLOB NOT NULL) STRICT"""


class BareBus:
    """Sends the messages, then reads what was sent last."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._name = ""

    async def sent(self, messages: Sequence[Message]) -> Take:
        self._name = f"bare-{uuid4().hex[:8]}"
        if self._place.embedded:
            return _stored(self._path, messages)
        return await self._produced(messages)

    async def read(self) -> Take:
        return _looked_up(self._path) if self._place.embedded else await self._consumed()

    @property
    def _path(self) -> str:
        return str(self._place.data / f"{self._name}.db")

    @property
    def _servers(self) -> str:
        return self._place.settings.bus.removeprefix("kafka://")

    async def _produced(self, messages: Sequence[Message]) -> Take:
        await self._create()
        producer = AIOKafkaProducer(
            bootstrap_servers=self._servers, enable_idempotence=True, max_batch_size=256 << 10
        )
        await producer.start()
        try:
            start, cpu = time.perf_counter(), time.process_time()
            sending = []
            for number, group in enumerate(_groups(messages)):
                batch = producer.create_batch()
                for message in group:
                    headers, key = list(message.headers), message.key.encode()
                    batch.append(timestamp=None, key=key, value=message.value, headers=headers)
                partition = number % PARTITIONS
                sending.append(await producer.send_batch(batch, self._name, partition=partition))
            for one in sending:
                await one
            return Take(len(messages), time.perf_counter() - start, time.process_time() - cpu)
        finally:
            await producer.stop()

    async def _create(self) -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=self._servers)
        await admin.start()
        try:
            await admin.create_topics([NewTopic(self._name, PARTITIONS, 1)])
        finally:
            await admin.close()

    async def _consumed(self) -> Take:
        consumer = AIOKafkaConsumer(
            self._name, bootstrap_servers=self._servers, auto_offset_reset="earliest"
        )
        await consumer.start()
        try:
            ends = await consumer.end_offsets(consumer.assignment())
            count, left = sum(ends.values()), sum(ends.values())
            start, cpu = time.perf_counter(), time.process_time()
            while left:
                found = await consumer.getmany(timeout_ms=1000, max_records=FETCH)
                left -= sum(len(records) for records in found.values())
            return Take(count, time.perf_counter() - start, time.process_time() - cpu)
        finally:
            await consumer.stop()


def _stored(path: str, messages: Sequence[Message]) -> Take:
    with closing(_opened(path)) as db:
        db.execute(TABLE)
        start, cpu = time.perf_counter(), time.process_time()
        for group in _groups(messages):
            rows = [(m.event_id, m.key.encode(), encode_headers(m.headers), m.value) for m in group]
            db.execute("BEGIN IMMEDIATE")
            db.executemany(
                "INSERT INTO record (event_id, key, headers, value) VALUES (?, ?, ?, ?)", rows
            )
            db.execute("COMMIT")
        return Take(len(messages), time.perf_counter() - start, time.process_time() - cpu)


def _looked_up(path: str) -> Take:
    query = (
        "SELECT offset, key, headers, value FROM record WHERE offset > ? ORDER BY offset LIMIT ?"
    )
    with closing(_opened(path)) as db:
        start, cpu, count, place = time.perf_counter(), time.process_time(), 0, 0
        while rows := db.execute(query, (place, FETCH)).fetchall():
            count, place = count + len(rows), rows[-1][0]
        return Take(count, time.perf_counter() - start, time.process_time() - cpu)


def _opened(path: str) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        db.execute(f"PRAGMA {pragma}")
    return db


def _groups(messages: Sequence[Message]) -> Iterator[Sequence[Message]]:
    for start in range(0, len(messages), GROUP):
        yield messages[start : start + GROUP]
