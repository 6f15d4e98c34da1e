"""How near to the best known plans is levelling? `python -m benchmarks.levelling`

Levels every published project of PSPLIB twice: by the heuristic, and by the solver within a time
limit. The gap of a project is (makespan − best known) / best known. The solver runs in this
process, so that its limit is not shared with its loading.
"""

import json as json_format
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean, median
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from services.transition.levelling.check import check
from services.transition.levelling.heuristic import first_plan
from services.transition.levelling.problem import LevellingProblem, Starts
from services.transition.solving.limits import Limits
from tests.psplib import Published, published, read

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "psplib"
aside, shown = Console(stderr=True), Console()


@dataclass(frozen=True)
class Run:
    """`bound`: below which the solver proved no plan to be. Times in seconds."""

    project: str
    group: str
    best: int
    heuristic: int
    heuristic_seconds: float
    solver: int
    solver_seconds: float
    bound: int


@dataclass(frozen=True)
class Summary:
    """Gaps in percent of the best known makespan, as means; times as medians."""

    group: str
    projects: int
    heuristic_gap: float
    heuristic_milliseconds: float
    solver_gap: float
    solver_seconds: float
    at_best: int
    proven: int


def main(
    seconds: Annotated[float, typer.Option(min=0.1, help="Of search, each project")] = 5.0,
    workers: Annotated[int, typer.Option(min=1)] = 2,
    limit: Annotated[int | None, typer.Option(min=1, help="Only so many projects a set")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, project by project")] = False,
) -> None:
    if not DATA.exists():
        raise typer.BadParameter("Needs the published data ../shared/data/psplib.")
    runs = measure(Limits(seconds, workers), limit)
    summaries = [_summary(group, runs) for group in ("j30", "j60", "j120")]
    if json:
        rows = {"sets": [asdict(s) for s in summaries], "projects": [asdict(r) for r in runs]}
        sys.stdout.write(json_format.dumps(rows, indent=1) + "\n")
    else:
        shown.print(_table(summaries, seconds, workers))


def measure(limits: Limits, limit: int | None = None) -> list[Run]:
    projects = list(_first_of_each(published(DATA), limit))
    columns = TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=aside) as progress:
        task = progress.add_task("", total=len(projects))
        runs = []
        for project in projects:
            progress.update(task, description=f"levelling {project.name}")
            runs.append(_run(project, limits))
            progress.advance(task)
    return runs


def _first_of_each(projects: list[Published], limit: int | None) -> Iterable[Published]:
    for group in ("j30", "j60", "j120"):
        yield from [project for project in projects if project.group == group][:limit]


def _run(project: Published, limits: Limits) -> Run:
    # Takes seconds to load, which nobody who only asks for help should wait for.
    from services.transition.solving.levelling_model import solve_levelling  # noqa: PLC0415

    problem, began = read(project.path), time.perf_counter()
    quick, quickly = first_plan(problem), time.perf_counter() - began
    began = time.perf_counter()
    answer = solve_levelling(problem, limits, lambda _: None)
    return Run(
        project=project.name,
        group=project.group,
        best=project.best,
        heuristic=_makespan(problem, quick),
        heuristic_seconds=quickly,
        solver=_makespan(problem, answer.starts),
        solver_seconds=time.perf_counter() - began,
        bound=answer.bound,
    )


def _makespan(problem: LevellingProblem, starts: Starts) -> int:
    if broken := check(problem, starts):
        raise RuntimeError(broken[0].sentence)
    return max(starts[task.code] + task.duration for task in problem.tasks)


def _summary(group: str, all_runs: list[Run]) -> Summary:
    runs = [run for run in all_runs if run.group == group]
    return Summary(
        group=group,
        projects=len(runs),
        heuristic_gap=mean(100 * (run.heuristic / run.best - 1) for run in runs),
        heuristic_milliseconds=median(1000 * run.heuristic_seconds for run in runs),
        solver_gap=mean(100 * (run.solver / run.best - 1) for run in runs),
        solver_seconds=median(run.solver_seconds for run in runs),
        at_best=sum(run.solver <= run.best for run in runs),
        proven=sum(run.solver == run.bound for run in runs),
    )


def _table(summaries: list[Summary], seconds: float, workers: int) -> Table:
    title = f"Gap to the best known makespan, at most {seconds:g} s and {workers} workers"
    table = Table(title=title, title_justify="left")
    for head in ("set", "projects", "heuristic", "time", "solver", "time", "at best", "proven"):
        table.add_column(head, justify="left" if head == "set" else "right")
    for row in summaries:
        table.add_row(
            row.group,
            str(row.projects),
            f"{row.heuristic_gap:.2f} %",
            f"{row.heuristic_milliseconds:.1f} ms",
            f"{row.solver_gap:.2f} %",
            f"{row.solver_seconds:.2f} s",
            str(row.at_best),
            str(row.proven),
        )
    return table


if __name__ == "__main__":
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(main)
    app()
