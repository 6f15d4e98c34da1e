"""`baton plan`: a transition's plan from a terminal: how it stands, out to a file and in again, how
sure its end is."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from libs.client.client import Baton, connection
from libs.client.commands.address import Url
from libs.client.jobs import wait_for
from libs.client.refusal import Refusal, Unreachable

ROOT = "/transition/v1"
FORMATS = {".xml": ("mspdi", "application/xml"), ".csv": ("csv", "text/csv")}
FAILED, UNUSABLE = 1, 2

app = typer.Typer(
    help="A transition's plan: how it stands, out and in, how sure its end is.",
    no_args_is_help=True,
)
Plan = Annotated[UUID, typer.Argument(help="The plan's id.")]
Token = Annotated[str, typer.Option(envvar="BATON_TOKEN", help="Bearer token.", show_default=False)]
InJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]


@app.command("list")
def list_plans(token: Token, url: Url, in_json: InJson = False) -> None:
    """The plans that you may see."""

    async def read(baton: Baton) -> list[Any]:
        return [plan async for plan in baton.pages(f"{ROOT}/plans")]

    plans = _asked(url, token, read)
    if in_json:
        _told(plans)
        return
    table = Table("plan", "title", "ends", "first planned to end", "state")
    for plan in plans:
        ends = (plan["finishes_on"], plan["baseline_finishes_on"])
        table.add_row(plan["id"], plan["title"], *ends, plan["state"])
    Console().print(table)


@app.command()
def status(plan: Plan, token: Token, url: Url, in_json: InJson = False) -> None:
    """How it stands against its latest baseline, with the reasons."""

    async def read(baton: Baton) -> Any:
        return await baton.get(f"{ROOT}/plans/{plan}/status")

    found = _asked(url, token, read)
    if in_json:
        _told(found)
        return
    health, console = found["health"], Console()
    colour = {"grey": "bright_black", "amber": "yellow"}.get(health["colour"], health["colour"])
    console.print(f"[{colour}]{health['colour'].upper()}[/]  ends on {found['finishes_on']}")
    console.print(f"agreed were {found['agreed_finish']} (baseline {found['baseline']})")
    for reason in health["reasons"]:
        console.print(f"  {reason['sentence']}", highlight=False)
    console.print(f"critical: {', '.join(found['critical_path'][:12]) or 'nothing'}")


@app.command()
def export(
    plan: Plan,
    out: Annotated[Path, typer.Option(help="The file to write: .xml or .csv.")],
    token: Token,
    url: Url,
) -> None:
    """Writes it as Microsoft Project XML or as CSV, by the name of the file."""
    what, _ = _format(out)
    content = _asked(url, token, lambda baton: baton.content(f"{ROOT}/plans/{plan}/{what}"))
    try:
        out.write_bytes(content)
    except OSError as error:
        _give_up(f"{out} cannot be written: {error.strerror}.", UNUSABLE)


@app.command("import")
def import_plan(
    plan: Plan,
    file: Annotated[Path, typer.Argument(help="A plan as .xml or .csv.")],
    token: Token,
    url: Url,
    dry_run: Annotated[bool, typer.Option(help="Only report what would change.")] = False,
    in_json: InJson = False,
) -> None:
    """Plans as the file says. What happened stays."""
    _, media_type = _format(file)
    content = _content(file)
    path = f"{ROOT}/plans/{plan}/imports?dry_run={'true' if dry_run else 'false'}"

    async def send(baton: Baton) -> Any:
        return (await baton.ask("POST", path, content, content_type=media_type)).body

    report = _asked(url, token, send)
    if in_json:
        _told(report)
        return
    for name in ("added", "changed", "removed"):
        typer.echo(f"{name}: {len(report[name])}")
    for code, why in report["kept"].items():
        typer.echo(f"kept {code}: {why}")
    for note in report["notes"]:
        typer.echo(f"note: {note}")
    typer.echo(f"ends on {report['finishes_on']} instead of {report['was']}")


@app.command()
def simulate(
    plan: Plan,
    token: Token,
    url: Url,
    draws: Annotated[int, typer.Option(min=100, max=20_000)] = 1000,
    seed: Annotated[int, typer.Option(min=0)] = 1,
    in_json: InJson = False,
) -> None:
    """Draws when it will be finished: the end that half and four of five draws keep."""

    async def run(baton: Baton) -> Any:
        body = {"draws": draws, "seed": seed}
        asked = await baton.ask("POST", f"{ROOT}/plans/{plan}/simulations", body)
        with _progress("Drawing") as advance:
            result = await wait_for(baton, str(asked.location), lambda job: advance(job["share"]))
        return await baton.get(f"{ROOT}/simulations/{result['simulation_id']}")

    found = _asked(url, token, run)
    if in_json:
        _told(found)
        return
    for name in ("planned", "p10", "p50", "p80", "p90"):
        typer.echo(f"{name:>8} {found[name]}")
    typer.echo(f"{found['promised_on']} is kept in {float(found['on_time']):.0%} of the draws")


def _asked(url: str, token: str, question: Callable[[Baton], Any]) -> Any:
    async def ask() -> Any:
        async with _baton(url, token) as baton:
            return await question(baton)

    try:
        return asyncio.run(ask())
    except (Refusal, Unreachable) as reason:
        _give_up(str(reason), FAILED)


@asynccontextmanager
async def _baton(url: str, token: str) -> AsyncIterator[Baton]:
    async with connection(url) as http:
        yield Baton(http, token)


def _format(file: Path) -> tuple[str, str]:
    if file.suffix.lower() not in FORMATS:
        _give_up(f"{file} is neither .xml (Microsoft Project) nor .csv.", UNUSABLE)
    return FORMATS[file.suffix.lower()]


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        _give_up(f"{file} cannot be read: {error.strerror}.", UNUSABLE)


def _told(answer: Any) -> None:
    typer.echo(json.dumps(answer, indent=2))


@contextmanager
def _progress(what: str) -> Iterator[Callable[[float], None]]:
    """A bar on standard error, gone when done, and nothing where that is not a terminal."""
    console = Console(stderr=True)
    with Progress(
        TextColumn(what),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        task = progress.add_task(what, total=1.0)
        yield lambda share: progress.update(task, completed=share)


def _give_up(sentence: str, code: int) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code)
