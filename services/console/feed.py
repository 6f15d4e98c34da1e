"""The timeline as it grows, for whoever watches: server-sent events."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID

from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event

from libs.common.db import Database, Scope
from services.console.timeline import LineView, lines_after

PAGE = 100
SHORTEST, LONGEST = 0.1, 2.0
"Seconds between looks: short after something came, growing while nothing does."
ALIVE = 15.0
ENDS = 600.0
"Seconds; the watcher then comes again by itself, and is asked again who they are."

Gone = Callable[[], Awaitable[bool]]


async def feed(
    database: Database, scope: Scope, programme: UUID, after: int, gone: Gone
) -> AsyncIterator[bytes]:
    """Every line after a sequence, now and as it comes. Ends when the watcher goes."""
    loop = asyncio.get_running_loop()
    ends, said, pause = loop.time() + ENDS, loop.time(), SHORTEST
    yield KEEPALIVE_COMMENT
    while loop.time() < ends and not await gone():
        lines = await _look(database, scope, programme, after)
        for line in lines:
            after, said, pause = line.sequence, loop.time(), SHORTEST
            yield format_sse_event(data_str=line.model_dump_json(), id=str(after))
        if loop.time() - said > ALIVE:
            said = loop.time()
            yield KEEPALIVE_COMMENT
        if len(lines) < PAGE:
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, LONGEST)


async def _look(database: Database, scope: Scope, programme: UUID, after: int) -> list[LineView]:
    async with database.read(scope) as db:
        lines = await lines_after(db, programme, after, PAGE)
    return [LineView.model_validate(line) for line in lines]
