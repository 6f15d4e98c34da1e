"""`baton events`: the event catalogue, for whoever builds on it."""

import json
from typing import Annotated

import typer

from libs.common.asyncapi import asyncapi, schema_of
from libs.common.events import CATALOGUE, compatibility

app = typer.Typer(help="The events that services publish: types, schemas, AsyncAPI.")


@app.command("list")
def list_types(
    as_json: Annotated[bool, typer.Option("--json", help="For machines")] = False,
) -> None:
    """All event types, a line each."""
    types = sorted(CATALOGUE)
    typer.echo(json.dumps(types) if as_json else "\n".join(types))


@app.command()
def schema(type: str) -> None:
    """The JSON Schema of one type's data."""
    if type not in CATALOGUE:
        raise typer.BadParameter(f"No event type {type}; `baton events list` shows them.")
    typer.echo(json.dumps(schema_of(CATALOGUE[type]), indent=2))


@app.command("asyncapi")
def document() -> None:
    """The AsyncAPI document of all topics."""
    typer.echo(json.dumps(asyncapi(), indent=2))


@app.command()
def snapshot() -> None:
    """Renews the committed snapshot of all schemas. Refuses a change that would break readers."""
    broken = compatibility.breaks(compatibility.snapshot(), compatibility.catalogue())
    for line in broken:
        typer.echo(line, err=True)
    if broken:
        typer.echo("Make a new version of the event instead.", err=True)
        raise typer.Exit(1)
    compatibility.take_snapshot()
