"""A service, put together: `create_app` makes the same thing for one process or many."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from libs.common import problems, serving
from libs.common.asking import Asking
from libs.common.bus import Bus
from libs.common.clock import Clock
from libs.common.events.assessment import RoleGranted, RoleRevoked
from libs.common.grants import grant, revoke
from libs.common.routers import refusals, take_in
from libs.common.running import Parts, Service
from libs.common.settings import Settings
from libs.common.telemetry import tracing

__all__ = ["Parts", "Service", "create_app"]


def create_app(parts: Parts, settings: Settings, bus: Bus, clock: Clock, http: Asking) -> FastAPI:
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
        responses=refusals(),
    )
    app.state.service = service
    problems.install(app)
    for router in parts.routers:
        take_in(app, parts.name, router)
    serving.install(app, parts)
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
