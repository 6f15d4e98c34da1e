"""Long work outlives its process, and happens once, on SQLite and PostgreSQL."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from libs.common.clock import Clock, SetClock, SystemClock
from libs.common.db import Database, Db, Scope
from libs.common.jobs import Jobs, start_job
from libs.common.jobs.leases import LEASE, Leases, Lost
from libs.common.jobs.runner import Runner
from libs.common.migrations import migrate
from libs.common.stopping import Stop
from libs.common.tidying import forget_the_old
from tests.office import eventually, office
from tests.postgres import Postgres
from tests.scribe import NOBODY, NOW, Scribe, begun, in_state, quick_scribe, started
from tests.toy import Base, Note, create_tables

pytest_plugins = ("tests.servers",)


@pytest.fixture
def scribe(monkeypatch: pytest.MonkeyPatch) -> Scribe:
    return quick_scribe(monkeypatch)


async def test_a_process_that_stops_gives_its_job_back(tmp_path: Path, scribe: Scribe) -> None:
    async with office(tmp_path, scribe.parts) as o:
        place = await started(o.as_("olga"))
        await begun(scribe)
    assert scribe.broken_off == ["deed"]
    async with office(tmp_path, scribe.parts, jobs_at_once=0) as o:
        assert (await o.as_("olga").get(place))["state"] == "queued"
    scribe.go_on.set()
    async with office(tmp_path, scribe.parts) as o:
        await in_state(o.as_("olga"), place, "done")
        assert await o.as_("olga").get("/toy/v1/notes") == ["deed"]


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/toy.db"
    postgres: Postgres = request.getfixturevalue("postgres")
    return postgres.databases().replace("{service}", "toy")


@asynccontextmanager
async def opened(address: str) -> AsyncIterator[Database]:
    it = Database(address, Base)
    await migrate(it, "toy")
    await create_tables(it)
    yield it
    await it.close()


@pytest.fixture
async def database(address: str) -> AsyncIterator[Database]:
    async with opened(address) as it:
        yield it


@asynccontextmanager
async def process(
    database: Database, jobs: Jobs, clock: Clock, at_once: int = 1
) -> AsyncIterator[Runner]:
    """Does jobs, and dies at the end of the block without a word to the database."""
    runner = Runner("toy", jobs, database, clock, at_once)
    task = asyncio.create_task(runner.run(Stop()))
    try:
        yield runner
    finally:
        task.cancel()
        await asyncio.wait([task])
        await asyncio.sleep(0)


async def queued(database: Database, text: str = "deed", kind: str = "copy") -> UUID:
    async with database.write(Scope("veldkamp", NOW)) as db:
        return (await start_job(db, kind, {"text": text}, NOBODY)).id


async def row_of(database: Database, id: UUID) -> Any:
    table = database.table("job")
    async with database.look() as connection:
        return (await connection.execute(select(table).where(table.c.id == id))).one_or_none()


async def ended(database: Database, id: UUID) -> Any:
    async def so() -> Any:
        row = await row_of(database, id)
        return row if row.state.ended else None

    return await eventually(so)


async def notes(database: Database) -> list[str]:
    async with database.read(Scope("veldkamp", NOW)) as db:
        return sorted(note.text for note in await db.all(select(Note)))


async def count(database: Database, table: str) -> int:
    async with database.look() as connection:
        rows = select(func.count()).select_from(database.table(table))
        return (await connection.execute(rows)).scalar_one()


async def test_a_job_whose_process_died_is_taken_up_again_from_its_input(
    database: Database, scribe: Scribe
) -> None:
    clock, id = SetClock(NOW), await queued(database)
    async with process(database, scribe.jobs, clock):
        await begun(scribe)
    left = await row_of(database, id)
    assert left.state == "running" and left.lease_until == NOW + LEASE
    clock.at += LEASE + timedelta(seconds=1)
    scribe.go_on.set()
    async with process(database, scribe.jobs, clock):
        row = await ended(database, id)
    assert (row.state, row.tries, row.started_at) == ("done", 2, NOW)
    assert await notes(database) == ["deed"]


DOES_AND_NEVER_ENDS = """
import asyncio, sys
from libs.common.clock import SystemClock
from libs.common.db import Database
from libs.common.jobs import Jobs
from libs.common.jobs.runner import Runner
from libs.common.stopping import Stop
from tests.toy import Base

jobs = Jobs()

@jobs("copy")
async def copy(job):
    print("begun", flush=True)
    await asyncio.Event().wait()

