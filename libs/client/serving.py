"""Runs services in this process until Ctrl-C."""

import asyncio
import contextlib
import gc
import logging
import socket
from collections.abc import Callable, Coroutine
from importlib import import_module
from typing import Any

import uvicorn

from libs.client.listening import config_for, event_loop, listening
from libs.common.embedded import Together, sole_use
from libs.common.settings import Settings
from libs.common.telemetry import logs, metrics, tracing
from libs.common.unusable import Unusable


def run(names: list[str], settings: Settings, *, with_parent: bool = False) -> None:
    """`with_parent`: ends when the process that started this one does."""
    if with_parent:
        from libs.client.processes.parent import end_with_parent  # noqa: PLC0415

        end_with_parent()
    begin(names, settings, lambda together, place: _serve(together, settings, place))


def begin(
    names: list[str],
    settings: Settings,
    work: Callable[[Together, socket.socket], Coroutine[Any, Any, None]],
) -> None:
    """Puts the named services together, with logs, traces and metrics, and runs `work` on them."""
    logs.configure(settings.log_level)
    tracing.configure(settings.otlp)
    if settings.metrics_port:
        metrics.serve(settings.metrics_port, settings.host)
    together = _put_together(names, settings)
    if settings.embedded:
        with sole_use(settings.data):
            pass  # a folder in use is said before anything starts
    place = listening(settings.host, settings.port)
    gc.freeze()
    with (
        asyncio.Runner(loop_factory=event_loop()) as runner,
        contextlib.suppress(KeyboardInterrupt),
    ):
        runner.run(work(together, place))


def _put_together(names: list[str], settings: Settings) -> Together:
    parts = [import_module(f"services.{name}.app").parts for name in names]
    try:
        return Together(parts, settings)
    except ValueError as wrong:
        raise Unusable(str(wrong)) from wrong


def server_for(together: Together, settings: Settings) -> uvicorn.Server:
    return uvicorn.Server(config_for(together, settings))


async def _serve(together: Together, settings: Settings, place: socket.socket) -> None:
    """Raises `Unusable` where somebody must set something right; where what the services need is
    away, uvicorn exits with code 3: worth trying again."""
    logging.getLogger("uvicorn.error").addFilter(lambda _: together.refused is None)
    try:
        await server_for(together, settings).serve(sockets=[place])
    except SystemExit:
        if together.refused:
            raise together.refused from None
        raise
    tracing.flush()
