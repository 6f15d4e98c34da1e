"""`baton topics`: creates the topics that the services share, or looks whether they are there."""

import asyncio
import json
import logging
from collections.abc import Mapping
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from libs.common.bus import PartitionsDiffer, TopicsMissing
from libs.common.embedded import open_bus
from libs.common.events import topic
from libs.common.settings import SERVICES, Settings
from libs.common.unusable import Unusable

NAMES = [topic(name) for name in SERVICES]
CREATED, THERE = "created", "was there"


def topics(
    check: Annotated[bool, typer.Option("--check", help="Only look; create nothing")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For machines")] = False,
) -> None:
    """Creates what is missing on BATON_BUS, with BATON_PARTITIONS partitions each.

    Exit code 1 where a topic has another number of partitions, where --check finds one missing,
    or where Kafka is away. Safe to repeat.
    """
    settings = Settings()
    try:
        done = ensure_topics(settings, create=not check)
    except Unusable as sentence:
        typer.echo(str(sentence), err=True)
        raise typer.Exit(1) from None
    if as_json:
        rows = [
            {"topic": name, "partitions": settings.partitions, "state": done[name]}
            for name in NAMES
        ]
        typer.echo(json.dumps(rows))
    else:
        Console().print(_table(done, settings.partitions))


def ensure_topics(settings: Settings, *, create: bool) -> dict[str, str]:
    """What was done for each. Raises `Unusable`."""
    if settings.embedded:
        raise Unusable("BATON_BUS must name Kafka: kafka://host:port. SQLite needs no topics.")
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    try:
        return asyncio.run(_ensure(settings, create))
    except OSError as away:
        raise Unusable(f"Kafka at {settings.bus} is away: {away}.") from away
    except ValueError as wrong:
        raise Unusable(f"{wrong}.") from wrong


async def _ensure(settings: Settings, create: bool) -> dict[str, str]:
    bus = open_bus(settings)
    found = await bus.partition_counts(NAMES)
    _refuse_another_count(found, settings.partitions)
    missing = [name for name in NAMES if name not in found]
    if missing and not create:
        raise TopicsMissing(missing)
    await bus.create_topics(NAMES, settings.partitions)
    return {name: CREATED if name in missing else THERE for name in NAMES}


def _refuse_another_count(found: Mapping[str, int], wanted: int) -> None:
    for name, count in found.items():
        if count != wanted:
            raise PartitionsDiffer(name, count, wanted)


def _table(done: dict[str, str], partitions: int) -> Table:
    table = Table()
    table.add_column("topic")
    table.add_column("partitions", justify="right")
    table.add_column("")
    for name, state in done.items():
        table.add_row(name, str(partitions), state)
    return table
