"""How many events a second does the journal append: chained, hashed, committed?

Nothing else: no bus before it and no timeline beside it.
"""

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from functools import partial

from benchmarks.harness import Contest, Figure, Scale, Step, Take
from benchmarks.places import Place, Places
from benchmarks.reports import Programmes
from benchmarks.rows import entries
from benchmarks.yardsticks.databases import inserted
from libs.common.bus import Message, Partition, Record
from libs.common.db import Database, Scope
from libs.common.migrations import migrate
from services.console.journal import append
from services.console.models import Base

GROUP = 1_000
APPENDED, BARE = f"journal, {GROUP:,} to a commit", f"bare database, {GROUP:,} to a commit"


async def measure(places: Places, on: str, scale: Scale, step: Step) -> list[Figure]:
    async with AsyncExitStack() as stack:
        place = await stack.enter_async_context(places.fresh(on))
        database = await stack.enter_async_context(_console(place))
        programmes = Programmes()
        contest = Contest("journal", on)
        contest.subject(
            APPENDED, lambda: _appended(database, programmes.reported(scale.events)), BARE
        )
        contest.yardstick(
            BARE, lambda: inserted(place, entries(programmes.reported(scale.events)), GROUP)
        )
        return await contest.held(scale, step)


@asynccontextmanager
async def _console(place: Place) -> AsyncIterator[Database]:
    database = Database(place.settings.database_for("console"), Base)
    try:
        await migrate(database, "console")
        yield database
    finally:
        await database.close()


async def _appended(database: Database, messages: list[Message]) -> Take:
    now = datetime.now(UTC)
    record = partial(Record, Partition("baton.vendor", 0))
    records = [record(n, m.key.encode(), m.headers, m.value, now) for n, m in enumerate(messages)]
    start, cpu = time.perf_counter(), time.process_time()
    for first in range(0, len(records), GROUP):
        async with database.write(Scope(tenant="", now=now)) as db:
            await append(db, records[first : first + GROUP])
    return Take(len(records), time.perf_counter() - start, time.process_time() - cpu)
