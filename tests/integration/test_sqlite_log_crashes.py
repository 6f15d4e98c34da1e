"""Processes killed where it hurts."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path
from textwrap import dedent, indent

import pytest

from libs.common.bus.sqlite_log import SqliteLog
from tests.integration.bus_contract import (
    PARTITIONS,
    Join,
    all_of,
    by_key,
    eventually,
    joining,
    message,
    numbered,
    places,
    poll,
    read,
)

ROOT = Path(__file__).parents[2]
TOPIC = "baton.test"
LEASE = 1.0

CHILD = """
import asyncio
from pathlib import Path
from libs.common.bus import Message
from libs.common.bus.sqlite_log import SqliteLog

TOPIC = {topic!r}

async def main():
    log = SqliteLog(Path({path!r}), lease={lease})
    await log.start()
    member = log.consumer("readers", [TOPIC])
    await member.start()
{script}

asyncio.run(main())
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.db"


@pytest.fixture
async def log(path: Path) -> AsyncIterator[SqliteLog]:
    log = SqliteLog(path, lease=LEASE)
    await log.start()
    await log.create_topics([TOPIC], PARTITIONS)
    yield log
    await log.stop()


@pytest.fixture
async def join() -> AsyncIterator[Join]:
    async with joining() as join:
        yield join


async def run(path: Path, script: str) -> Process:
    """Another process, with a log at `path` and a member of "readers" on it."""
    body = indent(dedent(script), "    ")
    child = CHILD.format(topic=TOPIC, path=str(path), lease=LEASE, script=body)
    return await asyncio.create_subprocess_exec(sys.executable, "-c", child, stdout=PIPE, cwd=ROOT)


async def said(child: Process) -> str:
    """The next line of its output."""
    assert child.stdout is not None
    async with asyncio.timeout(15):
        return (await child.stdout.readline()).decode().strip()


async def test_a_process_ends_even_if_the_log_was_never_stopped(path: Path) -> None:
    child = await run(path, "await member.fetch(most=1, wait=0)")
    assert await asyncio.wait_for(child.wait(), 15) == 0


async def test_a_killed_members_partitions_pass_on_after_its_lease(
    log: SqliteLog, path: Path, join: Join
) -> None:
    """Killed between fetch and commit, so that all it read comes again."""
    await log.send(numbered(TOPIC, "abcdefgh", 3))
    child = await run(
        path,
        """
        while not await member.fetch(most=1000, wait=1): pass
        print("fetched", flush=True)
        await asyncio.sleep(60)
        """,
    )
    assert await said(child) == "fetched"
    survivor = await join(log, "readers", TOPIC)
    assert await poll(survivor, wait=0) == []
    child.kill()
    await child.wait()
    again = await read(24, survivor)
    assert len(set(places(again))) == len(again) == 24
    assert survivor.assigned == all_of(TOPIC)


async def test_what_a_killed_sender_was_told_is_durable_is_there_and_no_send_is_halved(
    log: SqliteLog, path: Path, join: Join
) -> None:
    child = await run(
        path,
        """
        for batch in range(100_000):
            await log.send([Message(TOPIC, str(n), f"{batch} {n}", (), str(batch).encode())
                            for n in range(20)])
            print(batch, flush=True)
        """,
    )
    acknowledged = [await said(child) for _ in range(10)]
    child.kill()
    acknowledged += (await child.communicate())[0].decode().split()
    member = await join(log, "readers", TOPIC)
    found = await read(20 * len(acknowledged), member)
    found += await poll(member)
    for sent in by_key(found).values():
        assert sent == [str(batch) for batch in range(len(found) // 20)]
    assert len(by_key(found)) == 20


async def test_two_processes_read_everything_once(log: SqliteLog, path: Path, join: Join) -> None:
    child = await run(
        path,
        """
        while True:
            for batch in await member.fetch(most=1000, wait=1):
                for record in batch.records: print(record.value.decode(), flush=True)
                await member.commit({batch.partition: batch.next_offset})
            print("-", len(member.assigned), flush=True)
        """,
    )
    member = await join(log, "readers", TOPIC)

    async def halved() -> bool:
        await poll(member)
        return len(member.assigned) == PARTITIONS / 2

    await eventually(halved)
    keys = [f"key {n}" for n in range(20)]
    await log.send([message(TOPIC, key, key) for key in keys])
    mine: list[str] = []
    theirs: list[str] = []
    async with asyncio.timeout(15):
        while len(mine) + len(theirs) < 20:
            mine += [record.value.decode() for record in await poll(member)]
            line = await said(child)
            theirs += [line] if line.startswith("key") else []
    child.kill()
    await child.wait()
    assert sorted(mine + theirs) == sorted(keys)
    assert mine
    assert theirs
