"""One SQLite connection on a thread of its own, so that the event loop never waits for a disk."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from libs.common.bus import BusStopped

BUSY_SECONDS = 30.0
"""How long a transaction waits for another process's before it fails as locked."""

P = ParamSpec("P")
T = TypeVar("T")
Job = Callable[Concatenate[sqlite3.Connection, P], T]


class Worker:
    """Runs jobs one after the other, in the order they are handed in, each in a transaction."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread: ThreadPoolExecutor | None = None
        self._db: sqlite3.Connection | None = None

    async def open(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"sqlite {self._path.name}")
        try:
            self._db = await self._run(partial(_connect, self._path))
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Finishes what was handed in, then closes the file and ends the thread."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        try:
            if self._db is not None:
                await asyncio.wrap_future(thread.submit(self._db.close))
        finally:
            self._db = None
            thread.shutdown(wait=False)

    async def read(self, job: Job[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """All of the job sees the same state of the file."""
        return await self._run(lambda: self._transact("BEGIN", lambda db: job(db, *args, **kwargs)))

    async def write(self, job: Job[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Durable when it returns; undone when the job raises."""
        return await self._run(
            lambda: self._transact("BEGIN IMMEDIATE", lambda db: job(db, *args, **kwargs))
        )

    def _transact(self, begin: str, job: Callable[[sqlite3.Connection], T]) -> T:
        if self._db is None:
            raise BusStopped(f"The log {self._path} is not open.")
        with self._db as db:
            db.execute(begin)
            return job(db)

    async def _run(self, call: Callable[[], T]) -> T:
        if self._thread is None:
            raise BusStopped(f"The log {self._path} is not open.")
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)


def _connect(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("PRAGMA foreign_keys=ON")
    return db
