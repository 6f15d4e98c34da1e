"""`baton demo`: the sample programme, played and told, against any address."""

import asyncio
import json
import re
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from libs.client.client import connection
from libs.client.commands.address import Url
from libs.client.demo.load import keys_of, staged
from libs.client.demo.measured import measure_by_tickets
from libs.client.demo.report import show
from libs.client.demo.run import Outcome, play
from libs.client.demo.sample import Sample
from libs.client.demo.stage import Stage
from libs.client.demo.story import Story
from libs.client.demo.ticket_file import count_file
from libs.client.demo.tokens import TENANT, People, Tokens, tokens_in
from libs.client.patience import Patience
from libs.client.refusal import Refusal, Unreachable
from libs.common.auth.development import DevelopmentIssuer
from libs.common.settings import Settings

DIFFERS, UNUSABLE = 1, 2
FIRST_ANSWER = Patience(seconds=10)
RUN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def demo(
    url: Url,
    tickets: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A ticket log, CSV or ZIP of one CSV"),
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="Data folder with the development key; else BATON_DATA")
    ] = None,
    tokens: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Bearer tokens, {person: token} in JSON"),
    ] = None,
    tenant: Annotated[str, typer.Option(help="The client organisation")] = TENANT,
    run: Annotated[
        str | None, typer.Option(help="Name of the run: the same takes it up again")
    ] = None,
    patience: Annotated[
        float, typer.Option(min=0, help="Seconds to wait for a server that is away")
    ] = 60,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Only numbers and journals")] = False,
) -> None:
    """Plays a whole programme over HTTP, as programme office, vendors and auditor.

    Exit code 0: every number is as expected, every journal verified, and every gate decision
    follows from the journal alone. 1: one does not, or somebody was refused. 2: nobody answered,
    or an option cannot be used.
    """
    name = _run_name(run)
    settings = Settings(data=data) if data else Settings()
    story = Story(Console(stderr=as_json), quiet=quiet or as_json)
    try:
        signed = _tokens(tokens, settings, tenant)
        stages = partial(staged, tokens=signed, story=story, keys=keys_of(settings, name), run=name)
        outcome = asyncio.run(_play(url, stages, Patience(seconds=patience), tickets))
    except (ValueError, OSError) as unusable:
        _give_up(str(unusable), UNUSABLE)
    except Unreachable as silence:
        _give_up(f"{url} does not answer: {silence}. {_again(name)}", UNUSABLE)
    except (Refusal, TimeoutError) as refusal:
        _give_up(f"{refusal} {_again(name)}", DIFFERS)
    except KeyboardInterrupt:
        _give_up(f"Stopped. {_again(name)}", DIFFERS)
    _tell(outcome, story, as_json)
    raise typer.Exit(0 if outcome.succeeded else DIFFERS)


async def _play(
    url: str, stages: Callable[..., Stage], patience: Patience, tickets: Path | None
) -> Outcome:
    async with connection(url) as http:
        await FIRST_ANSWER.send(lambda: http.get("/assessment/health/live"))
        stage = stages(http, patience=patience)
        with stage.story.being_told():
            if tickets:
                log = await asyncio.to_thread(count_file, tickets, stage.story.reading)
                measure_by_tickets(stage, log)
            return await play(stage)


def _tokens(file: Path | None, settings: Settings, tenant: str) -> Tokens:
    return tokens_in(file, Sample()) if file else People(DevelopmentIssuer(settings), tenant)


def _run_name(given: str | None) -> str:
    name = given or f"{datetime.now():%Y%m%d-%H%M%S}"  # noqa: DTZ005
    if not RUN.fullmatch(name):
        raise typer.BadParameter(f"{name!r} cannot name a run: letters, digits, dot and dash.")
    return name


def _again(run: str) -> str:
    return f"Take it up again with --run {run}"


def _tell(outcome: Outcome, story: Story, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(outcome.as_json(), indent=2))
    else:
        show(story.console, outcome, with_timeline=not story.quiet)


def _give_up(sentence: str, code: int) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code)
