"""`baton serve`: all services in this process, or one."""

import asyncio
import contextlib
import gc
import socket
from collections.abc import Callable, Coroutine
from importlib import import_module
from typing import Annotated, Any

import typer
import uvicorn

from libs.common.embedded import FolderInUse, Together, sole_use
from libs.common.settings import SERVICES, Settings
from libs.common.telemetry import logs, metrics, tracing

SHUTDOWN_SECONDS = 3
"Open streams are cut after this, or a stop would wait for them."


def serve(
    service: Annotated[
        str | None, typer.Argument(help=f"One of {', '.join(SERVICES)}; all if left out")
    ] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on")] = None,
) -> None:
    """Runs all services in one process, or one of them. Ctrl-C stops cleanly."""
    if service is not None and service not in SERVICES:
        raise typer.BadParameter(f"There is no service {service}; there are {', '.join(SERVICES)}.")
    given = {"host": host, "port": port}
    settings = Settings(**{k: v for k, v in given.items() if v is not None})  # type: ignore[arg-type]
    try:
        run([service] if service else list(SERVICES), settings)
    except (FolderInUse, PortTaken) as taken:
        typer.echo(str(taken), err=True)
        raise typer.Exit(1) from None


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
    together = Together([import_module(f"services.{name}.app").parts for name in names], settings)
    if settings.embedded:
        with sole_use(settings.data):
            pass  # a folder in use is said before anything starts
    place = listening(settings)
    gc.freeze()
    with asyncio.Runner(loop_factory=_loop()) as runner, contextlib.suppress(KeyboardInterrupt):
        runner.run(work(together, place))


class PortTaken(Exception):
    """Something else listens there."""


def listening(settings: Settings) -> socket.socket:
    """The port, taken before anything starts, so that a taken one is said in a sentence."""
    place = socket.socket()
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        place.bind((settings.host, settings.port))
    except OSError as error:
        place.close()
        raise PortTaken(
            f"Port {settings.port} of {settings.host} cannot be had ({error.strerror}). "
            "Stop what runs there, or name another with BATON_PORT."
        ) from None
    return place


def server_for(together: Together, settings: Settings) -> uvicorn.Server:
    config = uvicorn.Config(
        together,
        host=settings.host,
        port=settings.port,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    return uvicorn.Server(config)


async def _serve(together: Together, settings: Settings, place: socket.socket) -> None:
    await server_for(together, settings).serve(sockets=[place])
    tracing.flush()


def _loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop  # noqa: PLC0415
    except ImportError:
        return None
    return uvloop.new_event_loop
