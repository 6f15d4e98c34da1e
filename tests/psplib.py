"""The published projects of PSPLIB, as problems to be levelled.

Source: Kolisch and Sprecher, PSPLIB, a project scheduling problem library (1996).
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from services.transition.levelling.problem import LevellingProblem, Resource, Task
from services.transition.scheduling.network import Link


@dataclass(frozen=True)
class Published:
    """`group`: j30, j60 or j120. `best`: the best makespan that anyone has published."""

    group: str
    name: str
    path: Path
    critical_path: int
    best: int


def published(folder: Path) -> list[Published]:
    """In the order of the list of answers beside the projects."""
    with (folder / "expected.csv").open() as rows:
        return [_row(row, folder / "projects") for row in csv.DictReader(rows)]


def _row(row: dict[str, str], folder: Path) -> Published:
    name = f"{row['set']}{row['par']}_{row['inst']}"
    critical_path, best = row["recomputed_cpm"], row["published_best_known_makespan"]
    path = folder / f"{name}.sm"
    return Published(row["set"], name, path, int(critical_path), int(best))


def read(path: Path) -> LevellingProblem:
    """Single-mode projects with renewable resources: the `.sm` files."""
    lines = path.read_text().splitlines()
    jobs = list(_numbers(_below(lines, "REQUESTS/DURATIONS", 3)))
    capacities = next(_numbers(_below(lines, "RESOURCEAVAILABILITIES", 2)))
    names = [f"R{n}" for n in range(1, len(capacities) + 1)]
    return LevellingProblem(
        tasks=tuple(_task(job, names) for job in jobs),
        links=tuple(
            Link(job, successor)
            for job, _, _, *successors in _numbers(_below(lines, "PRECEDENCE RELATIONS", 2))
            for successor in successors
        ),
        resources=tuple(Resource(n, int(c)) for n, c in zip(names, capacities, strict=True)),
    )


def _task(job: list[str], names: list[str]) -> Task:
    code, _, duration, *units = job
    needs = {name: int(n) for name, n in zip(names, units, strict=True) if int(n)}
    return Task(code, int(duration), needs)


def _below(lines: list[str], title: str, skip: int) -> list[str]:
    at = next(n for n, line in enumerate(lines) if line.startswith(title))
    return lines[at + skip :]


def _numbers(lines: list[str]) -> Iterator[list[str]]:
    for line in lines:
        if line.startswith("*"):
            return
        yield line.split()
