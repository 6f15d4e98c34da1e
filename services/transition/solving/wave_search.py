"""The best wave plan that is found in time, or why there is none.

Loads the solver: for the child alone.
"""

from collections.abc import Callable
from dataclasses import replace
from time import monotonic

from ortools.sat.python import cp_model

from services.transition.solving.limits import Limits
from services.transition.solving.messages import (
    Contradicted,
    Improvement,
    SolverFailed,
    WavesAnswer,
)
from services.transition.solving.search import search
from services.transition.solving.wave_model import Waves
from services.transition.wave_planning.greedy import propose
from services.transition.wave_planning.objective import saving_weights
from services.transition.wave_planning.problem import (
    LiveOn,
    WaveProblem,
)
from services.transition.wave_planning.proposal import HUNDREDTHS, Scale, gap, proposal

FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)
LEAST_SECONDS = 0.1
CORE_PATIENCE = 20.0
"Seconds after which what is left of it is told, small or not."


def solve_waves(
    problem: WaveProblem, limits: Limits, tell: Callable[[Improvement], None]
) -> WavesAnswer | Contradicted:
    """The best plan found, or why there is none. Raises `SolverFailed` where time was too short
    for either.

    First inversions alone, for half of the time at most; then, with no more of them, the rest.
    """
    began, best = monotonic(), _Best(problem, tell)
    waves = Waves(problem)
    waves.hold_all()
    if simple := propose(problem, lambda: monotonic() - began > limits.seconds / 4):
        best.offer(simple, 0)
        waves.hint(simple)
    waves.model.minimize(waves.inverted)
    half = replace(limits, seconds=limits.seconds / 2)
    solver, status = search(
        waves.model,
        half,
        lambda _, bound, __, value: best.offer(waves.read(value), bound),
        thorough=False,
    )
    if status == cp_model.INFEASIBLE:
        return Contradicted(sentences=contradiction(problem))
    if best.live_on is None:
        raise SolverFailed(f"{limits.seconds / 2:g} seconds were too few to find any wave plan.")
    least = max(round(solver.best_objective_bound), 0) if status in FOUND else 0
    left = max(limits.seconds - (monotonic() - began), LEAST_SECONDS)
    return _refined(waves, best, least, replace(limits, seconds=left))


def _refined(waves: Waves, best: "_Best", least: int, limits: Limits) -> WavesAnswer:
    """With no more inversions than so far; `least`: no plan has fewer."""
    scale, weights = Scale(waves.problem), saving_weights(waves.problem)
    proven = least * scale.inversion
    if best.live_on is None:
        raise SolverFailed("There is no plan to refine.")
    waves.hint(best.live_on)
    waves.model.add(waves.inverted <= best.hundredths)
    waiting = sum(weights[code] * waves.live[code] for code in waves.codes)
    waves.model.minimize(scale.waiting * waiting + sum(waves.used))
    solver, status = search(
        waves.model,
        limits,
        lambda _, bound, __, value: best.offer(waves.read(value), least, max(bound, 0)),
        thorough=False,
    )
    if status in FOUND:
        proven += max(round(solver.best_objective_bound), 0)
    return WavesAnswer(live_on=best.live_on, bound=min(proven, best.number))


class _Best:
    """The best plan so far, by what it is worth in truth; told whenever it gets better."""

    def __init__(self, problem: WaveProblem, tell: Callable[[Improvement], None]) -> None:
        self._problem, self._tell, self._began = problem, tell, monotonic()
        self._scale = Scale(problem)
        self.live_on: LiveOn | None = None
        self.number = 0
        self.hundredths = 0

    def offer(self, live_on: LiveOn, least: float, rest: float = 0) -> None:
        """`least` hundredths of inversion and `rest` of the number are the bound so far."""
        found = proposal(self._problem, live_on)
        if self.live_on is not None and found.objective_number >= self.number:
            return
        self.live_on, self.number = live_on, found.objective_number
        self.hundredths = round(found.objective.inversions * HUNDREDTHS)
        bound = min(round(max(least, 0)) * self._scale.inversion + round(rest), self.number)
        self._tell(
            Improvement(
                objective=self.number,
                bound=bound,
                gap=gap(self._scale, self.number, bound),
                seconds=round(monotonic() - self._began, 3),
                best=live_on,
            )
        )


def contradiction(problem: WaveProblem) -> tuple[str, ...]:
    """A small set of constraints that cannot all hold, in sentences: the solver's own core, less
    each one without which the others still contradict each other."""
    waves = Waves(problem)
    core = waves.contradicting(set(waves.sentences))
    until = monotonic() + CORE_PATIENCE
    for index in sorted(core or ()):
        if core and index in core and monotonic() < until:
            core = waves.contradicting(core - {index}) or core
    return tuple(waves.sentences[index] for index in sorted(core or ()))
