"""`baton gates`: reckon a programme's gate decisions again, from its journal alone."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, NamedTuple, NoReturn
from uuid import UUID

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from libs.client.client import Baton, connection
from libs.client.commands.address import Url
from libs.client.refusal import Refusal, Unreachable
from libs.common.events.transition.gates import GateDecided
from services.transition.readiness.reproduced import reproduced

FAILED, UNUSABLE = 1, 2
ENTRIES = 100

app = typer.Typer(
    help="A programme's gates: whether each decision follows from the journal alone.",
    no_args_is_help=True,
)
Programme = Annotated[UUID, typer.Argument(help="The programme's id.")]
Token = Annotated[str, typer.Option(envvar="BATON_TOKEN", help="Bearer token.", show_default=False)]
Read = Callable[[int, int], None]


@app.callback()
def _gates() -> None:
    """So that `verify` stays a command of its own."""


class Checked(NamedTuple):
    """One decision of the journal, and what was found about it."""

    sequence: int
    wave: str
    decided_on: str
    outcome: str
    rule_version: int | None
    findings: list[str]

    @property
    def same(self) -> bool:
        return not self.findings


@app.command()
def verify(
    programme: Programme,
    token: Token,
    url: Url,
    in_json: Annotated[bool, typer.Option("--json", help="Print the verdict as JSON.")] = False,
) -> None:
    """Reads the journal, and applies to each decision the rule of the version that it names.

    Exit code 0: all come out the same. 1: the findings are listed. 2: there is none to verify.
    """
    with _progress() as read:
        checked = _asked(url, token, programme, read)
    if in_json:
        typer.echo(json.dumps([{**one._asdict(), "same": one.same} for one in checked], indent=2))
    else:
        _tell(checked)
    if not checked:
        raise typer.Exit(UNUSABLE)
    raise typer.Exit(0 if all(one.same for one in checked) else FAILED)


def checked(entry: Any) -> Checked | None:
    """None for an entry that is no gate's decision, as far as the caller may see."""
    if entry.get("type") != GateDecided.type:
        return None
    content = entry.get("content")
    if content is None:
        why = "it was erased" if entry.get("erased") else "it is withheld"
        return Checked(entry["sequence"], "", "", "", None, [why])
    try:
        decided = GateDecided.model_validate(content["data"])
    except ValidationError:
        return Checked(entry["sequence"], "", "", "", None, ["it cannot be read"])
    named = (decided.wave, str(decided.decided_on), decided.outcome, decided.rule_version)
    return Checked(entry["sequence"], *named, reproduced(decided).findings)


def _asked(url: str, token: str, programme: UUID, read: Read) -> list[Checked]:
    async def ask() -> list[Checked]:
        async with connection(url) as http:
            path = f"/console/v1/programmes/{programme}/journal"
            return await decisions_of(Baton(http, token), path, read)

    try:
        return asyncio.run(ask())
    except (Refusal, Unreachable) as reason:
        _give_up(str(reason))


async def decisions_of(baton: Baton, path: str, read: Read) -> list[Checked]:
    head = (await baton.get(f"{path}/head"))["sequence"]
    found = []
    async for entry in _entries(baton, path):
        read(entry["sequence"], head)
        if one := checked(entry):
            found.append(one)
    return found


def _entries(baton: Baton, path: str) -> AsyncIterator[Any]:
    return baton.pages(path, limit=ENTRIES)


def _tell(checked: Sequence[Checked]) -> None:
    table = Table("entry", "gate", "decided on", "outcome", "rule", "reckoned again")
    for one in checked:
        told = "same" if one.same else "; ".join(one.findings)
        version = str(one.rule_version or "")
        table.add_row(str(one.sequence), one.wave, one.decided_on, one.outcome, version, told)
    console = Console()
    console.print(table)
    same = sum(one.same for one in checked)
    console.print(f"{same} of {len(checked)} decisions come out the same.")


@contextmanager
def _progress() -> Iterator[Read]:
    """A bar on standard error, gone when done, and nothing where that is not a terminal."""
    console = Console(stderr=True)
    with Progress(
        TextColumn("Reading the journal"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        bar = progress.add_task("entries", total=None)
        yield lambda done, total: progress.update(bar, completed=done, total=max(total, done))


def _give_up(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(FAILED)
