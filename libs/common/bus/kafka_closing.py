"""Ends aiokafka's clients within a deadline, whatever the brokers do.

Left alone they wait for brokers that may never come back: an idempotent producer until its last
batch is taken, a consumer until its group answers; cancelled, they leave tasks and sockets behind.
This reaches into aiokafka 0.14, as nothing public ends those.
"""

import asyncio
from contextlib import suppress
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer  # type: ignore[import-untyped]
from aiokafka.admin import AIOKafkaAdminClient  # type: ignore[import-untyped]
from aiokafka.errors import KafkaConnectionError  # type: ignore[import-untyped]

LAST_BREATH = 1.0
"Seconds given to tasks that were cancelled, and to sockets that were closed."


def cut(producer: AIOKafkaProducer) -> None:
    """From here on it sends nothing more; what is under way may still arrive."""
    producer._closed = True
    if producer._sender.sender_task is not None:
        producer._sender.sender_task.cancel()
    for connection in producer.client._conns.values():
        connection.close()


async def discard(producer: AIOKafkaProducer) -> None:
    """After `cut`. Whoever still waits for a batch of it is told that it is lost."""
    await _end(producer._sender.sender_task)
    _give_up(producer._message_accumulator)
    await _close(producer.client)


def _give_up(batches: Any) -> None:
    left = [batch for waiting in batches._batches.values() for batch in waiting]
    batches._pending_batches.update(left)  # a batch tried again is looked for here, and missed
    left = list(batches._pending_batches)
    batches.fail_all(KafkaConnectionError("The producer was replaced"))
    for batch in left:
        _seen(batch.future)
        _seen(batch._drain_waiter)


async def leave(consumer: AIOKafkaConsumer, seconds: float) -> None:
    """Leaves the group if the broker can be told in time; else its lease runs out there."""
    stopping = asyncio.create_task(consumer.stop())
    await asyncio.wait({stopping}, timeout=seconds)
    await _end(stopping)
    await _end(*_tasks(consumer))
    await _close(consumer._client)


def _tasks(consumer: AIOKafkaConsumer) -> list[asyncio.Task[Any] | None]:
    coordinator, fetcher = consumer._coordinator, consumer._fetcher
    if fetcher is None:  # it never started
        return []
    return [
        coordinator._coordination_task,
        coordinator._heartbeat_task,
        coordinator._commit_refresh_task,
        fetcher._fetch_task,
        *fetcher._pending_tasks,
    ]


async def close_admin(admin: AIOKafkaAdminClient) -> None:
    await _close(admin._client)


async def _close(client: Any) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(LAST_BREATH):
            await client.close()
    update = client._md_update_fut  # some may wait for an update that nobody makes any more
    if update is not None and not update.done():
        update.set_result(False)


async def _end(*tasks: asyncio.Task[Any] | None) -> None:
    """Cancels again what goes on after the first time: a task may wait for others as it ends."""
    left = {task for task in tasks if task is not None}
    for _ in range(2):
        for task in left:
            task.cancel()
        if left:
            _, left = await asyncio.wait(left, timeout=LAST_BREATH)
    for task in filter(None, tasks):
        _seen(task)


def _seen(future: asyncio.Future[Any]) -> None:
    """Its exception, if any: nobody else will ask, and asyncio would complain."""
    if future.done() and not future.cancelled():
        future.exception()
