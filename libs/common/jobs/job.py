"""What a service declares, and what its function is handed: one job to do."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from libs.common.db import Database, Db, Scope
from libs.common.jobs.plain import plain, sentence

Effect = Callable[[Db], Awaitable[Any]]
"Writes what a job came to, in the finishing transaction, and gives its result."


class Jobs:
    """The kinds of a service: `@jobs("wave_plan") async def …(job: Job)`.

    The function returns the job's result, as JSON, or an `Effect` where it also writes. What it
    raises fails the job: a `Problem` as it is, for people; anything else as a fault of ours.
    """

    def __init__(self) -> None:
        self.kinds: dict[str, Callable[[Job], Awaitable[Any]]] = {}

    def __call__(
        self, kind: str
    ) -> Callable[[Callable[["Job"], Awaitable[Any]]], Callable[["Job"], Awaitable[Any]]]:
        def note(work: Callable[[Job], Awaitable[Any]]) -> Callable[[Job], Awaitable[Any]]:
            if kind in self.kinds:
                raise ValueError(f"Two kinds of job named {kind}")
            self.kinds[kind] = work
            return work

        return note


@dataclass(frozen=True)
class Progress:
    """`share` of the work that is done, 0 to 1; `details` are free, numbers that tell how it goes.

    A number that is not finite is told as null.
    """

    share: float = 0.0
    message: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    def as_stored(self) -> dict[str, Any]:
        share = min(max(0.0, self.share), 1.0)  # in this order: NaN is 0
        return {
            "share": share,
            "message": sentence(self.message),
            "details": plain(self.details),
        }


@dataclass
class Job:
    """One job while it is done here. Cancelled, its function gets `asyncio.CancelledError`."""

    id: UUID
    kind: str
    input: Any
    programme_id: UUID | None
    scope: Scope
    "For whom and in whose name it works; in a rehearsal at the moment stated when it was asked."
    database: Database
    lease: UUID
    lease_until: datetime
    tries: int
    progress: Progress = field(default_factory=Progress)
    _looking: int = 0
    _idle: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._idle.set()

    def report(self, share: float, message: str = "", **details: Any) -> None:
        """Costs nothing: the latest report is written about once a second."""
        self.progress = Progress(share, message, details)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Db]:
        """A session of the job's tenant to look with. Keep it short: nothing of it is written."""
        self._looking += 1
        self._idle.clear()
        try:
            async with self.database.read(self.scope) as db:
                yield db
        finally:
            self._looking -= 1
            if not self._looking:
                self._idle.set()

    async def cancel(self, work: asyncio.Task[Any]) -> None:
        """Between two sessions: a statement cut short leaves a connection nobody may use again."""
        while not self._idle.is_set():
            await self._idle.wait()
        work.cancel()
        await asyncio.wait([work])
