"""A service, put together: `create_app` makes the same thing for one process or many."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import APIRouter, FastAPI
from sqlmodel import SQLModel

from libs.common import problems, serving
from libs.common.application import Application
from libs.common.auth.issuers import verifier_for
from libs.common.auth.tokens import Verifier
from libs.common.bus import Bus
from libs.common.clock import Clock
from libs.common.consumer import EventConsumer
from libs.common.db import Database
from libs.common.dead_letters import DeadLetters
from libs.common.events import topic
from libs.common.events.assessment import RoleGranted, RoleRevoked
from libs.common.files import FolderStore
from libs.common.grants import grant, revoke
from libs.common.migrations import migrate
from libs.common.outbox import Relay
from libs.common.rate import Rate
from libs.common.reactions import Reactions
from libs.common.settings import SERVICES, Settings
from libs.common.telemetry import tracing
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
    takes_files: bool = False
    while_running: Lifespan | None = None
    "An async context manager of the service's own, around its life."


class Service:
    """One running service, on `app.state.service`."""

    def __init__(
        self, parts: Parts, settings: Settings, bus: Bus, clock: Clock, http: httpx.AsyncClient
    ) -> None:
        self.name, self.settings, self.clock, self.bus = parts.name, settings, clock, bus
        self.reactions, self.due = parts.on, parts.due
        self.due.service = parts.name
        self.database = Database(settings.database_for(parts.name), parts.base)
        tracing.watch_database(parts.name, self.database.engine.sync_engine)
        self.verifier: Verifier = verifier_for(settings, http)
        self.rate = Rate(settings.requests_per_minute)
        self.files = FolderStore(settings.data / "files")
        self.relay = Relay(parts.name, self.database, bus)
        self.database.on_publish = self.relay.wake
        self.application = Application(parts.name, parts.on, parts.due, clock)
        self.consumer = EventConsumer(parts.name, self.database, bus, self.application, clock)
        self.dead_letters = DeadLetters(self.database, self.application, clock)
        self.ready = False
        self.extra: Any = None
        self._while_running = parts.while_running

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Migrated, and its relay, consumer and timers at work."""
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.database.close)
            await migrate(self.database, self.name)
            await self.bus.create_topics(
                [topic(name) for name in SERVICES], self.settings.partitions
            )
            if self._while_running:
                await stack.enter_async_context(self._while_running(self))
            await stack.enter_async_context(_at_work(self.consumer.run()))
            await stack.enter_async_context(_at_work(self.due.run(self.database, self.clock)))
            await stack.enter_async_context(_at_work(self.relay.run()))
            await stack.enter_async_context(_at_work(watch(self.name, self.database, self.clock)))
            self.ready = True
            yield
            self.ready = False


@asynccontextmanager
async def _at_work(work: Any) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def create_app(
    parts: Parts, settings: Settings, bus: Bus, clock: Clock, http: httpx.AsyncClient
) -> FastAPI:
    """The service as an application; it lives as long as its lifespan. Needs a started bus."""
    _know_grants(parts)
    service = Service(parts, settings, bus, clock, http)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with service.running():
            yield

    root = f"/{parts.name}"
    app = FastAPI(
        title=f"Baton {parts.title}",
        version="1",
        lifespan=lifespan,
        docs_url=f"{root}/docs",
        redoc_url=None,
        openapi_url=f"{root}/openapi.json",
        telemetry=tracing.of_requests(parts.name, but=f"{root}/health"),
        max_body_size=2 * max(settings.file_bytes, settings.batch_bytes),
    )
    app.state.service = service
    problems.install(app)
    serving.install(app, parts)
    for router in parts.routers:
        app.include_router(router, prefix=f"{root}/v1")
    return app


def _know_grants(parts: Parts) -> None:
    """Every service learns who was given which role."""
    if (
        parts.name != "assessment"
        and RoleGranted.type not in parts.on.kinds
        and parts.on.raw is None
    ):
        parts.on(RoleGranted)(grant)
        parts.on(RoleRevoked)(revoke)
