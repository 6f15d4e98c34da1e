"""How many events a second does a service's relay carry from its outbox to the bus?"""

import time
from contextlib import AsyncExitStack

from sqlalchemy import insert

from benchmarks.backlog import Backlog, backlog
from benchmarks.harness import Contest, Figure, Scale, Step, Take
from benchmarks.places import Place, Places, Running
from benchmarks.reports import Programmes, outbox_rows
from benchmarks.stillness import standing_still
from benchmarks.yardsticks.buses import GROUP, BareBus
from libs.common.db import Database
from services.vendor.models import Base

RELAY = "relay, outbox to bus"


async def measure(places: Places, on: str, scale: Scale, step: Step) -> list[Figure]:
    async with AsyncExitStack() as stack:
        place = await stack.enter_async_context(places.fresh(on))
        running = stack.enter_context(place.running("vendor"))
        left = await stack.enter_async_context(backlog(place))
        programmes, bare = Programmes(), BareBus(place)
        contest = Contest("relay", on)
        yardstick = f"bare {'sqlite3' if place.embedded else 'aiokafka'}, {GROUP} at a time"
        contest.subject(RELAY, lambda: _relayed(running, left, programmes, scale.events), yardstick)
        contest.yardstick(yardstick, lambda: bare.sent(programmes.reported(scale.events)))
        return await contest.held(scale, step)


async def _relayed(running: Running, left: Backlog, programmes: Programmes, events: int) -> Take:
    """From a full outbox to an empty one; the service stands still while it is filled."""
    process = running.processes["vendor"]
    rows = outbox_rows(programmes.reported(events))
    async with standing_still(running, "vendor"):
        await _fill(running.place, rows)
    start, cpu = time.perf_counter(), process.cpu
    await left.until_none(lambda: left.outbox("vendor"))
    return Take(events, time.perf_counter() - start, process.cpu - cpu)


async def _fill(place: Place, rows: list[dict[str, object]]) -> None:
    database = Database(place.settings.database_for("vendor"), Base)
    try:
        async with database.change() as connection:
            await connection.execute(insert(database.table("outbox")), rows)
    finally:
        await database.close()
