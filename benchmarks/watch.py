"""One programme's timeline, followed over the console's API."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from benchmarks.cast import Contract
from benchmarks.load import Line, Refused, lines, request
from benchmarks.places import Running

LOOK_EVERY = 0.02
"Seconds between two looks: as exact as the times are."
PAGE = 200
LATEST = 60.0


class Watch:
    """`seen`: when each event was first there, by its id."""

    def __init__(self, line: Line, contract: Contract) -> None:
        self._line, self._contract = line, contract
        self._after = 0
        self.seen: dict[str, float] = {}

    async def look(self) -> int:
        """How many lines came."""
        path = f"/console/v1/programmes/{self._contract.programme}/timeline"
        query = f"{path}?limit={PAGE}&after={self._after}"
        answer = await self._line.ask(request("GET", query, self._contract.reader))
        if answer.status != 200:
            raise Refused(f"{answer.status}: {answer.body[:300]!r}")
        items, now = json.loads(answer.body)["items"], time.perf_counter()
        for item in items:
            self.seen[item["event_id"]] = now
            self._after = item["sequence"]
        return len(items)

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        work = asyncio.create_task(self._follow())
        try:
            yield
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    async def until_seen(self, ids: Iterable[str]) -> None:
        wanted, deadline = set(ids), time.monotonic() + LATEST
        while missing := wanted - self.seen.keys():
            if time.monotonic() > deadline:
                raise Refused(f"{len(missing)} events never came to the timeline.")
            await asyncio.sleep(LOOK_EVERY)

    async def _follow(self) -> None:
        while True:
            if await self.look() < PAGE:
                await asyncio.sleep(LOOK_EVERY)


@asynccontextmanager
async def watch(running: Running, contract: Contract) -> AsyncIterator[Watch]:
    """From where the timeline stands now. Fifty looks a second: half of one caller's rate."""
    async with lines(running.port("console"), 1) as (line,):
        opened = Watch(line, contract)
        while await opened.look():
            pass
        yield opened
