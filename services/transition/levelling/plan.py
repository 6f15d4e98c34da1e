"""A levelled plan, with how good it is and why each task was moved."""

from collections.abc import Mapping
from dataclasses import dataclass

from libs.common.explain import Explain, rule
from services.transition.levelling.bounds import Bound, lower_bound
from services.transition.levelling.graph import Graph
from services.transition.levelling.heuristic import by_code, first_plan, tightened
from services.transition.levelling.problem import LevellingProblem, Starts
from services.transition.levelling.reasons import Move, moves


@dataclass(frozen=True, slots=True)
class Levelled:
    """`makespan`: the unit at which all is done. `bound`: no plan that misses deadlines by no
    more in all ends earlier. `late`: by how many units a task misses its deadline."""

    starts: Starts
    makespan: int
    bound: int
    bound_because: str
    late: dict[str, int]
    moves: tuple[Move, ...]

    @property
    def optimal(self) -> bool:
        """Proven: nothing ends earlier, and no deadline is missed."""
        return self.makespan == self.bound and not self.late

    @property
    def gap(self) -> float:
        """The share of the makespan that might still be saved, 0 to 1."""
        return (self.makespan - self.bound) / self.makespan if self.makespan else 0.0


@rule("levelled_plan", version=1)
def level(explain: Explain, problem: LevellingProblem) -> Levelled:
    """By the heuristic alone. Raises `Ambiguous`, `UnknownTask`, `Cycle`, `NeverEnough`."""
    plan = levelled(problem, first_plan(problem))
    explain("no plan can end earlier than", {"end": plan.bound, "because": plan.bound_because})
    explain("moved", [move.sentence for move in plan.moves])
    explain("missed deadlines, by units", plan.late)
    explain("the last task is finished at", plan.makespan)
    return plan


def levelled(
    problem: LevellingProblem, starts: Mapping[str, int], proven: Bound | None = None
) -> Levelled:
    """What to say of a plan that keeps all but deadlines, once all in it lies as early as it can.

    `proven`: a bound that a search found, if any.
    """
    graph = Graph(problem)
    tight = tightened(problem, graph, [starts[task.code] for task in problem.tasks])
    ends = {t.code: s + t.duration for t, s in zip(problem.tasks, tight, strict=True)}
    late = {
        task.code: ends[task.code] - task.deadline
        for task in problem.tasks
        if task.deadline is not None and ends[task.code] > task.deadline
    }
    makespan, bound = max(ends.values(), default=0), lower_bound(problem, graph)
    if proven is not None and bound.units < proven.units:
        bound = proven
    return Levelled(
        starts=by_code(graph, tight),
        makespan=makespan,
        bound=min(bound.units, makespan),
        bound_because=bound.because,
        late=late,
        moves=moves(problem, graph, tight),
    )
