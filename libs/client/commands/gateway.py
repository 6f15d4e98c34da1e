"""`baton gateway`: one address before services that run elsewhere."""

import asyncio
import contextlib
from typing import Annotated

import typer
import uvicorn

from libs.client.listening import config_for, event_loop, listening
from libs.common.settings import Settings
from libs.common.telemetry import logs
from libs.common.unusable import Unusable
from libs.gateway.app import Gateway
from libs.gateway.places import EXAMPLE, places


def gateway(
    host: Annotated[str | None, typer.Option(help="Address to listen on")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on")] = None,
    services: Annotated[
        str | None, typer.Option(help=f"Where the services are, else BATON_SERVICES: {EXAMPLE}")
    ] = None,
) -> None:
    """Passes each request on to the service that the first part of its path names."""
    given = {"host": host, "port": port, "services": services}
    settings = Settings(**{k: v for k, v in given.items() if v is not None})  # type: ignore[arg-type]
    logs.configure(settings.log_level)
    try:
        app = Gateway(places(settings.services))
        place = listening(settings.host, settings.port)
    except Unusable as sentence:
        typer.echo(str(sentence), err=True)
        raise typer.Exit(1) from None
    server = uvicorn.Server(config_for(app, settings, date_header=False))
    with (
        asyncio.Runner(loop_factory=event_loop()) as runner,
        contextlib.suppress(KeyboardInterrupt),
    ):
        runner.run(server.serve(sockets=[place]))
