"""A service at work: its database, and what reads, sends, remembers and serves for it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from fastapi import APIRouter
from sqlmodel import SQLModel

from libs.common.application import Application
from libs.common.asking import Asking
from libs.common.auth.issuers import verifier_for
from libs.common.auth.tokens import Verifier
from libs.common.bus import Bus
from libs.common.bus.topics import check_topics
from libs.common.clock import Clock
from libs.common.consumer import EventConsumer
from libs.common.db import Database
from libs.common.dead_letters import DeadLetters
from libs.common.events import topic
from libs.common.files import FolderStore
from libs.common.jobs import Jobs
from libs.common.jobs.runner import Runner
from libs.common.migrations import migrate
from libs.common.rate import Rate
from libs.common.reactions import Reactions
from libs.common.relay import Relay
from libs.common.settings import SERVICES, Settings
from libs.common.stopping import Job, at_work
from libs.common.telemetry import tracing
from libs.common.tidying import tidy
from libs.common.timers import Timers
from libs.common.watch import watch

Lifespan = Callable[["Service"], Any]


@dataclass(frozen=True)
class Parts:
    """What makes a service this service."""

    name: str
    title: str
    base: type[SQLModel]
    routers: Sequence[APIRouter]
    on: Reactions
    due: Timers = field(default_factory=Timers)
    jobs: Jobs = field(default_factory=Jobs)
    takes_files: bool = False
    while_running: Lifespan | None = None
    "An async context manager of the service's own, around its life."


class Service:
    """One running service, on `app.state.service`."""

    def __init__(
        self, parts: Parts, settings: Settings, bus: Bus, clock: Clock, http: Asking
    ) -> None:
        self.name, self.settings, self.clock, self.bus = parts.name, settings, clock, bus
        self.reactions, self.due = parts.on, parts.due
        self.due.service = parts.name
        self.database = Database(
            settings.database_for(parts.name), parts.base, settings.database_connections
        )
        tracing.watch_database(parts.name, self.database.engine.sync_engine)
        self.verifier: Verifier = verifier_for(settings, http)
        self.rate = Rate(settings.requests_per_minute)
        self.files = FolderStore(settings.data / "files")
        self.relay = Relay(parts.name, self.database, bus)
        self.database.on_publish = self.relay.wake
        self.jobs = Runner(parts.name, parts.jobs, self.database, clock, settings.jobs_at_once)
        self.database.on_queued = self.jobs.wake
        self.application = Application(parts.name, parts.on, parts.due, clock)
        self.consumer = EventConsumer(parts.name, self.database, bus, self.application, clock)
        self.dead_letters = DeadLetters(self.database, self.application, clock)
        self._started = False
        self._work: list[asyncio.Task[None]] = []
        self.extra: Any = None
        self._while_running = parts.while_running

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Migrated, and its relay, consumer, timers and jobs at work."""
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.database.close)
            await migrate(self.database, self.name)
            await self._need_topics()
            if self._while_running:
                await stack.enter_async_context(self._while_running(self))
            self._work = await stack.enter_async_context(at_work(*self._jobs()))
            self._started = True
            yield
            self._started = False

    async def _need_topics(self) -> None:
        """On one machine they are made; between many only looked for."""
        topics = [topic(name) for name in SERVICES]
        if self.settings.embedded:
            await self.bus.create_topics(topics, self.settings.partitions)
        else:
            await check_topics(self.bus, topics, self.settings.partitions)

    def _jobs(self) -> list[Job]:
        place = (self.name, self.database, self.clock)
        return [
            self.relay.run,
            self.consumer.run,
            self.jobs.run,
            partial(self.due.run, self.database, self.clock),
            partial(watch, *place),
            partial(tidy, *place),
        ]

    @property
    def ready(self) -> bool:
        """Started, and none of its jobs has ended."""
        return self._started and not any(task.done() for task in self._work)
