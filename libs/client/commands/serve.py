"""`baton serve`: all services in this process, one of them, or each in a process of its own."""

from typing import Annotated

import typer

from libs.client.serving import run
from libs.common.settings import SERVICES, Settings
from libs.common.unusable import Unusable


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
            run([service] if service else list(SERVICES), settings, with_parent=with_parent)
    except Unusable as sentence:
        typer.echo(str(sentence), err=True)
        raise typer.Exit(1) from None


def _run_processes(settings: Settings, create_topics: bool) -> None:
    from libs.client.processes.run import run as run_processes  # noqa: PLC0415

    run_processes(settings, create_topics=create_topics)
