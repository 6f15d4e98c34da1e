"""How many events a second does a consumer apply, and how many would one core carry?

Governance records measurements, set-based; the console journals and tells of everything.
"""

import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime

from benchmarks.backlog import Backlog, backlog
from benchmarks.harness import Contest, Figure, Scale, Step, Take, aim
from benchmarks.places import Places, Running
from benchmarks.reports import Programmes
from benchmarks.rows import entries
from benchmarks.stillness import standing_still
from benchmarks.yardsticks.buses import FETCH, BareBus
from benchmarks.yardsticks.databases import Rows, inserted
from libs.common.bus import Bus
from libs.common.ids import new_id
from services.governance.models import Base

NAMES = {
    "governance": "governance, recording measurements",
    "console": "console, journal and timeline and overview",
}
INSERTING = f"bare database, {FETCH} to a commit"
PORTION = 1_000
PER_CORE = 20_000


async def measure(places: Places, on: str, scale: Scale, step: Step) -> list[Figure]:
    return [figure for service in NAMES for figure in await _of(service, places, on, scale, step)]


async def _of(service: str, places: Places, on: str, scale: Scale, step: Step) -> list[Figure]:
    async with AsyncExitStack() as stack:
        place = await stack.enter_async_context(places.fresh(on))
        running = stack.enter_context(place.running(service))
        left = await stack.enter_async_context(backlog(place))
        bus = await stack.enter_async_context(place.bus())
        feed = Feed(service, running, left, bus, Programmes())
        await feed.prepare()
        bare, reading = (
            BareBus(place),
            f"bare {'sqlite3' if place.embedded else 'aiokafka'} reading",
        )
        contest = Contest("consumers", on)

        async def read() -> Take:
            await bare.sent(feed.programmes.reported(scale.events))
            return await bare.read()

        contest.subject(NAMES[service], lambda: feed.taken(scale.events), reading, INSERTING)
        contest.yardstick(reading, read)
        contest.yardstick(INSERTING, lambda: inserted(place, _rows(service, scale.events), FETCH))
        return _judged(await contest.held(scale, step))


@dataclass(frozen=True)
class Feed:
    service: str
    running: Running
    left: Backlog
    bus: Bus
    programmes: Programmes

    async def prepare(self) -> None:
        await self.bus.send(self.programmes.founded())
        await self.left.until_idle(self.service)

    async def taken(self, events: int) -> Take:
        """From all of them on the bus to none; the service stands still while they are put there.

        What governance answers to each goes out meanwhile, on the same core.
        """
        process = self.running.processes[self.service]
        messages = self.programmes.reported(events)
        async with standing_still(self.running, self.service):
            for start in range(0, events, PORTION):
                await self.bus.send(messages[start : start + PORTION])
        start_at, cpu = time.perf_counter(), process.cpu
        await self.left.until_none(lambda: self.left.lag(self.service))
        found = Take(events, time.perf_counter() - start_at, process.cpu - cpu)
        await self.left.until_idle(self.service)
        return found


def _rows(service: str, events: int) -> Rows:
    return entries(Programmes().reported(events)) if service == "console" else _tallies(events)


def _tallies(events: int) -> Rows:
    table, now = Base.metadata.tables["daily_tally"], datetime.now(UTC)
    parties = {"programme_id": new_id(), "vendor_id": new_id(), "contract_id": new_id()}
    common = {"tenant": "veldkamp", **parties, "source": "vendor", "taken_on": date(2026, 4, 14)}
    counts = {"met": 97, "total": 100, "excluded": 0, "reports": 1, "reported_at": now}
    return {
        table: [
            {
                "id": new_id(),
                "service_level_id": new_id(),
                "report_id": new_id(),
                **common,
                **counts,
            }
            for _ in range(events)
        ]
    }


def _judged(figures: list[Figure]) -> list[Figure]:
    for figure in figures:
        if figure.name == NAMES["governance"]:
            aim(figure, f"≥ {PER_CORE:,} events/s a core", (figure.per_core or 0) >= PER_CORE)
    return figures
