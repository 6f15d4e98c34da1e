import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.bus import (
    BusStopped,
    Message,
    PartitionsDiffer,
    Record,
    UnknownTopic,
)
from libs.common.bus.sqlite_log import SqliteLog
from libs.common.bus.sqlite_records import decode_headers, encode_headers, partition_of
from libs.common.clock import SetClock
from tests.integration.bus_contract import (
    PARTITIONS,
    BusContract,
    Join,
    OpenBus,
    by_key,
    commit,
    joining,
    message,
    numbered,
    places,
    poll,
    read,
    share,
)

TOPIC = "baton.test"
LEASE = 1.0


@asynccontextmanager
async def opened(path: Path, lease: float = LEASE) -> AsyncIterator[SqliteLog]:
    log = SqliteLog(path, lease=lease)
    await log.start()
    yield log
    await log.stop()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events" / "log.db"


@pytest.fixture
async def log(path: Path) -> AsyncIterator[SqliteLog]:
    async with opened(path) as log:
        await log.create_topics([TOPIC], PARTITIONS)
        yield log


@pytest.fixture
async def join() -> AsyncIterator[Join]:
    async with joining() as join:
        yield join


class TestSqliteLogKeepsTheContract(BusContract):
    @pytest.fixture
    async def open_bus(self, path: Path) -> AsyncIterator[OpenBus]:
        logs: list[SqliteLog] = []

        async def open_bus() -> SqliteLog:
            logs.append(SqliteLog(path, lease=LEASE))
            await logs[-1].start()
            return logs[-1]

        yield open_bus
        for log in logs:
            await log.stop()


class TestSending:
    async def test_a_message_sent_again_is_ignored_and_the_first_stays(
        self, log: SqliteLog, join: Join
    ) -> None:
        first = Message(TOPIC, "a", "id 1", (), b"first")
        await log.send([first, Message(TOPIC, "a", "id 1", (), b"twice in one send")])
        await log.send(
            [Message(TOPIC, "another key", "id 1", (), b"later"), message(TOPIC, "a", "b")]
        )
        found = await read(2, await join(log, "readers", TOPIC))
        assert [record.value for record in found] == [b"first", b"b"]
        assert [record.offset for record in found] == [0, 1]

    async def test_the_same_event_id_is_another_event_in_another_topic(
        self, log: SqliteLog, join: Join
    ) -> None:
        await log.create_topics(["other"], 1)
        await log.send([Message(topic, "a", "id 1", (), b"") for topic in (TOPIC, "other")])
        assert len(await read(2, await join(log, "readers", TOPIC, "other"))) == 2

    async def test_offsets_count_from_zero_without_gaps(self, log: SqliteLog, join: Join) -> None:
        messages = numbered(TOPIC, "abcdefgh", 5)
        for start in range(0, 40, 4):
            await log.send(messages[: start + 4])
        found = await read(40, await join(log, "readers", TOPIC))
        for partition in {record.partition for record in found}:
            offsets = [record.offset for record in found if record.partition == partition]
            assert offsets == list(range(len(offsets)))

    async def test_a_refused_send_leaves_nothing(self, log: SqliteLog, join: Join) -> None:
        with pytest.raises(UnknownTopic):
            await log.send([message(TOPIC, "a", "x"), message("nowhere", "a", "x")])
        assert await poll(await join(log, "readers", TOPIC), wait=0) == []

    async def test_a_refused_creation_leaves_nothing(self, log: SqliteLog) -> None:
        with pytest.raises(PartitionsDiffer):
            await log.create_topics(["new", TOPIC], PARTITIONS + 1)
        with pytest.raises(UnknownTopic):
            await log.send([message("new", "a", "x")])

    async def test_the_time_is_that_of_the_clock(self, path: Path, join: Join) -> None:
        moment = datetime(2031, 7, 9, 23, 59, 59, 999_999, tzinfo=UTC)
        log = SqliteLog(path, clock=SetClock(moment))
        await log.start()
        await log.create_topics([TOPIC], 1)
        await log.send([message(TOPIC, "a", "x")])
        (record,) = await read(1, await join(log, "readers", TOPIC))
        assert record.appended_at == moment
        await log.stop()

    async def test_writers_of_several_handles_do_not_lose_or_reorder(
        self, log: SqliteLog, path: Path, join: Join
    ) -> None:
        async def write(key: str) -> None:
            async with opened(path) as own:
                for number in range(30):
                    await own.send([message(TOPIC, key, str(number))])

        await asyncio.gather(*(write(key) for key in "abcd"))
        found = await read(120, await join(log, "readers", TOPIC))
        assert by_key(found) == {key: [str(number) for number in range(30)] for key in "abcd"}

    def test_a_key_keeps_its_partition_in_later_releases(self) -> None:
        assert [partition_of(key, 12) for key in ("", "a", "programme", "引き継ぎ")] == [
            0,
            11,
            8,
            1,
        ]

    @given(st.lists(st.tuples(st.text(), st.binary())))
    def test_headers_are_kept_exactly(self, headers: list[tuple[str, bytes]]) -> None:
        assert decode_headers(encode_headers(tuple(headers))) == tuple(headers)


class TestLifetime:
    async def test_a_log_that_is_not_open_says_so(self, path: Path) -> None:
        log = SqliteLog(path)
        with pytest.raises(BusStopped):
            await log.send([message(TOPIC, "a", "x")])
        await log.stop()

    async def test_a_log_can_be_started_again(self, log: SqliteLog, join: Join) -> None:
        await log.send([message(TOPIC, "a", "x")])
        await log.stop()
        await log.start()
        assert len(await read(1, await join(log, "readers", TOPIC))) == 1

    async def test_a_cancelled_fetch_loses_nothing(self, log: SqliteLog, join: Join) -> None:
        member = await join(log, "readers", TOPIC)
        found: list[Record] = []
        for number in range(60):
            await log.send(numbered(TOPIC, "abcd", 1))
            fetching = asyncio.create_task(member.fetch(most=100, wait=0.1))
            await asyncio.sleep(0.0001 * (number % 10))
            fetching.cancel()
            with suppress(asyncio.CancelledError):
                found += [record for batch in await fetching for record in batch.records]
        found += await read(240 - len(found), member)
        assert len(set(places(found))) == len(found) == 240


class TestMembers:
    async def test_a_topic_created_later_is_found(self, log: SqliteLog, join: Join) -> None:
        member = await join(log, "readers", "later")
        assert await poll(member, wait=0) == []
        await log.create_topics(["later"], 2)
        await log.send([message("later", "a", "x")])
        assert len(await read(1, member)) == 1

    async def test_a_busy_member_keeps_its_partitions_until_it_comes_back(
        self, log: SqliteLog, path: Path, join: Join
    ) -> None:
        async with opened(path, lease=60) as patient:
            busy = await join(patient, "readers", TOPIC)
            await log.send(numbered(TOPIC, "abcdefgh", 3))
            found = await read(24, busy)
            newcomer = await join(log, "readers", TOPIC)
            assert await poll(newcomer) == []
            await commit(busy, found)
            assert await share(TOPIC, busy, newcomer) == []
