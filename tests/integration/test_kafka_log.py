import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from random import randbytes

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.partitioner import DefaultPartitioner
from hypothesis import given
from hypothesis import strategies as st

from libs.common.bus import (
    LARGEST_EVENT,
    BusStopped,
    Consumer,
    EventTooLarge,
    PartitionsDiffer,
    Record,
    UnknownTopic,
)
from libs.common.bus.kafka_faults import Deadlines, KafkaAway
from libs.common.bus.kafka_log import KafkaLog, kafka_log
from libs.common.bus.kafka_producer import partition_of
from libs.common.embedded import open_bus
from libs.common.settings import Settings
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
    unique,
)
from tests.kafka.broker import Cluster, free_port

pytest_plugins = ("tests.servers",)

LEASE = 2.0
HASTY = Deadlines(start=5.0, send=3.0, commit=3.0, stop=2.0, request=2.0)
SLACK = 3.0
"Seconds that a busy machine may add."

CLEAN_UP = 6.0
"Seconds that may pass on top of a deadline until everything is closed."

FULL = 20_000
"Bytes that no other request has."


@asynccontextmanager
async def opened(servers: str, deadlines: Deadlines = HASTY) -> AsyncIterator[KafkaLog]:
    log = KafkaLog(servers, lease=LEASE, deadlines=deadlines)
    await log.start()
    yield log
    await log.stop()


async def asked_to_join(servers: str, group: str) -> None:
    """Returns when somebody new waits for the others to come and share anew."""
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    try:
        async with asyncio.timeout(10):
            while await _state(admin, group) != "PreparingRebalance":  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    finally:
        await admin.close()


async def _state(admin: AIOKafkaAdminClient, group: str) -> str:
    (answer,) = await admin.describe_consumer_groups([group])
    return str(answer.groups[0][2])


@pytest.fixture
async def join() -> AsyncIterator[Join]:
    async with joining() as join:
        yield join


@pytest.fixture
async def log(kafka: Cluster) -> AsyncIterator[KafkaLog]:
    async with opened(kafka.servers, Deadlines()) as log:
        yield log


@pytest.fixture
async def topic(log: KafkaLog) -> str:
    name = unique("kafka")
    await log.create_topics([name], PARTITIONS)
    return name


class TestKafkaLogKeepsTheContract(BusContract):
    @pytest.fixture
    async def open_bus(self, kafka: Cluster) -> AsyncIterator[OpenBus]:
        logs: list[KafkaLog] = []

        async def open_bus() -> KafkaLog:
            logs.append(KafkaLog(kafka.servers, lease=LEASE))
            await logs[-1].start()
            return logs[-1]

        yield open_bus
        for log in logs:
            await log.stop()


class TestSending:
    async def test_many_senders_side_by_side_keep_the_order_of_each_key(
        self, log: KafkaLog, topic: str, join: Join
    ) -> None:
        async def write(key: str) -> None:
            for number in range(30):
                await log.send([message(topic, key, str(number))])

        await asyncio.gather(*(write(key) for key in "abcdefgh"))
        found = await read(240, await join(log, unique("readers"), topic))
        assert by_key(found) == {key: [str(number) for number in range(30)] for key in "abcdefgh"}

    async def test_a_send_of_megabytes_keeps_the_order(
        self, log: KafkaLog, topic: str, join: Join
    ) -> None:
        bodies = [b"%d " % number + bytes(2000) for number in range(1000)]
        await log.send([message(topic, "a", body) for body in bodies])
        found = await read(1000, await join(log, unique("readers"), topic))
        assert [record.value for record in found] == bodies

    async def test_a_message_sent_again_comes_again(
        self, log: KafkaLog, topic: str, join: Join
    ) -> None:
        again = message(topic, "a", "x")
        await log.send([again])
        await log.send([again])
        found = await read(2, await join(log, unique("readers"), topic))
        assert [record.value for record in found] == [b"x", b"x"]

    async def test_an_event_of_megabytes_goes_through(
        self, log: KafkaLog, topic: str, join: Join
    ) -> None:
        large = bytes(LARGEST_EVENT - 1000)
        await log.send([message(topic, "a", large), message(topic, "a", "small")])
        found = await read(2, await join(log, unique("readers"), topic))
        assert [record.value for record in found] == [large, b"small"]

    async def test_an_event_too_large_is_refused_with_all_that_came_with_it(
        self, log: KafkaLog, topic: str, join: Join
    ) -> None:
        with pytest.raises(EventTooLarge):
            await log.send([message(topic, "a", "x"), message(topic, "a", bytes(LARGEST_EVENT))])
        await log.send([message(topic, "a", "next")])
        found = await read(1, await join(log, unique("readers"), topic))
        assert [record.value for record in found] == [b"next"]

    async def test_an_unknown_topic_refuses_all_that_came_with_it(
        self, log: KafkaLog, topic: str, join: Join
    ) -> None:
        with pytest.raises(UnknownTopic):
            await log.send([message(topic, "a", "x"), message(unique("nowhere"), "a", "x")])
        assert await poll(await join(log, unique("readers"), topic), wait=0.5) == []

    async def test_before_the_start_and_after_the_stop_it_says_so(
        self, kafka: Cluster, topic: str
    ) -> None:
        log = KafkaLog(kafka.servers)
        with pytest.raises(BusStopped):
            await log.send([message(topic, "a", "x")])
        await log.start()
        await log.send([message(topic, "a", "x")])
        await log.stop()
        with pytest.raises(BusStopped):
            await log.send([message(topic, "a", "x")])

    @given(st.text(), st.integers(1, 64))
    def test_a_key_goes_where_other_clients_of_kafka_would_send_it(
        self, key: str, count: int
    ) -> None:
        everywhere = list(range(count))
        theirs = DefaultPartitioner()(key.encode(), everywhere, everywhere)
        assert partition_of(key, count) == theirs


