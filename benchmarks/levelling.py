"""How near to the best known plans is levelling?

Levels the published projects of PSPLIB twice: by the heuristic, and by the solver within a time
limit. The gap of a project is (makespan − best known) / best known. The solver runs in this
process, so that its limit is not shared with its loading.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from benchmarks.harness import Figure, Scale, Step
from benchmarks.places import Places
from benchmarks.processes import Failed
from services.transition.levelling.check import check
from services.transition.levelling.heuristic import first_plan
from services.transition.levelling.problem import LevellingProblem, Starts
from services.transition.solving.limits import Limits
from tests.psplib import Published, published, read

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "psplib"
WORKERS = 2
QUICKLY = 2
"Projects of a set that show that everything still runs."


@dataclass(frozen=True)
class Run:
    """`bound`: below which the solver proved no plan to be. Times in seconds."""

    best: int
    heuristic: int
    heuristic_seconds: float
    solver: int
    solver_seconds: float
    bound: int


async def measure(places: Places, on: str, scale: Scale, step: Step) -> list[Figure]:
    if not DATA.exists():
        raise Failed("Needs the published data ../shared/data/psplib.")
    limits = Limits(0.5 if scale.quick else scale.search, WORKERS)
    projects = published(DATA)
    runs: dict[str, list[Run]] = defaultdict(list)
    for project in _first_of_each(projects, QUICKLY if scale.quick else scale.limit):
        step(f"levelling {project.name}, at most {limits.seconds:g} s")
        runs[project.group].append(_run(project, limits))
    return [figure for group in runs for figure in _figures(on, group, runs[group], limits)]


def _first_of_each(projects: Sequence[Published], limit: int | None) -> Iterator[Published]:
    for group in dict.fromkeys(project.group for project in projects):
        yield from [project for project in projects if project.group == group][:limit]


def _run(project: Published, limits: Limits) -> Run:
    # Takes seconds to load, which nobody who measures something else should wait for.
    from services.transition.solving.levelling_model import solve_levelling  # noqa: PLC0415

    problem, began = read(project.path), time.perf_counter()
    quick, quickly = first_plan(problem), time.perf_counter() - began
    began = time.perf_counter()
    answer = solve_levelling(problem, limits, lambda _: None)
    return Run(
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


def _figures(on: str, group: str, runs: Sequence[Run], limits: Limits) -> Iterator[Figure]:
    of = f"{group}, {len(runs)} projects"
    by_solver = f"solver, at most {limits.seconds:g} s and {limits.workers} workers"

    def figure(name: str, unit: str, values: list[float], detail: bool = False) -> Figure:
        return Figure("levelling", on, f"{of}: {name}", unit, values, detail=detail)

    def gap(made: Callable[[Run], int]) -> list[float]:
        return [mean(100 * (made(run) / run.best - 1) for run in runs)]

    yield figure("mean gap of the heuristic", "%", gap(lambda run: run.heuristic))
    yield figure("time of the heuristic", "ms", [1000 * r.heuristic_seconds for r in runs], True)
    yield figure(f"mean gap of the {by_solver}", "%", gap(lambda run: run.solver))
    yield figure("time of the solver", "s", [run.solver_seconds for run in runs], True)
    at_best = mean(100.0 * (run.solver <= run.best) for run in runs)
    yield figure("solved to the best known", "% of them", [at_best], True)
    proven = mean(100.0 * (run.solver == run.bound) for run in runs)
    yield figure("proven not to be beaten", "% of them", [proven], True)
