"""What makes one wave plan better than another, in this order.

1. Inversions: a process live before a less critical one counts the difference of their
   criticalities, so that what goes wrong goes wrong where it hurts least.
2. Waiting: days from the plan's start to each go-live, weighted 1 to 100 by its saving against
   the largest one (1 where none is stated), half-up.
3. Waves: few.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from libs.common.explain import Explain, rule
from services.transition.wave_planning.problem import Process, WaveProblem

HEAVIEST = 100


@dataclass(frozen=True, slots=True, order=True)
class Objective:
    """Compared from left to right; small is good. `waiting` in weighted days."""

    inversions: Decimal
    waiting: int
    waves: int


@rule("wave_objective", version=1)
def wave_objective(
    explain: Explain, problem: WaveProblem, live_on: Mapping[str, date]
) -> Objective:
    pairs = list(inversions(problem, live_on))
    explain("more critical ones that go first", [pair.sentence for pair in pairs])
    weights = saving_weights(problem)
    waiting = {code: (day - problem.starts_on).days for code, day in sorted(live_on.items())}
    explain("days until live", waiting)
    explain("weights by saving", weights)
    return Objective(
        explain("inversions", sum((pair.difference for pair in pairs), Decimal(0))),
        explain("weighted days", sum(weights[code] * days for code, days in waiting.items())),
        explain("waves", len(set(live_on.values()))),
    )


@dataclass(frozen=True, slots=True)
class Inversion:
    first: str
    then: str
    difference: Decimal
    sentence: str


def inversions(problem: WaveProblem, live_on: Mapping[str, date]) -> Iterator[Inversion]:
    """Every pair in which the more critical process goes live on an earlier day."""
    planned = [process for process in problem.processes if process.code in live_on]
    dated = [(live_on[process.code], process) for process in planned]
    for day, critical in dated:
        for then, other in dated:
            if day < then and critical.criticality > other.criticality:
                difference = critical.criticality - other.criticality
                words = f"{_named(critical)} goes live on {live_on[critical.code]}, before "
                words += f"{_named(other)} on {live_on[other.code]}."
                yield Inversion(critical.code, other.code, difference, words)


def saving_weights(problem: WaveProblem) -> dict[str, int]:
    most = max((process.saving for process in problem.processes), default=Decimal(0))
    return {process.code: _weight(process.saving, most) for process in problem.processes}


def _weight(saving: Decimal, most: Decimal) -> int:
    if most <= 0:
        return 1
    return max(1, int((saving * HEAVIEST / most).quantize(Decimal(1), ROUND_HALF_UP)))


def _named(process: Process) -> str:
    return f"{process.title} (criticality {process.criticality})"
