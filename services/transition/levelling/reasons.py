"""Why a task lies where it does: for which resource it waits, and who holds it."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from services.transition.levelling.graph import Graph
from services.transition.levelling.problem import LevellingProblem, Resource
from services.transition.levelling.profile import apart, needs_of


@dataclass(frozen=True, slots=True)
class Wait:
    """At `at`, the last unit before the task starts, `free` units are too few, because the tasks
    `held_by` hold the others; none of them: the resource is closed."""

    resource: str
    at: int
    needed: int
    free: int
    held_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """`early`: where links and dates alone would have it. It waits for a resource itself, or
    lies `behind` a task that does."""

    task: str
    early: int
    start: int
    wait: Wait | None
    behind: str | None

    @property
    def sentence(self) -> str:
        moved = f"{self.task} starts at {self.start} instead of {self.early}"
        if self.wait is None:
            return f"{moved}, behind {self.behind}"
        wait = self.wait
        if not wait.held_by:
            return f"{moved}: {wait.resource} is closed at {wait.at}"
        return (
            f"{moved}: at {wait.at} it needs {wait.needed} of {wait.resource}, {wait.free} are "
            f"free, held by {', '.join(wait.held_by)}"
        )


def moves(problem: LevellingProblem, graph: Graph, starts: list[int]) -> tuple[Move, ...]:
    """Of every task that levelling moved, in order of their starts. The plan is tight: no task
    can start a unit earlier while the others stay."""
    held = _Held(problem, starts)
    early = graph.early_starts()
    found = [n for n in range(len(starts)) if starts[n] > early[n]]
    found.sort(key=lambda n: (starts[n], graph.tasks[n].code))
    return tuple(_move(graph, starts, early, held, n) for n in found)


def _move(graph: Graph, starts: list[int], early: list[int], held: "_Held", n: int) -> Move:
    task, start = graph.tasks[n], starts[n]
    behind = [before for before, length in graph.ins[n] if starts[before] + length == start]
    if behind:
        latest = max(behind, key=lambda before: (starts[before] - early[before], before))
        return Move(task.code, early[n], start, None, graph.tasks[latest].code)
    wait = held.short(needs_of(task), start - 1)
    return Move(task.code, early[n], start, wait, None)


class _Held:
    """Who holds what when."""

    def __init__(self, problem: LevellingProblem, starts: list[int]) -> None:
        self._resources = {resource.code: resource for resource in problem.resources}
        self._closed = {code: apart(r.closed) for code, r in self._resources.items()}
        self._spans: dict[str, list[tuple[int, int, int, str]]] = {}
        for task, start in zip(problem.tasks, starts, strict=True):
            for code, units in needs_of(task).items():
                span = (start, start + task.duration, units, task.code)
                self._spans.setdefault(code, []).append(span)
        for code, resource in self._resources.items():
            for held in resource.held:
                span = (held.first, held.after, held.units, held.by)
                self._spans.setdefault(code, []).append(span)
        for spans in self._spans.values():
            spans.sort()
        self._longest = {
            code: max(after - first for first, after, _, _ in spans)
            for code, spans in self._spans.items()
        }

    def short(self, needs: Mapping[str, int], at: int) -> Wait | None:
        """The first resource of which there is too little at that unit."""
        for code, units in needs.items():
            resource = self._resources[code]
            holders = self._holders(code, at)
            free = resource.capacity - sum(held for _, _, held, _ in holders)
            if self._is_closed(resource, at):
                return Wait(code, at, units, 0, ())
            if free < units:
                return Wait(code, at, units, free, tuple(name for *_, name in holders))
        return None

    def _holders(self, code: str, at: int) -> list[tuple[int, int, int, str]]:
        spans = self._spans.get(code, [])
        first = bisect_right(spans, (at - self._longest.get(code, 0),))
        last = bisect_right(spans, (at + 1,))
        return [span for span in spans[first:last] if span[0] <= at < span[1]]

    def _is_closed(self, resource: Resource, at: int) -> bool:
        return any(first <= at < after for first, after in self._closed[resource.code])
