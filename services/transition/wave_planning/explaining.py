"""Why a process is in the wave in which it is: what speaks against every earlier day, and every
other wave."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from services.transition.wave_planning.check import broken_so_far
from services.transition.wave_planning.objective import (
    Objective,
    inversions,
    wave_objective,
)
from services.transition.wave_planning.problem import (
    LiveOn,
    Process,
    WaveProblem,
    candidate_dates,
    groups_of,
    waves_of,
)
from services.transition.wave_planning.violation import Violation


@dataclass(frozen=True, slots=True)
class Alternative:
    """What moving to another day would break, or cost where it breaks nothing. `wave`: one
    goes live on that day already."""

    on: date
    wave: bool
    forbidden_by: tuple[Violation, ...]
    objective: Objective
    costs: tuple[str, ...]

    @property
    def better(self) -> bool:
        """It breaks nothing and costs nothing: the plan can be improved."""
        return not self.forbidden_by and not self.costs


@dataclass(frozen=True, slots=True)
class WaveExplanation:
    """`with_it`: what has to move along, in the order of codes. Latest day first."""

    process: str
    live_on: date
    with_it: tuple[str, ...]
    sentence: str
    alternatives: tuple[Alternative, ...]


def explain_wave(
    problem: WaveProblem, live_on: Mapping[str, date], process: str
) -> WaveExplanation:
    """For every earlier day on which a wave could go live, and every other wave: which constraint
    forbids it, by name and numbers, or what it would cost.

    Raises `KeyError` for a process without a date.
    """
    plan, day = dict(live_on), live_on[process]
    moving = tuple(other.code for other in _group(problem, process))
    others = {*(other for other in candidate_dates(problem) if other < day), *waves_of(plan)}
    days = sorted(others - {day}, reverse=True)
    broken_now = set(broken_so_far(problem, plan))
    found = [_alternative(problem, plan, broken_now, moving, other) for other in days]
    earlier = [alternative for alternative in found if alternative.on < day]
    return WaveExplanation(
        process, day, moving, _sentence(problem, process, day, earlier), tuple(found)
    )


def _group(problem: WaveProblem, code: str) -> list[Process]:
    return next(g for g in groups_of(problem) if code in {process.code for process in g})


def _alternative(
    problem: WaveProblem,
    plan: LiveOn,
    broken_now: set[Violation],
    moving: tuple[str, ...],
    day: date,
) -> Alternative:
    moved = plan | dict.fromkeys(moving, day)
    forbidden = tuple(v for v in broken_so_far(problem, moved) if v not in broken_now)
    objective, costs = compared(problem, plan, moved)
    return Alternative(day, day in plan.values(), forbidden, objective, costs)


def compared(problem: WaveProblem, was: LiveOn, now: LiveOn) -> tuple[Objective, tuple[str, ...]]:
    """The objective of the second plan, and where it is worse, first what counts most. Costs that
    a gain of higher rank outweighs are none."""
    before, after = wave_objective(problem, was), wave_objective(problem, now)
    if after <= before:
        return after, ()
    told = {pair.sentence for pair in inversions(problem, was)}
    costs = [pair.sentence for pair in inversions(problem, now) if pair.sentence not in told]
    if after.inversions == before.inversions:
        costs = []
        if after.waiting > before.waiting:
            costs.append(f"Savings wait {after.waiting - before.waiting} weighted days longer.")
        else:
            costs.append(f"It takes {after.waves} waves instead of {before.waves}.")
    return after, tuple(costs)


def _sentence(problem: WaveProblem, process: str, day: date, found: list[Alternative]) -> str:
    title = problem.process(process).title
    if not found:
        return f"{title} goes live on {day}, the first day of all."
    if better := [other for other in found if other.better]:
        return f"{title} goes live on {day}, but could on {better[0].on}."
    nearest = found[0]
    if nearest.forbidden_by:
        why = " ".join(violation.sentence for violation in nearest.forbidden_by)
    else:
        why = " ".join(nearest.costs)
    return f"{title} goes live on {day}, and not on {nearest.on}: {why}"
