"""Work that goes on until it is told to stop, and stops between two steps.

A task cancelled in the middle of a statement leaves a thread behind that nobody hears, and a
connection that nobody may use again. So jobs are asked first, and cancelled only if they stay.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

GRACE = 5.0
"Seconds that a job has to end by itself."

Stop = asyncio.Event
Job = Callable[[Stop], Coroutine[Any, Any, None]]


async def pause(stop: Stop, seconds: float) -> None:
    """A rest, cut short by the stop."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


@asynccontextmanager
async def at_work(*jobs: Job) -> AsyncIterator[list[asyncio.Task[None]]]:
    stop = Stop()
    tasks = [asyncio.create_task(job(stop)) for job in jobs]
    try:
        yield tasks
    finally:
        stop.set()
        _, late = await asyncio.wait(tasks, timeout=GRACE)
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
