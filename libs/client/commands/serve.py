"""`baton serve`: all services in this process, one of them, or each in a process of its own."""

import asyncio
import contextlib
import gc
import logging
import socket
from collections.abc import Callable, Coroutine
from importlib import import_module
from typing import Annotated, Any

import typer
import uvicorn

from libs.client.listening import config_for, event_loop, listening
from libs.common.embedded import Together, sole_use
from libs.common.settings import SERVICES, Settings
from libs.common.telemetry import logs, metrics, tracing
from libs.common.unusable import Unusable

YOUNG = 20_000
"Objects made before the collector looks: it would look many times at one batch of events."


def serve(
    service: Annotated[
        str | None, typer.Argument(help=f"One of {', '.join(SERVICES)}; all if left out")
    ] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on")] = None,
    processes: Annotated[
        bool, typer.Option("--processes", help="Each in a process of its own, behind one gateway")
    ] = False,
    create_topics: Annotated[
        bool, typer.Option("--create-topics", help="With --processes: create missing topics first")
    ] = False,
    with_parent: Annotated[bool, typer.Option("--with-parent", hidden=True)] = False,
) -> None:
    """Runs all services in one process, one of them, or all in processes of their own.

    Ctrl-C stops cleanly.
    """
    if service is not None and service not in SERVICES:
        raise typer.BadParameter(f"There is no service {service}; there are {', '.join(SERVICES)}.")
    if processes and service:
        raise typer.BadParameter("--processes starts all services: name none.")
    given = {"host": host, "port": port}
    settings = Settings(**{k: v for k, v in given.items() if v is not None})  # type: ignore[arg-type]
    try:
        if processes:
            _run_processes(settings, create_topics)
        else:
            _run_here([service] if service else list(SERVICES), settings, with_parent)
    except Unusable as sentence:
        typer.echo(str(sentence), err=True)
        raise typer.Exit(1) from None


def _run_processes(settings: Settings, create_topics: bool) -> None:
    from libs.client.processes.run import run as run_processes  # noqa: PLC0415

    run_processes(settings, create_topics=create_topics)


def _run_here(names: list[str], settings: Settings, with_parent: bool) -> None:
    if with_parent:
        from libs.client.processes.parent import end_with_parent  # noqa: PLC0415

        end_with_parent()
    run(names, settings)


def run(names: list[str], settings: Settings) -> None:
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
    gc.set_threshold(YOUNG, 10, 10)
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
