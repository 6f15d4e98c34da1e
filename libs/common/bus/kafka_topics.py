"""Creates topics that keep everything, with a number of partitions that never changes."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic  # type: ignore[import-untyped]
from aiokafka.errors import (  # type: ignore[import-untyped]
    KafkaError,
    NoError,
    TopicAlreadyExistsError,
    UnknownTopicOrPartitionError,
    for_code,
)

from libs.common.bus import LARGEST_EVENT, PartitionsDiffer
from libs.common.bus.kafka_closing import close_admin
from libs.common.bus.kafka_faults import LASTING, Deadlines, passing

MOST_COPIES = 3
PAUSE = 0.1


class Topics:
    """`replication`: how many brokers hold a copy. Unset: three, or all where there are fewer."""

    def __init__(self, servers: str, replication: int | None, deadlines: Deadlines) -> None:
        self._servers, self._replication, self._deadlines = servers, replication, deadlines

    async def create(self, names: Sequence[str], partitions: int) -> None:
        """Returns when all can be written to."""
        if partitions < 1:
            raise ValueError(f"A topic has at least one partition, not {partitions}.")
        with passing(f"create {', '.join(names)}"):
            async with asyncio.timeout(self._deadlines.start):
                while not await self._tried(names, partitions):  # noqa: ASYNC110
                    await asyncio.sleep(PAUSE)

    async def counts(self, names: Sequence[str]) -> dict[str, int]:
        """Partitions of each that exists."""
        with passing(f"look for {', '.join(names)}"):
            async with asyncio.timeout(self._deadlines.start):
                while (found := await self._found(names)) is None:  # noqa: ASYNC110
                    await asyncio.sleep(PAUSE)
                return found

    async def _found(self, names: Sequence[str]) -> dict[str, int] | None:
        try:
            async with self._admin() as admin:
                return await _counts(admin, names)
        except LASTING:
            raise
        except KafkaError:
            return None

    async def _tried(self, names: Sequence[str], partitions: int) -> bool:
        try:
            async with self._admin() as admin:
                await self._create(admin, names, partitions)
                return not await _missing(admin, names, partitions)
        except LASTING:
            raise
        except KafkaError:
            return False

    async def _create(
        self, admin: AIOKafkaAdminClient, names: Sequence[str], partitions: int
    ) -> None:
        missing = await _missing(admin, names, partitions)
        if missing:
            copies = self._replication or min(MOST_COPIES, await _brokers(admin))
            answer = await admin.create_topics(
                [NewTopic(name, partitions, copies, None, settings(copies)) for name in missing]
            )
            for _, code, *_ in answer.topic_errors:
                if for_code(code) not in {NoError, TopicAlreadyExistsError}:
                    raise for_code(code)(answer.topic_errors)

    @asynccontextmanager
    async def _admin(self) -> AsyncIterator[AIOKafkaAdminClient]:
        admin = AIOKafkaAdminClient(
            bootstrap_servers=self._servers,
            request_timeout_ms=round(self._deadlines.request * 1000),
        )
        try:
            await admin.start()
            yield admin
        finally:
            await close_admin(admin)


def settings(copies: int) -> dict[str, str]:
    """With three copies, two have what is acknowledged: one broker may be lost."""
    return {
        "retention.ms": "-1",
        "retention.bytes": "-1",
        "cleanup.policy": "delete",
        "message.timestamp.type": "LogAppendTime",
        "max.message.bytes": str(LARGEST_EVENT + (1 << 20)),
        "min.insync.replicas": "2" if copies >= MOST_COPIES else "1",
    }


async def _missing(admin: AIOKafkaAdminClient, names: Sequence[str], partitions: int) -> list[str]:
    """Those that cannot be written to yet. Refuses all where one has another count."""
    ready = {}
    for topic in await admin.describe_topics(list(names)):
        found = topic["partitions"]
        if found and len(found) != partitions:
            raise PartitionsDiffer(topic["topic"], len(found), partitions)
        ready[topic["topic"]] = bool(found) and all(_led(partition) for partition in found)
        _refuse(topic["error_code"])
    return [name for name in names if not ready.get(name)]


async def _counts(admin: AIOKafkaAdminClient, names: Sequence[str]) -> dict[str, int]:
    described = await admin.describe_topics(list(names))
    for topic in described:
        _refuse(topic["error_code"])
    return {one["topic"]: len(one["partitions"]) for one in described if one["partitions"]}


def _led(partition: dict[str, Any]) -> bool:
    return int(partition["leader"]) >= 0


def _refuse(code: int) -> None:
    if for_code(code) not in {NoError, UnknownTopicOrPartitionError}:
        raise for_code(code)


async def _brokers(admin: AIOKafkaAdminClient) -> int:
    return len((await admin.describe_cluster())["brokers"])