class TestTopics:
    async def test_they_keep_everything(self, kafka: Cluster, log: KafkaLog, topic: str) -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=kafka.servers)
        await admin.start()
        asked = ConfigResource(ConfigResourceType.TOPIC, topic)
        (answer,) = await admin.describe_configs([asked])
        await admin.close()
        settings = {name: value for name, value, *_ in answer.resources[0][4]}
        assert settings["retention.ms"] == "-1"
        assert settings["cleanup.policy"] == "delete"

    async def test_a_refused_creation_leaves_nothing(self, log: KafkaLog, topic: str) -> None:
        other = unique("kafka")
        with pytest.raises(PartitionsDiffer):
            await log.create_topics([other, topic], PARTITIONS + 1)
        with pytest.raises(UnknownTopic):
            await log.send([message(other, "a", "x")])

    async def test_two_who_create_the_same_at_once_both_succeed(self, log: KafkaLog) -> None:
        names = [unique("kafka") for _ in range(5)]
        await asyncio.gather(*(log.create_topics(names, PARTITIONS) for _ in range(4)))
        await log.send([message(name, "a", "x") for name in names])

    async def test_a_topic_created_later_is_found(
        self, log: KafkaLog, join: Join, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("libs.common.bus.kafka_membership.TOPICS_SEEN_AFTER", 1.0)
        later = unique("later")
        member = await join(log, unique("readers"), later)
        assert await poll(member) == []
        await log.create_topics([later], 2)
        await log.send([message(later, "a", "x")])
        assert len(await read(1, member)) == 1


class TestMembers:
    async def test_a_cancelled_fetch_loses_nothing(
        self, log: KafkaLog, topic: str, join: Join
    ) -> None:
        member = await join(log, unique("readers"), topic)
        found = []
        for number in range(60):
            await log.send(numbered(topic, "abcd", 1))
            fetching = asyncio.create_task(member.fetch(most=100, wait=0.1))
            await asyncio.sleep(0.001 * (number % 10))
            fetching.cancel()
            batches = (await asyncio.gather(fetching, return_exceptions=True))[0]
            if not isinstance(batches, BaseException):
                found += [record for batch in batches for record in batch.records]
        found += await read(240 - len(found), member)
        assert len(set(places(found))) == len(found) == 240

    async def test_a_busy_member_keeps_its_partitions_until_it_comes_back(
        self, log: KafkaLog, kafka: Cluster, topic: str, join: Join
    ) -> None:
        group = unique("readers")
        busy = await join(log, group, topic)
        await log.send(numbered(topic, "abcdefgh", 3))
        found = await read(24, busy)
        async with opened(kafka.servers) as other:
            joining = asyncio.create_task(join(other, group, topic))
            await asked_to_join(kafka.servers, group)
            await commit(busy, found)
            assert await poll(busy) == []
            assert await share(topic, busy, await joining) == []
            assert sum((await busy.lag()).values()) == 0

    async def test_one_that_never_comes_back_loses_them_after_a_lease(
        self, log: KafkaLog, kafka: Cluster, topic: str, join: Join
    ) -> None:
        group = unique("readers")
        stuck = await join(log, group, topic)
        await log.send(numbered(topic, "abcdefgh", 3))
        found = await read(24, stuck)
        async with opened(kafka.servers) as other:
            newcomer = await join(other, group, topic)
            taken = await read(1, newcomer)
            assert set(places(taken)) < set(places(found))
            await commit(stuck, found)
            lost = {record.partition for record in taken}
            lags = await newcomer.lag()
            assert all(lags[partition] > 0 for partition in lost)

    async def test_a_pause_outlasts_a_sharing_out_anew(
        self, log: KafkaLog, kafka: Cluster, topic: str, join: Join
    ) -> None:
        group = unique("readers")
        one = await join(log, group, topic)
        await share(topic, one)
        for partition in one.assigned:
            one.pause(partition)
        two = await join(log, group, topic)
        await share(topic, one, two)
        await log.send(numbered(topic, (f"key {n}" for n in range(30)), 1))
        found = await read(1, two) + await poll(one, two, wait=0.5)
        assert {record.partition for record in found} <= two.assigned
        for partition in one.assigned:
            one.resume(partition)
        assert len(await read(30 - len(found), one, two)) + len(found) == 30


class TestABrokerThatFails:
    async def test_a_send_to_a_dead_broker_fails_in_time_and_so_does_the_stop(
        self, mortal_kafka: Cluster
    ) -> None:
        topic = unique("kafka")
        log = KafkaLog(mortal_kafka.servers, deadlines=HASTY)
        await log.start()
        await log.create_topics([topic], PARTITIONS)
        member = log.consumer(unique("readers"), [topic])
        await member.start()
        await log.send(numbered(topic, "abcd", 10))
        await asyncio.to_thread(mortal_kafka.nodes[0].kill)
        for _ in range(2):
            with lasting_at_most(HASTY.send + SLACK), pytest.raises(OSError, match="Kafka"):
                await log.send(numbered(topic, "abcd", 10))
        with lasting_at_most(2 * HASTY.stop + CLEAN_UP):
            await log.stop()

    async def test_a_broker_killed_while_sending_loses_nothing_that_was_acknowledged(
        self, mortal_kafka: Cluster, join: Join
    ) -> None:
        (node,) = mortal_kafka.nodes
        topic = unique("kafka")
        async with opened(mortal_kafka.servers) as log:
            await log.create_topics([topic], PARTITIONS)
            member = await join(log, unique("readers"), topic)
            acknowledged: list[str] = []

            async def write() -> None:
                for number in range(400):
                    await send_until_taken(log, topic, str(number))
                    acknowledged.append(str(number))

            writing = asyncio.create_task(write())
            await until(lambda: len(acknowledged) > 50)
            await asyncio.to_thread(node.kill)
            sent_before = len(acknowledged)
            await asyncio.to_thread(node.start)
            await writing
            assert sent_before < 400
            values: list[str] = []
            async with asyncio.timeout(60):
                while len(set(values)) < 400:
                    values += [record.value.decode() for record in await patiently(member)]
            assert list(dict.fromkeys(values)) == acknowledged

    async def test_a_silent_broker_is_no_hang_and_what_timed_out_may_still_arrive(
        self, mortal_kafka: Cluster, join: Join
    ) -> None:
        (node,) = mortal_kafka.nodes
        topic = unique("kafka")
        async with opened(mortal_kafka.servers) as log:
            await log.create_topics([topic], 1)
            await log.send([message(topic, "a", "before")])
            node.freeze()
            try:
                with lasting_at_most(HASTY.send + SLACK), pytest.raises(TimeoutError):
                    await log.send([message(topic, "a", "timed out")])
            finally:
                node.thaw()
            await send_until_taken(log, topic, "after")
            member = await join(log, unique("readers"), topic)
            found: list[bytes] = []
            async with asyncio.timeout(30):
                while b"after" not in found:
                    found += [record.value for record in await poll(member)]
            assert found[0] == b"before"
            assert set(found) <= {b"before", b"timed out", b"after"}

    async def test_a_silent_broker_does_not_hold_up_the_stop(self, mortal_kafka: Cluster) -> None:
        (node,) = mortal_kafka.nodes
        topic = unique("kafka")
        log = KafkaLog(mortal_kafka.servers, deadlines=HASTY)
        await log.start()
        await log.create_topics([topic], PARTITIONS)
        await log.send([message(topic, "a", "known from now on")])
        member = log.consumer(unique("readers"), [topic])
        await member.start()
        node.freeze()
        try:
            sending = asyncio.create_task(log.send([message(topic, "a", randbytes(2 * FULL))]))
            fetching = asyncio.create_task(member.fetch(most=10, wait=60))
            await until(lambda: node.unread() > FULL)
            with lasting_at_most(2 * HASTY.stop + CLEAN_UP):
                await log.stop()
            assert await fetching == []
            with pytest.raises(OSError, match="Kafka"):
                await sending
        finally:
            node.thaw()

    async def test_a_restart_loses_no_place_and_no_record(
        self, mortal_kafka: Cluster, join: Join
    ) -> None:
        (node,) = mortal_kafka.nodes
        topic, group = unique("kafka"), unique("readers")
        async with opened(mortal_kafka.servers) as log:
            await log.create_topics([topic], PARTITIONS)
            member = await join(log, group, topic)
            await log.send(numbered(topic, "abcd", 10))
            await commit(member, await read(40, member))
            await asyncio.to_thread(node.stop)
            await asyncio.to_thread(node.start)
            await send_until_taken(log, topic, "after")
            values: list[bytes] = []
            async with asyncio.timeout(60):
                while b"after" not in values:
                    values += [record.value for record in await patiently(member)]
            assert set(values) == {b"after"}

    async def test_a_start_without_a_broker_gives_up_in_time(self) -> None:
        soon = replace(HASTY, start=1.0)
        log = KafkaLog(f"127.0.0.1:{free_port()}", deadlines=soon)
        with lasting_at_most(soon.start + SLACK), pytest.raises(OSError, match="Kafka"):
            await log.start()
        with pytest.raises(OSError, match="Kafka"):
            await log.create_topics([unique("kafka")], 1)
        await log.stop()

    async def test_a_member_that_starts_before_its_broker_reads_when_it_comes(
        self, mortal_kafka: Cluster, join: Join
    ) -> None:
        (node,) = mortal_kafka.nodes
        topic = unique("kafka")
        async with opened(mortal_kafka.servers) as log:
            await log.create_topics([topic], PARTITIONS)
            await log.send(numbered(topic, "ab", 1))
            await asyncio.to_thread(node.kill)
            member = await join(log, unique("readers"), topic)
            assert await poll(member) == []
            assert await member.lag() == {}
            await asyncio.to_thread(node.start)
            assert len(await read(2, member)) == 2

    async def test_with_three_brokers_the_loss_of_any_one_stops_nothing(
        self, three_kafkas: Cluster, join: Join
    ) -> None:
        topic = unique("kafka")
        async with opened(three_kafkas.servers) as log:
            await log.create_topics([topic], PARTITIONS)
            member = await join(log, unique("readers"), topic)
            sent = 0
            for node in three_kafkas.nodes:
                await send_until_taken(log, topic, str(sent))
                await asyncio.to_thread(node.kill)
                await send_until_taken(log, topic, str(sent + 1))
                await asyncio.to_thread(node.start)
                sent += 2
            values: list[str] = []
            async with asyncio.timeout(60):
                while len(set(values)) < sent:
                    values += [record.value.decode() for record in await patiently(member)]
            assert list(dict.fromkeys(values)) == [str(number) for number in range(sent)]


class TestTheAddress:
    async def test_the_setting_names_the_servers(self, kafka: Cluster, topic: str) -> None:
        bus = open_bus(Settings(bus=f"kafka://{kafka.servers}?replication=1"))
        assert isinstance(bus, KafkaLog)
        await bus.start()
        await bus.send([message(topic, "a", "x")])
        await bus.stop()

    @pytest.mark.parametrize(
        "url",
        [
            "amqp://host:1",
            "kafka://",
            "kafka://host:1/topic",
            "kafka://host:1?acks=0",
            "kafka://host:1?lease=soon",
            "kafka://host:1?lease=0",
            "kafka://host:port",
        ],
    )
    def test_another_is_refused(self, url: str) -> None:
        with pytest.raises(ValueError, match="BATON_BUS"):
            kafka_log(url)


@contextmanager
def lasting_at_most(seconds: float) -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


async def send_until_taken(log: KafkaLog, topic: str, value: str) -> None:
    """As the relay does: the same again, until Kafka has it."""
    again = [message(topic, "a", value)]
    async with asyncio.timeout(60):
        while True:
            try:
                return await log.send(again)
            except OSError:
                await asyncio.sleep(0.1)


async def patiently(member: Consumer) -> list[Record]:
    """As the consumer does: a fault that will pass is waited for."""
    try:
        return await poll(member, wait=0.5)
    except KafkaAway:
        return []


async def until(check: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not check():  # noqa: ASYNC110
            await asyncio.sleep(0.001)
