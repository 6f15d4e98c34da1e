"""A levelled plan in milliseconds, without a solver.

Source: serial schedule generation by least latest finish, then by least latest start, each
improved by double justification (Valls, Ballestín and Quintanilla 2005): all tasks as late as the
end allows, last first, then as early as they can, first first, until the end stays.
"""

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush

from services.transition.levelling.graph import Graph
from services.transition.levelling.problem import LevellingProblem, Starts
from services.transition.levelling.profile import Stock

ROUNDS = 10
"Of justification at most; more than three are rare."


def first_plan(problem: LevellingProblem) -> Starts:
    """Keeps all but deadlines, and these where it finds a way. The same for any order of input.

    Raises `Ambiguous`, `UnknownTask`, `Cycle`, `NeverEnough`.
    """
    graph = Graph(problem)
    plans = [_improved(problem, graph, plan) for plan in _generated(problem, graph)]
    best = min(plans, key=lambda starts: (lateness(graph, starts), _end(graph, starts)))
    return by_code(graph, best)


def by_code(graph: Graph, starts: Sequence[int]) -> Starts:
    return {task.code: start for task, start in zip(graph.tasks, starts, strict=True)}


def tightened(problem: LevellingProblem, graph: Graph, starts: Sequence[int]) -> list[int]:
    """Every task as early as it can be, first ones first, with the others where they are.

    Again until none moves: behind a negative lag a task may start before one that it waits for.
    """
    tight, before = _tightened_once(problem, graph, starts), list(starts)
    while tight != before:
        tight, before = _tightened_once(problem, graph, tight), tight
    return tight


def _tightened_once(problem: LevellingProblem, graph: Graph, starts: Sequence[int]) -> list[int]:
    tight, stock = list(starts), _stocked(problem, graph, starts)
    for n in _in_time(graph, starts):
        task = graph.tasks[n]
        ready = max((tight[b] + length for b, length in graph.ins[n]), default=0)
        stock.give_back(task, tight[n])
        tight[n] = stock.earliest(task, max(ready, task.not_before, 0))
        stock.take(task, tight[n])
    return tight


def lateness(graph: Graph, starts: Sequence[int]) -> int:
    """Time units by which deadlines are missed, summed."""
    return sum(
        max(start + task.duration - task.deadline, 0)
        for task, start in zip(graph.tasks, starts, strict=True)
        if task.deadline is not None
    )


def _generated(problem: LevellingProblem, graph: Graph) -> Iterator[list[int]]:
    end = max(map(sum, zip(graph.early_starts(), graph.tails(), strict=True)), default=0)
    late = graph.late_starts(end)
    yield _serial(problem, graph, [s + t.duration for s, t in zip(late, graph.tasks, strict=True)])
    yield _serial(problem, graph, late)


def _serial(problem: LevellingProblem, graph: Graph, urgency: Sequence[int]) -> list[int]:
    """One task after the other, the most urgent of those that wait for none, as early as it
    can be."""
    stock, starts = Stock(problem.resources), [0] * len(graph.tasks)
    ready = [max(task.not_before, 0) for task in graph.tasks]
    waiting = [len(ins) for ins in graph.ins]
    heap: list[tuple[int, str, int]] = []
    for n, count in enumerate(waiting):
        if count == 0:
            heappush(heap, (urgency[n], graph.tasks[n].code, n))
    while heap:
        n = heappop(heap)[2]
        starts[n] = stock.earliest(graph.tasks[n], ready[n])
        stock.take(graph.tasks[n], starts[n])
        for after, length in graph.outs[n]:
            ready[after] = max(ready[after], starts[n] + length)
            waiting[after] -= 1
            if waiting[after] == 0:
                heappush(heap, (urgency[after], graph.tasks[after].code, after))
    return starts


def _improved(problem: LevellingProblem, graph: Graph, starts: list[int]) -> list[int]:
    best = starts
    for _ in range(ROUNDS):
        trial = tightened(problem, graph, _relaxed(problem, graph, best))
        if (lateness(graph, trial), _end(graph, trial)) >= (
            lateness(graph, best),
            _end(graph, best),
        ):
            break
        best = trial
    return best


def _relaxed(problem: LevellingProblem, graph: Graph, starts: Sequence[int]) -> list[int]:
    """Every task as late as the end, its deadline and those behind it allow, last ones first."""
    loose, stock, end = list(starts), _stocked(problem, graph, starts), _end(graph, starts)
    for n in reversed(_in_time(graph, starts, by_finish=True)):
        task = graph.tasks[n]
        last = end if task.deadline is None else min(end, task.deadline)
        limit = min([last - task.duration, *(loose[a] - length for a, length in graph.outs[n])])
        if limit > loose[n]:
            stock.give_back(task, loose[n])
            loose[n] = stock.latest(task, limit)
            stock.take(task, loose[n])
    return loose


def _stocked(problem: LevellingProblem, graph: Graph, starts: Sequence[int]) -> Stock:
    stock = Stock(problem.resources)
    for task, start in zip(graph.tasks, starts, strict=True):
        stock.take(task, start)
    return stock


def _in_time(graph: Graph, starts: Sequence[int], *, by_finish: bool = False) -> list[int]:
    """By time, and of those at the same time first the one that others wait for."""
    place = {n: rank for rank, n in enumerate(graph.order)}
    at = [s + t.duration * by_finish for s, t in zip(starts, graph.tasks, strict=True)]
    return sorted(range(len(starts)), key=lambda n: (at[n], place[n]))


def _end(graph: Graph, starts: Sequence[int]) -> int:
    return max((s + t.duration for s, t in zip(starts, graph.tasks, strict=True)), default=0)
