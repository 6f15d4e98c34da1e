"""What every bus must do.

Subclass `BusContract` and give it an `open_bus` fixture: each call opens and starts one more
handle to the same log, as another process would. A bus may take seconds to share partitions out
anew, so the tests poll until a deadline and never count on a pause being long enough.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest

from libs.common.bus import (
    Bus,
    BusStopped,
    Consumer,
    Headers,
    Message,
    Partition,
    PartitionsDiffer,
    Record,
    TopicsMissing,
    UnknownTopic,
)
from libs.common.bus.topics import check_topics

DEADLINE = 30.0
"""Seconds after which what did not come is held not to come."""

PARTITIONS = 4

OpenBus = Callable[[], Awaitable[Bus]]
Join = Callable[..., Awaitable[Consumer]]


def unique(name: str) -> str:
    return f"{name}.{uuid4().hex}"


def message(topic: str, key: str, value: str | bytes, headers: Headers = ()) -> Message:
    body = value.encode() if isinstance(value, str) else value
    return Message(topic, key, str(uuid4()), headers, body)


def numbered(topic: str, keys: Iterable[str], count: int) -> list[Message]:
    """`count` messages for each key, the keys in turn, the values 0, 1, 2…"""
    names = list(keys)
    return [message(topic, key, str(number)) for number in range(count) for key in names]


def places(records: Iterable[Record]) -> list[tuple[Partition, int]]:
    return [(record.partition, record.offset) for record in records]


def by_key(records: Iterable[Record]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for record in records:
        values.setdefault(record.key.decode(), []).append(record.value.decode())
    return values


def all_of(topic: str) -> set[Partition]:
    return {Partition(topic, number) for number in range(PARTITIONS)}


async def poll(*members: Consumer, wait: float = 0.1) -> list[Record]:
    fetched = await asyncio.gather(*(member.fetch(most=500, wait=wait) for member in members))
    return [record for batches in fetched for batch in batches for record in batch.records]


async def read(count: int, *members: Consumer) -> list[Record]:
    """At least `count` records, in the order they came."""
    found: list[Record] = []
    async with asyncio.timeout(DEADLINE):
        while len(found) < count:
            found += await poll(*members)
    return found


async def share(topic: str, *members: Consumer) -> list[Record]:
    """Returns when every partition has one holder, and every member a part; with what came."""
    found: list[Record] = []
    async with asyncio.timeout(DEADLINE):
        while not _shared(topic, members):
            found += await poll(*members)
    return found


def _shared(topic: str, members: Sequence[Consumer]) -> bool:
    held = [partition for member in members for partition in member.assigned]
    return sorted(held) == sorted(all_of(topic)) and all(member.assigned for member in members)


async def commit(member: Consumer, records: Iterable[Record]) -> None:
    """Records come in offset order, so the last of a partition decides."""
    await member.commit({record.partition: record.offset + 1 for record in records})


async def eventually(check: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(DEADLINE):
        while not await check():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@asynccontextmanager
async def joining() -> AsyncIterator[Join]:
    """Starts members of a group, and stops those still there in the end."""
    members: list[Consumer] = []

    async def join(bus: Bus, group: str, *topics: str) -> Consumer:
        members.append(bus.consumer(group, topics))
        await members[-1].start()
        return members[-1]

    yield join
    for member in members:
        await member.stop()


class BusContract:
    @pytest.fixture
    async def bus(self, open_bus: OpenBus) -> Bus:
        return await open_bus()

    @pytest.fixture
    async def join(self, bus: Bus) -> AsyncIterator[Join]:
        async with joining() as join:
            yield join

    @pytest.fixture
    async def topic(self, bus: Bus) -> str:
        name = unique("contract")
        await bus.create_topics([name], PARTITIONS)
        return name

    @pytest.fixture
    def group(self) -> str:
        return unique("readers")

    # What is sent

    async def test_each_key_is_read_in_the_order_it_was_sent(
        self, bus: Bus, join: Join, topic: str, group: str
    ) -> None:
        messages = numbered(topic, [f"programme {n}" for n in range(40)], 25)
        for start in range(0, len(messages), 130):
            await bus.send(messages[start : start + 130])
        found = await read(len(messages), await join(bus, group, topic))
        in_order = [str(number) for number in range(25)]
        assert by_key(found) == {f"programme {n}": in_order for n in range(40)}
        assert {record.partition for record in found} == all_of(topic)

    async def test_a_key_always_lands_on_the_same_partition(
        self, bus: Bus, open_bus: OpenBus, join: Join, topic: str, group: str
    ) -> None:
        keys = [f"programme {n}" for n in range(20)]
        await bus.send(numbered(topic, keys, 2))
        await (await open_bus()).send(numbered(topic, reversed(keys), 2))
        found = await read(80, await join(bus, group, topic))
        assert len({(record.key, record.partition) for record in found}) == len(keys)

    async def test_bytes_come_back_as_they_were(
        self, bus: Bus, join: Join, topic: str, group: str
    ) -> None:
        every_byte = bytes(range(256))
        headers = (("ce_subject", "Übergabe – 引き継ぎ".encode()), ("raw", every_byte), ("no", b""))
        await bus.send([message(topic, "Projekt Größe ✓", every_byte * 3, headers)])
        (record,) = await read(1, await join(bus, group, topic))
        assert record.key == "Projekt Größe ✓".encode()
        assert record.headers == headers
        assert record.value == every_byte * 3

    async def test_an_empty_value_and_an_empty_key_are_kept(
        self, bus: Bus, join: Join, topic: str, group: str
    ) -> None:
        await bus.send([message(topic, "", b"")])
        (record,) = await read(1, await join(bus, group, topic))
        assert (record.key, record.value, record.headers) == (b"", b"", ())

    async def test_a_record_says_when_it_was_appended_in_utc(
        self, bus: Bus, join: Join, topic: str, group: str
    ) -> None:
        await bus.send(numbered(topic, ["a"], 2))
        first, second = await read(2, await join(bus, group, topic))
        offset = first.appended_at.utcoffset()
        assert offset is not None
        assert not offset
        assert first.appended_at <= second.appended_at

    async def test_sending_nothing_is_fine(self, bus: Bus) -> None:
        await bus.send([])

    async def test_what_is_sent_outlives_the_bus(
        self, bus: Bus, open_bus: OpenBus, join: Join, topic: str, group: str
    ) -> None:
        await bus.send(numbered(topic, "abc", 10))
        await bus.stop()
        found = await read(30, await join(await open_bus(), group, topic))
        assert by_key(found) == {key: [str(number) for number in range(10)] for key in "abc"}

    # Topics

    async def test_another_number_of_partitions_is_refused(self, bus: Bus, topic: str) -> None:
        with pytest.raises(PartitionsDiffer) as refused:
            await bus.create_topics([topic], PARTITIONS + 1)
        assert (refused.value.found, refused.value.wanted) == (PARTITIONS, PARTITIONS + 1)

    async def test_topics_are_counted_and_checked_without_being_created(
        self, bus: Bus, topic: str
    ) -> None:
        missing = unique("contract")
        assert dict(await bus.partition_counts([topic, missing])) == {topic: PARTITIONS}
        await check_topics(bus, [topic], PARTITIONS)
        with pytest.raises(PartitionsDiffer):
            await check_topics(bus, [topic], PARTITIONS + 1)
        with pytest.raises(TopicsMissing, match="baton topics") as refused:
            await check_topics(bus, [topic, missing], PARTITIONS)
        assert refused.value.topics == (missing,)
        assert dict(await bus.partition_counts([missing])) == {}

    async def test_creating_a_topic_again_changes_nothing(
        self, bus: Bus, open_bus: OpenBus, join: Join, topic: str, group: str
    ) -> None:
        await bus.send(numbered(topic, "ab", 1))
        await (await open_bus()).create_topics([topic, unique("contract")], PARTITIONS)
        assert len(await read(2, await join(bus, group, topic))) == 2

    async def test_sending_to_an_unknown_topic_is_refused(self, bus: Bus) -> None:
        with pytest.raises(UnknownTopic):
            await bus.send([message(unique("nowhere"), "a", "lost?")])

    async def test_a_member_reads_all_its_topics(
        self, bus: Bus, join: Join, topic: str, group: str
    ) -> None:
        other = unique("contract")
        await bus.create_topics([other], PARTITIONS)
        await bus.send(numbered(topic, "abc", 2) + numbered(other, "abc", 3))
        found = await read(15, await join(bus, group, topic, other))
        assert sum(record.partition.topic == other for record in found) == 9

    # Fetching

    async def test_a_fetch_moves_on_without_a_commit(
        self, bus: Bus, join: Join, topic: str, group: str
    ) -> None:
        await bus.send(numbered(topic, "abcdef", 10))
        found = await read(60, await join(bus, group, topic))
        assert len(set(places(found))) == len(found)

    async def test_a_fetch_keeps_to_the_most_and_to_one_batch_a_partition(
        self, bus: Bus, join: Join, topic: str, group: str
    ) -> None:
        await bus.send(numbered(topic, (f"key {n}" for n in range(30)), 2))
        member = await join(bus, group, topic)
        left = 60
        async with asyncio.timeout(DEADLINE):
            while left:
                batches = await member.fetch(most=7, wait=0.1)
                fetched = [len(batch.records) for batch in batches]
                assert sum(fetched) <= 7
                assert all(fetched)
                assert len({batch.partition for batch in batches}) == len(batches)
                left -= sum(fetched)

    async def test_a_fetch_returns_empty_when_nothing_comes(
        self, bus: Bus, join: Join, topic: str, group: str
    ) -> None:
        member = await join(bus, group, topic)
        assert await member.fetch(most=10, wait=0.05) == []
        assert await member.fetch(most=10, wait=0) == []

    async def test_a_waiting_fetch_sees_what_another_handle_sends(
        self, bus: Bus, open_bus: OpenBus, join: Join, topic: str, group: str
    ) -> None:
        member = await join(bus, group, topic)
        await share(topic, member)
        waiting = asyncio.create_task(member.fetch(most=10, wait=DEADLINE))
        await (await open_bus()).send([message(topic, "a", "at last")])
        async with asyncio.timeout(DEADLINE / 2):
            (batch,) = await waiting
        assert [record.value for record in batch.records] == [b"at last"]

    async def test_a_busy_partition_does_not_starve_the_others(
        self, bus: Bus, join: Join, topic: str, group: str
    ) -> None:
        busy, quiet = await self.keys_apart(bus, join, topic)
        await bus.send(numbered(topic, [busy], 1000) + numbered(topic, [quiet], 1))
        member = await join(bus, group, topic)
        seen: list[Record] = []
        async with asyncio.timeout(DEADLINE):
            while not any(record.key == quiet.encode() and record.value == b"0" for record in seen):
                for batch in await member.fetch(most=20, wait=0.1):
                    seen += batch.records
        assert len(seen) < 500

    async def test_a_stop_wakes_a_waiting_fetch(
        self, bus: Bus, join: Join, topic: str, group: str
    ) -> None:
        member = await join(bus, group, topic)
        await share(topic, member)
        waiting = asyncio.create_task(member.fetch(most=10, wait=DEADLINE * 10))
        await poll(await join(bus, unique("others"), topic))
        await bus.stop()
        async with asyncio.timeout(DEADLINE):
            assert await waiting == []
        with pytest.raises(BusStopped):
            await member.fetch(most=10, wait=0)

    # Positions

    async def test_what_was_not_committed_comes_again(
        self, bus: Bus, open_bus: OpenBus, join: Join, topic: str, group: str
    ) -> None:
        await bus.send(numbered(topic, "abcdef", 5))
        crashing = await join(await open_bus(), group, topic)
        lost = await read(30, crashing)
        await crashing.stop()
        again = await read(30, await join(bus, group, topic))
        assert sorted(places(again)) == sorted(places(lost))

    async def test_what_was_committed_does_not_come_again(
        self, bus: Bus, join: Join, topic: str, group: str
    ) -> None:
        await bus.send(numbered(topic, "abcdef", 5))
        first = await join(bus, group, topic)
        await commit(first, await read(30, first))
        await first.stop()
        await bus.send([message(topic, key, "new") for key in "abcdef"])
        found = await read(6, await join(bus, group, topic))
        assert by_key(found) == {key: ["new"] for key in "abcdef"}

    async def test_half_a_batch_can_be_committed(
        self, bus: Bus, join: Join, topic: str, group: str
    ) -> None:
        await bus.send(numbered(topic, "a", 10))
        first = await join(bus, group, topic)
        await commit(first, (await read(10, first))[:4])
        await first.stop()
        again = await read(6, await join(bus, group, topic))
        assert by_key(again) == {"a": ["4", "5", "6", "7", "8", "9"]}

    async def test_each_group_sees_everything(self, bus: Bus, join: Join, topic: str) -> None:
        await bus.send(numbered(topic, "abc", 5))
        one, other = await join(bus, unique("one"), topic), await join(bus, unique("two"), topic)
        found = await read(15, one)
        await commit(one, found)
        assert sorted(places(await read(15, other))) == sorted(places(found))

    async def test_seeking_back_reads_again(
        self, bus: Bus, join: Join, topic: str, group: str
    ) -> None:
        await bus.send(numbered(topic, "a", 10))
        member = await join(bus, group, topic)
        found = await read(10, member)
        member.seek(found[3].partition, found[3].offset)
        again = await read(7, member)
        assert places(again) == places(found[3:])

    async def test_lag_counts_from_what_was_committed(
        self, bus: Bus, join: Join, topic: str, group: str
    ) -> None:
        member = await join(bus, group, topic)
        await share(topic, member)
        await bus.send(numbered(topic, "a", 10))
        found = await read(10, member)
        home = found[0].partition
        await eventually(lambda: self.lags(member, {**dict.fromkeys(all_of(topic), 0), home: 10}))
        await commit(member, found[:4])
        await eventually(lambda: self.lags(member, {**dict.fromkeys(all_of(topic), 0), home: 6}))

    # Pausing

    async def test_a_pause_stops_one_partition_until_it_is_resumed(
        self, bus: Bus, join: Join, topic: str, group: str
    ) -> None:
        still, moving = await self.keys_apart(bus, join, topic)
        member = await join(bus, group, topic)
        homes = {record.key.decode(): record.partition for record in await read(2, member)}
        member.pause(homes[still])
        await bus.send(numbered(topic, [still, moving], 3))
        found = await read(3, member) + await poll(member)
        assert by_key(found) == {moving: ["0", "1", "2"]}
        member.resume(homes[still])
        assert by_key(await read(3, member)) == {still: ["0", "1", "2"]}

    # Members of a group

    async def test_two_members_share_the_partitions_and_read_nothing_twice(
        self, bus: Bus, open_bus: OpenBus, join: Join, topic: str, group: str
    ) -> None:
        one = await join(bus, group, topic)
        two = await join(await open_bus(), group, topic)
        assert await share(topic, one, two) == []
        await bus.send(numbered(topic, (f"key {n}" for n in range(30)), 10))
        found = await read(300, one, two)
        assert len(set(places(found))) == len(found) == 300

    async def test_a_member_that_leaves_is_taken_over_from_where_it_committed(
        self, bus: Bus, open_bus: OpenBus, join: Join, topic: str, group: str
    ) -> None:
        one = await join(bus, group, topic)
        two = await join(await open_bus(), group, topic)
        await share(topic, one, two)
        keys = [f"key {n}" for n in range(30)]
        await bus.send(numbered(topic, keys, 2))
        await asyncio.gather(*[commit(member, await self.own(member)) for member in (one, two)])
        await one.stop()
        await share(topic, two)
        await bus.send([message(topic, key, "new") for key in keys])
        assert by_key(await read(30, two)) == {key: ["new"] for key in keys}

    async def test_a_commit_for_a_partition_held_by_another_is_skipped(
        self, bus: Bus, open_bus: OpenBus, join: Join, topic: str, group: str
    ) -> None:
        await bus.send(numbered(topic, (f"key {n}" for n in range(30)), 2))
        one = await join(bus, group, topic)
        found = await read(60, one)
        two = await join(await open_bus(), group, topic)
        await share(topic, one, two)
        await commit(one, found)
        lags = await two.lag()
        assert lags.keys() == two.assigned
        assert sum(lags.values()) == sum(r.partition in two.assigned for r in found) > 0

    # Helpers that need a bus

    async def keys_apart(self, bus: Bus, join: Join, topic: str) -> tuple[str, str]:
        """Two keys of different partitions; leaves one record of each in the topic."""
        probe = unique("contract")
        await bus.create_topics([probe], PARTITIONS)
        await bus.send(numbered(probe, (f"key {n}" for n in range(30)), 1))
        member = await join(bus, unique("probe"), probe)
        homes = {r.partition.number: r.key.decode() for r in await read(30, member)}
        await member.stop()
        one, other = [homes[number] for number in sorted(homes)[:2]]
        await bus.send([message(topic, one, "probe"), message(topic, other, "probe")])
        return one, other

    async def own(self, member: Consumer) -> list[Record]:
        """All there is in the partitions of this member."""
        found = await poll(member)

        async def all_read() -> bool:
            found.extend(await poll(member))
            return len(found) == sum((await member.lag()).values())

        await eventually(all_read)
        return found

    async def lags(self, member: Consumer, expected: dict[Partition, int]) -> bool:
        return await member.lag() == expected
