"""Levelling as a constraint model, begun from the plan that the heuristic found.

Loads the solver: for the child alone.

Choice: where the heuristic keeps every deadline they stay kept, and the makespan is made small.
Else the missed units are made few first, and the makespan small among such plans.
"""

from collections.abc import Callable

from ortools.sat.python import cp_model

from services.transition.levelling.bounds import lower_bound
from services.transition.levelling.graph import Graph
from services.transition.levelling.heuristic import first_plan, lateness
from services.transition.levelling.problem import LevellingProblem, Resource
from services.transition.levelling.profile import needs_of, taken
from services.transition.solving.limits import Limits
from services.transition.solving.messages import Improvement, LevelAnswer, gap_of
from services.transition.solving.search import search

FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)


def solve_levelling(
    problem: LevellingProblem, limits: Limits, tell: Callable[[Improvement], None]
) -> LevelAnswer:
    """At worst the heuristic's plan. Raises as `first_plan` does."""
    graph = Graph(problem)
    first = first_plan(problem)
    starts = [first[task.code] for task in problem.tasks]
    bound = lower_bound(problem, graph).units
    late = lateness(graph, starts)
    end = max((s + t.duration for s, t in zip(starts, problem.tasks, strict=True)), default=0)
    tell(_improvement(end, bound, late, first, 0.0))
    if end == bound and not late:
        return LevelAnswer(starts=first, bound=bound)
    return _Model(problem, graph, starts, bound, late).solved(limits, tell)


class _Model:
    def __init__(
        self, problem: LevellingProblem, graph: Graph, hint: list[int], bound: int, late: int
    ) -> None:
        self.problem, self.graph, self.hint, self.bound = problem, graph, hint, bound
        self.tasks = problem.tasks
        self.may_be_late = late > 0
        self.horizon = self._horizon()
        self.model = cp_model.CpModel()
        self.starts = self._starts()
        self.makespan = self.model.new_int_var(bound, self.horizon, "makespan")
        self._links()
        self._resources()
        self.late = self._deadlines()
        self.weight = self.horizon + 1
        self.model.minimize(self.makespan + self.weight * sum(self.late))

    def _horizon(self) -> int:
        """The hint's end, and room to finish late tasks first where deadlines compete."""
        ends = [s + t.duration for s, t in zip(self.hint, self.tasks, strict=True)]
        return max(ends) + self.may_be_late * sum(task.duration for task in self.tasks)

    def _starts(self) -> list[cp_model.IntVar]:
        early, late = self.graph.early_starts(), self._last_starts()
        starts = [
            self.model.new_int_var(first, last, task.code)
            for first, last, task in zip(early, late, self.tasks, strict=True)
        ]
        for start, value in zip(starts, self.hint, strict=True):
            self.model.add_hint(start, value)
        return starts

    def _last_starts(self) -> list[int]:
        if self.may_be_late:
            return [self.horizon - tail for tail in self.graph.tails()]
        return self.graph.late_starts(self.horizon)

    def _links(self) -> None:
        for n, outs in enumerate(self.graph.outs):
            for after, length in outs:
                self.model.add(self.starts[after] >= self.starts[n] + length)
            self.model.add(self.makespan >= self.starts[n] + self.tasks[n].duration)

    def _resources(self) -> None:
        intervals = [
            self.model.new_fixed_size_interval_var(start, task.duration, task.code)
            for start, task in zip(self.starts, self.tasks, strict=True)
        ]
        for resource in self.problem.resources:
            self._hold(resource, intervals)

    def _hold(self, resource: Resource, intervals: list[cp_model.IntervalVar]) -> None:
        needed = [needs_of(task).get(resource.code, 0) for task in self.tasks]
        users = [interval for interval, units in zip(intervals, needed, strict=True) if units]
        demands = [units for units in needed if units]
        for n, (first, after, units) in enumerate(taken(resource)):
            name = f"{resource.code} taken {n}"
            users.append(self.model.new_fixed_size_interval_var(first, after - first, name))
            demands.append(units)
        self.model.add_cumulative(users, demands, resource.capacity)

    def _deadlines(self) -> list[cp_model.IntVar]:
        """How late each task is; nothing where deadlines must be kept, as the domains say."""
        late = []
        for start, task in zip(self.starts, self.tasks, strict=True):
            if self.may_be_late and task.deadline is not None:
                units = self.model.new_int_var(0, self.horizon, f"{task.code} late")
                self.model.add(units >= start + task.duration - task.deadline)
                late.append(units)
        return late

    def solved(self, limits: Limits, tell: Callable[[Improvement], None]) -> LevelAnswer:
        def better(
            objective: float, bound: float, seconds: float, value: Callable[..., int]
        ) -> None:
            starts = {t.code: value(s) for t, s in zip(self.tasks, self.starts, strict=True)}
            late, end = divmod(round(objective), self.weight)
            tell(_improvement(end, self._bound(bound, late), late, starts, seconds))

        solver, status = search(self.model, limits, better)
        if status not in FOUND:
            return LevelAnswer(starts=self._hinted(), bound=self.bound)
        starts = [solver.value(start) for start in self.starts]
        late = lateness(self.graph, starts)
        codes = {task.code: start for task, start in zip(self.tasks, starts, strict=True)}
        return LevelAnswer(starts=codes, bound=self._bound(solver.best_objective_bound, late))

    def _bound(self, objective: float, late: int) -> int:
        """Of the makespan of plans that are so late in all, or less."""
        return max(self.bound, round(objective) - self.weight * late)

    def _hinted(self) -> dict[str, int]:
        return {task.code: start for task, start in zip(self.tasks, self.hint, strict=True)}


def _improvement(
    end: int, bound: int, late: int, starts: dict[str, int], seconds: float
) -> Improvement:
    return Improvement(
        objective=end,
        bound=bound,
        gap=gap_of(end, bound),
        late=late,
        seconds=round(seconds, 3),
        best=starts,
    )
