"""A service stands still while its backlog is made, so that all of it is worked off under watch."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

from benchmarks.places import Running

AGAIN_AFTER = 0.02


@asynccontextmanager
async def standing_still(running: Running, service: str) -> AsyncIterator[None]:
    """Stopped where it holds no lock of an SQLite file, or nobody could write meanwhile."""
    process = running.processes[service]
    process.pause()
    while running.place.embedded and _holds_a_lock(running, service):
        process.resume()
        await asyncio.sleep(AGAIN_AFTER)
        process.pause()
    try:
        yield
    finally:
        process.resume()


def _holds_a_lock(running: Running, service: str) -> bool:
    files = (running.place.data / f"{name}.db" for name in (service, "events"))
    return any(_locked(str(file)) for file in files)


def _locked(path: str) -> bool:
    with closing(sqlite3.connect(path, timeout=0.05, isolation_level=None)) as db:
        try:
            db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        db.execute("ROLLBACK")
        return False
