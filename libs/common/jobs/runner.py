"""Does a service's jobs in this process, a few at once, as long as the service runs."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Row

from libs.common.clock import Clock
from libs.common.db import Database
from libs.common.jobs.faults import TRIES, kills_its_process, told_to_people
from libs.common.jobs.job import Job, Jobs, Progress
from libs.common.jobs.leases import Leases, Lost
from libs.common.jobs.span import observed
from libs.common.passing import told_by, will_pass
from libs.common.problems import Problem
from libs.common.stopping import Stop, pause

log = logging.getLogger(__name__)

BEAT = 1.0
"Seconds between two looks at a running job's row: progress goes out, a cancel comes in."
LOOK_EVERY = 1.0
"Seconds between looks for what other processes queued; a commit in this one wakes at once."
RESTS = (0.5, 1.0, 2.0, 4.0, 8.0)
"Seconds before the tries of what failed for a fault that passes; a lease outlasts them."


class Stopping(Exception):
    """The process ends: what it does is for another, or for the next."""


class Runner:
    """Of one service. Several processes share the jobs of one database."""

    def __init__(
        self, service: str, jobs: Jobs, database: Database, clock: Clock, at_once: int
    ) -> None:
        self._service, self._kinds, self._at_once = service, jobs.kinds, at_once
        self._leases = Leases(database, clock)
        self._alone = not database.is_postgresql
        self._wake = asyncio.Event()

    def wake(self) -> None:
        self._wake.set()

    async def run(self, stop: Stop) -> None:
        """Until told to stop; what is being done then is given back. Cancelled, as if killed."""
        if not self._kinds or not self._at_once:
            await stop.wait()
            return
        if self._alone:
            await self._free_what_was_left()
        async with asyncio.TaskGroup() as group:
            for _ in range(self._at_once):
                group.create_task(self._work(stop))

    async def _free_what_was_left(self) -> None:
        """At once after a crash; otherwise when the leases have run out."""
        try:
            await self._leases.free_all()
        except Exception as fault:
            told_by(log, fault)("Jobs left by a crash have to wait: %r", fault)

    async def _work(self, stop: Stop) -> None:
        while not stop.is_set():
            self._wake.clear()
            try:
                did = await self._next(stop)
            except Exception as fault:
                tell = told_by(log, fault)
                tell("Jobs of %s cannot be done now; trying again: %r", self._service, fault)
                did = False
            if not did:
                await _idle(self._wake, stop)

    async def _next(self, stop: Stop) -> bool:
        """Whether there was one to do."""
        taken = await self._leases.take(self._kinds)
        if taken:
            await self._do(*taken, stop)
        return taken is not None

    async def _do(self, job: Job, row: Row[Any], stop: Stop) -> None:
        with observed(self._service, job, row.trace) as run:
            try:
                run.outcome = await self._outcome(job, stop)
            except Lost:
                run.outcome = "taken away"

    async def _outcome(self, job: Job, stop: Stop) -> str:
        """Does it, and how that ended. Raises `Lost`."""
        if job.tries > TRIES:
            return await self._fail(job, kills_its_process(), stop)
        try:
            result = await self._worked_out(job, stop)
            await _patiently(lambda: self._leases.finish(job, result), stop)
        except Lost:
            raise
        except Stopping:
            await self._leases.give_back(job, counted=False)
            return "given back"
        except Exception as fault:
            return await self._failed(job, fault, stop)
        return "done"

    async def _worked_out(self, job: Job, stop: Stop) -> Any:
        """What the job's function returns. Raises `Lost` or `Stopping` where it is broken off."""
        with _at_work(self._kinds[job.kind](job)) as work:
            told = job.progress
            while not await _ends(work, stop):
                try:
                    told = await self._beat(job, told, stop)
                except Exception:
                    await job.cancel(work)
                    raise
            if work.cancelled():
                raise RuntimeError("The job cancelled itself")
            return work.result()

    async def _beat(self, job: Job, told: Progress, stop: Stop) -> Progress:
        if stop.is_set():
            raise Stopping
        try:
            return await self._leases.keep(job, told)
        except Exception as fault:
            if not will_pass(fault):
                raise
            log.warning("The progress of job %s cannot be written: %r", job.id, fault)
            return told

    async def _failed(self, job: Job, fault: Exception, stop: Stop) -> str:
        if will_pass(fault) and job.tries < TRIES:
            log.warning("Job %s %s is begun again: %r", job.kind, job.id, fault)
            await pause(stop, RESTS[job.tries - 1])
            await self._leases.give_back(job, counted=True)
            return "given back"
        if not isinstance(fault, Problem):
            log.error("Job %s %s failed", job.kind, job.id, exc_info=fault)
        return await self._fail(job, told_to_people(fault), stop)

    async def _fail(self, job: Job, problem: Problem, stop: Stop) -> str:
        body = problem.body(f"/{self._service}/v1/jobs/{job.id}")
        await _patiently(lambda: self._leases.fail(job, body), stop)
        return "failed"


@contextmanager
def _at_work(work: Any) -> Iterator[asyncio.Task[Any]]:
    task = asyncio.ensure_future(work)
    try:
        yield task
    finally:
        task.cancel()


async def _ends(work: asyncio.Task[Any], stop: Stop) -> bool:
    """Whether it has ended, after a beat at most."""
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait((work, stopping), timeout=BEAT, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    return work.done()


async def _idle(wake: asyncio.Event, stop: Stop) -> None:
    waits = [asyncio.create_task(event.wait()) for event in (wake, stop)]
    await asyncio.wait(waits, timeout=LOOK_EVERY, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()


async def _patiently(call: Callable[[], Awaitable[None]], stop: Stop) -> None:
    """Again while the fault is one that passes, for as long as a lease lasts."""
    for rest in RESTS:
        try:
            return await call()
        except Exception as fault:
            if stop.is_set() or not will_pass(fault):
                raise
            log.warning("What came of a job cannot be written; trying again: %r", fault)
            await pause(stop, rest)
    return await call()
