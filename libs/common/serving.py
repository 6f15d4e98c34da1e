"""What every service serves beside its own routes: health, schemas, dead letters, jobs, files."""

import time

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from libs.common.api import dead_letters, files, health, jobs, schemas
from libs.common.running import Parts
from libs.common.telemetry import metrics


def install(app: FastAPI, parts: Parts) -> None:
    root = f"/{parts.name}"
    app.include_router(health.router, prefix=root)
    app.include_router(schemas.router_for(parts.name), prefix=f"{root}/v1")
    app.include_router(dead_letters.router, prefix=f"{root}/v1")
    if parts.jobs.kinds:
        app.include_router(jobs.router, prefix=f"{root}/v1")
    if parts.takes_files:
        app.include_router(files.router, prefix=f"{root}/v1")
    app.add_middleware(Measure, service=parts.name)


class Measure:
    """Notes route, status and time of each request."""

    def __init__(self, app: ASGIApp, service: str) -> None:
        self._app, self._service = app, service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            route = getattr(scope.get("route"), "path", "unmatched")
            seconds = time.perf_counter() - started
            metrics.request(self._service, route, scope["method"], status, seconds)
