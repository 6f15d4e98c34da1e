"""`python -m benchmarks [NAME…]`: how fast Baton is, beside yardsticks in the same run."""

import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer
import uvloop
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from benchmarks.backlog import TooLong
from benchmarks.harness import FULL, QUICK, Figure, Scale
from benchmarks.load import Refused
from benchmarks.places import ON, Places, places
from benchmarks.processes import Failed
from benchmarks.report import as_json, keep, renew_readme, tables

QUESTIONS = (
    *("startup", "door", "relay", "journal", "consumers", "timeline"),
    *("reforecast", "network", "levelling", "replay"),
)
ALONE = "one process"
ELSEWHERE = {
    "reforecast": ("embedded",),
    "network": (ALONE,),
    "levelling": (ALONE,),
    "replay": (ALONE,),
}
"Where questions are measured that are not asked everywhere."
WIDTH = 150
"Where no terminal says how wide it is."
aside = Console(stderr=True)
shown = Console(width=None if sys.stdout.isatty() else WIDTH)


def main(
    names: Annotated[
        list[str] | None, typer.Argument(help=f"Of {', '.join(QUESTIONS)}; all if left out")
    ] = None,
    quick: Annotated[bool, typer.Option(help="Only show that everything still runs")] = False,
    rounds: Annotated[int | None, typer.Option(min=1, help="Of which the median counts")] = None,
    seconds: Annotated[
        float | None, typer.Option(min=0.1, help="Of search, each project that is levelled")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Level only so many projects of each set")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON")] = False,
    on: Annotated[
        list[str] | None, typer.Option(help=f"Of {', '.join(ON)}; both by default")
    ] = None,
    profile: Annotated[
        Path | None, typer.Option(help="Folder for the services' profiles; slows them down")
    ] = None,
    readme: Annotated[
        bool, typer.Option("--readme", help="Keep the figures, and renew the README's table")
    ] = False,
) -> None:
    """Measures, and prints each answer as soon as it is there."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    wanted, where = names or list(QUESTIONS), on or list(ON)
    if unknown := set(wanted) - set(QUESTIONS) | set(where) - set(ON):
        raise typer.BadParameter(f"Unknown: {', '.join(sorted(unknown))}.")
    scale = QUICK if quick else FULL
    scale = replace(
        scale, rounds=rounds or scale.rounds, search=seconds or scale.search, limit=limit
    )
    figures: list[Figure] = []
    unanswered: list[str] = []
    with places("distributed" in where, profile) as found, _progress() as progress:
        if found.missing:
            aside.print(found.missing)
            where = [place for place in where if place == "embedded"]
        for name, place in _asked(wanted, where):
            try:
                answer = _answered(name, place, found, scale, progress)
            except (Failed, Refused, TooLong) as fault:
                aside.print(f"[red]{name} on {place} has no answer:[/] {fault}")
                unanswered.append(name)
                continue
            figures += answer
            if not json:
                shown.print(*tables(answer))
            if readme:
                keep(answer)
                renew_readme()
    if json:
        sys.stdout.write(as_json(figures) + "\n")
    raise typer.Exit(1 if unanswered else 0)


def _asked(names: list[str], where: list[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        there = ELSEWHERE.get(name, tuple(where))
        yield from ((name, place) for place in there if place in where or place == ALONE)


def _answered(name: str, on: str, found: Places, scale: Scale, progress: Progress) -> list[Figure]:
    task = progress.add_task(f"{name} on {on}: starting", total=None)

    def step(words: str) -> None:
        progress.update(task, description=words)
        if not aside.is_terminal:
            aside.print(words)

    try:
        measure = import_module(f"benchmarks.{name}").measure
        figures: list[Figure] = uvloop.run(measure(found, on, scale, step))
        return figures
    finally:
        progress.remove_task(task)


def _progress() -> Progress:
    return Progress(
        SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=aside
    )


if __name__ == "__main__":
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(main)
    app()