runner = Runner("toy", jobs, Database(sys.argv[1], Base), SystemClock(), 1)
asyncio.run(runner.run(Stop()))
"""


async def test_after_a_kill_on_one_machine_the_next_process_takes_it_up_at_once(
    tmp_path: Path, scribe: Scribe
) -> None:
    scribe.go_on.set()
    address = f"sqlite+aiosqlite:///{tmp_path}/toy.db"
    async with opened(address) as database:
        id = await queued(database)
        words = [sys.executable, "-c", DOES_AND_NEVER_ENDS, address]
        child = await asyncio.create_subprocess_exec(*words, stdout=subprocess.PIPE)
        assert child.stdout and await child.stdout.readline() == b"begun\n"
        child.kill()
        await child.wait()
        async with process(database, scribe.jobs, SystemClock()):
            row = await ended(database, id)
        assert (row.state, row.tries) == ("done", 2)
        assert await notes(database) == ["deed"]


async def test_a_lease_that_has_not_run_out_is_respected(
    database: Database, scribe: Scribe
) -> None:
    clock, leases = SetClock(NOW), Leases(database, SetClock(NOW))
    await queued(database)
    assert await leases.take(["copy"])
    assert await leases.take(["copy"]) is None
    clock.at += LEASE
    assert await Leases(database, clock).take(["copy"]) is None


async def test_a_running_job_keeps_its_lease(database: Database, scribe: Scribe) -> None:
    clock, id = SetClock(NOW), await queued(database)
    async with process(database, scribe.jobs, clock):
        await begun(scribe)
        clock.at += LEASE / 2

        async def renewed() -> bool:
            return bool((await row_of(database, id)).lease_until == clock.at + LEASE)

        await eventually(renewed)
        scribe.go_on.set()
        assert (await ended(database, id)).tries == 1


async def test_a_process_thought_dead_has_no_effect_when_it_ends(
    database: Database, scribe: Scribe
) -> None:
    clock, id = SetClock(NOW), await queued(database)
    leases = Leases(database, clock)
    first = await leases.take(["copy"])
    clock.at += LEASE + timedelta(seconds=1)
    second = await leases.take(["copy"])
    assert first and second
    scribe.go_on.set()
    stale, effect = [await scribe.copy(job) for job, _ in (first, second)]
    with pytest.raises(Lost):
        await leases.finish(first[0], stale)
    await leases.finish(second[0], effect)
    for job in (first[0], second[0]):
        with pytest.raises(Lost):
            await leases.finish(job, stale)
    assert (await row_of(database, id)).state == "done"
    assert await notes(database) == ["deed"] and await count(database, "outbox") == 1


async def test_a_job_taken_away_in_its_last_moment_leaves_nothing_behind(
    database: Database, scribe: Scribe
) -> None:
    """Its effect is written when somebody else cancels: the row decides."""
    clock, id = SetClock(NOW), await queued(database)
    leases = Leases(database, clock)
    taken = await leases.take(["copy"])
    assert taken

    async def effect(db: Db) -> None:
        db.add(Note(text="ghost"))
        table = db.table("job")
        await db.run(table.update().where(table.c.id == id).values(state="cancelled"))

    with pytest.raises(Lost):
        await leases.finish(taken[0], effect)
    assert await notes(database) == []


async def test_a_job_that_kills_every_process_is_given_up(
    database: Database, scribe: Scribe
) -> None:
    clock, id = SetClock(NOW), await queued(database)
    for times in range(1, 6):
        async with process(database, scribe.jobs, clock):
            await begun(scribe, times)
        clock.at += LEASE + timedelta(seconds=1)
    async with process(database, scribe.jobs, clock):
        row = await ended(database, id)
    assert row.state == "failed" and row.problem["type"] == "urn:baton:problem:job-given-up"
    assert len(scribe.begun) == 5


async def test_a_kind_that_this_process_does_not_know_waits_for_one_that_does(
    database: Database, scribe: Scribe
) -> None:
    clock, new = SetClock(NOW), await queued(database, kind="of tomorrow")
    known = await queued(database)
    scribe.go_on.set()
    async with process(database, scribe.jobs, clock):
        await ended(database, known)
    assert (await row_of(database, new)).state == "queued"


async def test_two_processes_share_the_jobs_and_do_each_once(
    postgres: Postgres, scribe: Scribe
) -> None:
    addresses = await asyncio.to_thread(postgres.databases)
    one, other = (Database(addresses.replace("{service}", "toy"), Base) for _ in range(2))
    await migrate(one, "toy")
    await create_tables(one)
    clock = SetClock(NOW)
    async with process(one, scribe.jobs, clock, 3), process(other, scribe.jobs, clock, 3):
        ids = [await queued(one, f"{n:02}") for n in range(20)]
        await begun(scribe, 6)
        scribe.go_on.set()
        for id in ids:
            assert (await ended(one, id)).state == "done"
    assert await notes(one) == [f"{n:02}" for n in range(20)]
    assert sorted(scribe.begun) == await notes(one)
    await one.close()
    await other.close()


async def test_a_job_cancelled_by_another_process_is_broken_off_here(
    database: Database, scribe: Scribe
) -> None:
    id = await queued(database)
    async with process(database, scribe.jobs, SetClock(NOW)):
        await begun(scribe)
        async with database.change() as connection:
            table = database.table("job")
            await connection.execute(
                table.update().where(table.c.id == id).values(state="cancelled")
            )
        await eventually(scribe.was_broken_off)
    assert await notes(database) == []


async def test_only_old_jobs_that_have_ended_are_forgotten(
    database: Database, scribe: Scribe
) -> None:
    clock, id = SetClock(NOW), await queued(database)
    waiting = await queued(database, kind="of tomorrow")
    scribe.go_on.set()
    async with process(database, scribe.jobs, clock):
        await ended(database, id)
    clock.at += timedelta(days=29)
    await forget_the_old(database, clock)
    assert await row_of(database, id)
    clock.at += timedelta(days=2)
    await forget_the_old(database, clock)
    assert await row_of(database, id) is None
    assert await row_of(database, waiting)
