"""`baton up`: everything on one port, with the sample programme in it. What `make run` runs."""

import asyncio
import contextlib
import socket
from typing import Annotated

import typer
import uvicorn
from rich.console import Console
from rich.table import Table

from libs.client.client import connection
from libs.client.demo.load import People, load_sample
from libs.client.demo.sample import Sample
from libs.client.serving import begin, server_for
from libs.common.auth.development import DevelopmentIssuer
from libs.common.embedded import Together
from libs.common.settings import SERVICES, Settings
from libs.common.telemetry import tracing
from libs.common.unusable import Unusable

console = Console(stderr=True)


def up(
    port: Annotated[int | None, typer.Option(help="Port to listen on")] = None,
    sample: Annotated[bool, typer.Option(help="Load the sample programme")] = True,
) -> None:
    """Starts all services, loads the sample programme, and says where to look. Safe to repeat."""
    settings = Settings(port=port) if port else Settings()
    try:
        begin(
            list(SERVICES),
            settings,
            lambda together, place: _run(together, place, settings, sample),
        )
    except Unusable as sentence:
        console.print(f"[red]{sentence}[/]")
        raise typer.Exit(1) from None


async def _run(together: Together, place: socket.socket, settings: Settings, sample: bool) -> None:
    server = server_for(together, settings)
    serving = asyncio.create_task(server.serve(sockets=[place]))
    introducing = asyncio.create_task(_introduce(server, settings, sample))
    await serving
    introducing.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await introducing
    tracing.flush()
    console.print("Stopped. Everything is kept in", str(settings.data))


async def _introduce(server: uvicorn.Server, settings: Settings, sample: bool) -> None:
    while not server.started:  # noqa: ASYNC110 - uvicorn tells it in no other way
        await asyncio.sleep(0.02)
    base = f"http://{settings.host}:{settings.port}"
    console.print(_where_to_look(base))
    people = People(DevelopmentIssuer(settings))
    try:
        if sample:
            async with connection(base) as http:
                await load_sample(http, people, console)
    except Exception as fault:
        console.print(f"[red]The sample could not be loaded:[/] {fault}")
    _tell_who(people)
    console.print("Ctrl-C stops it. `make demo` tells the whole story in a programme of its own.")


def _where_to_look(base: str) -> Table:
    table = Table(title=f"Baton runs on {base}", title_justify="left")
    table.add_column("service")
    table.add_column("API documents")
    for name in SERVICES:
        table.add_row(name, f"{base}/{name}/docs")
    return table


def _tell_who(people: People) -> None:
    """A line a token, so that each can be copied whole."""
    console.print("\n[bold]Sign in as[/] (Authorization: Bearer …, for twelve hours)")
    for person in Sample().people:
        console.print(f"[bold]{person['name']}[/], {person['title']}")
        console.print(people.of(person["id"]), soft_wrap=True, highlight=False, style="dim")
