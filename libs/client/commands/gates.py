"""`baton gates`: prove a programme's gate decisions from its journal alone."""

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, NamedTuple, NoReturn
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from libs.client.client import Baton, connection
from libs.client.commands.address import Url
from libs.client.commands.journal_report import as_json, as_text
from libs.client.refusal import Refusal, Unreachable
from libs.common.events import CATALOGUE, Event
from libs.common.journal import Trailer, Verdict, parts_of, read_line
from libs.common.journal import verify as verify_lines
from services.transition.readiness.proven import Entry, Proof, proven

FAILED, UNUSABLE = 1, 2

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
    """What the journal proves: whether it is whole, and each decision."""

    journal: Verdict
    decisions: list[Proof]

    @property
    def same(self) -> bool:
        return self.journal.verified and all(one.same for one in self.decisions)


@app.command()
def verify(
    programme: Programme,
    token: Token,
    url: Url,
    in_json: Annotated[bool, typer.Option("--json", help="Print the verdict as JSON.")] = False,
) -> None:
    """Reads the journal, checks its hash chain, and rebuilds each decision from what came before.

    Exit code 0: the chain is whole, and all come out the same. 1: the findings are listed, or what
    could not be rebuilt. 2: there is no decision to verify.
    """
    with _progress() as read:
        found = _asked(url, token, programme, read)
    if in_json:
        typer.echo(json.dumps(_as_json(found), indent=2))
    else:
        _tell(found)
    if not found.decisions and found.journal.verified:
        raise typer.Exit(UNUSABLE)
    raise typer.Exit(0 if found.same else FAILED)


def checked(lines: Sequence[bytes], read: Read = lambda *_: None) -> Checked:
    """From the lines of an exported journal alone."""
    return Checked(verify_lines(lines), decisions_in(lines, read))


def decisions_in(lines: Sequence[bytes], read: Read = lambda *_: None) -> list[Proof]:
    """Each decision of an exported journal, rebuilt; its chain is not looked at."""
    return list(proven(_entries(lines, read)))


def _entries(lines: Sequence[bytes], read: Read) -> Iterator[Entry]:
    """In their order; what cannot be read as an entry is found with the chain."""
    for number, line in enumerate(lines[1:], 1):
        read(number, len(lines))
        try:
            one = read_line(line)
            if not isinstance(one, Trailer):
                opened = one.disclosure
                event = _event(opened.content) if opened else None
                yield Entry(one.sequence, event, disclosed=opened is not None)
        except ValueError:
            yield Entry(number, None, disclosed=False)


def _event(content: bytes) -> Event | None:
    """None for a type that this program does not know."""
    headers, value = parts_of(content)
    kind = CATALOGUE.get(dict(headers).get("ce_type", b"").decode("utf-8", "replace"))
    return kind.model_validate_json(value) if kind else None


def _asked(url: str, token: str, programme: UUID, read: Read) -> Checked:
    async def ask() -> Checked:
        async with connection(url) as http:
            path = f"/console/v1/programmes/{programme}/journal"
            return await decisions_of(Baton(http, token), path, read)

    try:
        return asyncio.run(ask())
    except (Refusal, Unreachable) as reason:
        _give_up(str(reason))


async def decisions_of(baton: Baton, path: str, read: Read) -> Checked:
    return checked(await baton.lines(f"{path}/export"), read)


def _as_json(found: Checked) -> dict[str, Any]:
    decisions = [
        {
            "sequence": one.sequence,
            "wave": one.decided.wave,
            "decided_on": str(one.decided.decided_on),
            "outcome": one.decided.outcome,
            "rule_version": one.decided.rule_version,
            "same": one.same,
            "findings": one.findings,
            "not_rebuilt": one.not_rebuilt,
        }
        for one in found.decisions
    ]
    return {"journal": as_json(found.journal), "same": found.same, "decisions": decisions}


def _tell(found: Checked) -> None:
    table = Table("entry", "gate", "decided on", "outcome", "rule", "from the journal alone")
    for one in found.decisions:
        d = one.decided
        row = (one.sequence, d.wave, d.decided_on, d.outcome, d.rule_version, _said(one))
        table.add_row(*map(str, row))
    console = Console()
    console.print(table)
    console.print(as_text(found.journal, []))
    same = sum(one.same for one in found.decisions)
    console.print(f"{same} of {len(found.decisions)} decisions come out the same.")


def _said(one: Proof) -> str:
    said = list(one.findings)
    if one.not_rebuilt:
        said.append(f"could not be rebuilt: {', '.join(one.not_rebuilt)}")
    return "; ".join(said) or "same"


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
