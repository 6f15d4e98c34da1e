"""A timer that fires while a command answers what it waits for, on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from libs.common.db import Database, Db, Scope
from libs.common.migrations import migrate
from libs.common.timers import Due, Timers, start_timer, stop_timer
from tests.office import eventually
from tests.postgres import Postgres
from tests.toy import Base, Note, create_tables

pytest_plugins = ("tests.servers",)

NOW = datetime(2025, 3, 20, 9, tzinfo=UTC)
SCOPE = Scope("veldkamp", NOW)


class Silence:
    """Fires for a note, which it locks; `reached` when its effect begins."""

    def __init__(self) -> None:
        self.due, self.reached, self.go_on = Timers(), asyncio.Event(), asyncio.Event()
        self.due("silence")(self.fall)

    async def fall(self, timer: Due, db: Db) -> None:
        self.reached.set()
        await self.go_on.wait()
        if note := await db.find(Note, timer.id, lock=True):
            note.text += " fell silent"


@pytest.fixture
async def database(postgres: Postgres) -> AsyncIterator[Database]:
    addresses = await asyncio.to_thread(postgres.databases)
    it = Database(addresses.replace("{service}", "toy"), Base)
    await migrate(it, "toy")
    await create_tables(it)
    yield it
    await it.close()


async def claimed(database: Database) -> Note:
    async with database.write(SCOPE) as db:
        note = Note(text="claim")
        db.add(note)
        await start_timer(db, "silence", note.id, NOW)
    return note


async def said(database: Database, note: Note) -> str:
    async with database.read(SCOPE) as db:
        found = await db.find(Note, note.id)
        assert found
        return found.text


async def timers(database: Database) -> int:
    async with database.look() as connection:
        table = database.table("timer")
        return await connection.scalar(select(func.count()).select_from(table)) or 0


async def test_a_command_that_answers_first_leaves_no_silence(database: Database) -> None:
    note, silence = await claimed(database), Silence()
    firing = asyncio.create_task(silence.due.fire_due(database, NOW))
    await silence.reached.wait()
    async with database.write(SCOPE) as db:
        locked = await db.find(Note, note.id, lock=True)
        assert locked
        locked.text = "accepted"
        silence.go_on.set()
        await stop_timer(db, "silence", note.id)  # would deadlock if the timer were locked first
    await firing
    assert await said(database, note) == "accepted"
    assert await timers(database) == 0


async def test_two_processes_that_fire_the_same_timer_have_one_effect(database: Database) -> None:
    note, first, second = await claimed(database), Silence(), Silence()
    firing = [asyncio.create_task(s.due.fire_due(database, NOW)) for s in (first, second)]
    await asyncio.gather(first.reached.wait(), second.reached.wait())
    first.go_on.set()
    second.go_on.set()
    await asyncio.gather(*firing)
    assert await said(database, note) == "claim fell silent"
    assert await timers(database) == 0


async def test_an_effect_may_set_its_own_timer_anew(database: Database) -> None:
    note, due = await claimed(database), Timers()

    @due("silence")
    async def again(timer: Due, db: Db) -> None:
        await start_timer(db, "silence", timer.key, NOW.replace(hour=17))

    await due.fire_due(database, NOW)
    assert await timers(database) == 1
    await due.fire_due(database, NOW)
    assert await said(database, note) == "claim"

    async def later() -> bool:
        return await due.fire_due(database, NOW.replace(hour=18)) == 1

    await eventually(later)
