"""When each task can and must be done: the critical path method, in whole working days.

Source: forward and backward pass over finish-start, start-start, finish-finish and start-finish
links with lags.

Choices: a finished task stands where it was finished, whatever its links say, and holds nobody up
but those after it. Free float is how far a task can move while everything else stays at its early
dates; total float while the finish and every `finish_by` can still be kept, so it is negative
only where one of these is missed. Critical is what has no total float left and is not finished.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from libs.common.explain import Explain, rule
from services.transition.network import (
    Activity,
    Ambiguous,
    Cycle,
    Link,
    LinkKind,
    Network,
    Placed,
    UnknownTask,
)


@rule("critical_path", version=1)
def critical_path(
    explain: Explain, activities: Sequence[Activity], links: Sequence[Link]
) -> Network:
    """Early and late days, floats and critical tasks.

    Raises `Cycle`, `UnknownTask` and `Ambiguous`.
    """
    network = place(activities, links)
    explain("what sets each early start", {t.code: _cause(t) for t in network.tasks.values()})
    explain("total floats", {t.code: t.total_float for t in network.tasks.values()})
    explain("finish, in working days", network.finish)
    explain("critical path", network.critical_path)
    return network


def place(activities: Sequence[Activity], links: Sequence[Link]) -> Network:
    """The same without an explanation, in time that grows with tasks and links alone."""
    passes = _Passes(activities, links)
    passes.forward()
    passes.backward()
    placed = {task.code: task for task in map(passes.placed, passes.order)}
    critical = [task for task in placed.values() if task.critical]
    critical.sort(key=lambda task: task.early_start)
    return Network(passes.finish, placed, [task.code for task in critical])


def _cause(task: Placed) -> str:
    cause = f"behind {task.driven_by}" if task.driven_by else "by its own date"
    return f"day {task.early_start}, {cause}"


class _Arc(NamedTuple):
    """A link by number: which end of the task before bounds which end of the one after."""

    before: int
    after: int
    from_start: bool
    to_finish: bool
    lag: int


class _Passes:
    """The forward and the backward pass, over tasks by number."""

    def __init__(self, activities: Sequence[Activity], links: Sequence[Link]) -> None:
        self.activities = activities
        size = len(activities)
        self.ins: list[list[_Arc]] = [[] for _ in range(size)]
        self.outs: list[list[_Arc]] = [[] for _ in range(size)]
        for arc in _arcs(activities, links):
            self.ins[arc.after].append(arc)
            self.outs[arc.before].append(arc)
        self.order = self._sorted()
        self.start, self.end = [0] * size, [0] * size
        self.late_start, self.late_end = [0] * size, [0] * size
        self.driver: list[int | None] = [None] * size
        self.finish = 0

    def _sorted(self) -> list[int]:
        """Predecessors first, else in the order given."""
        waiting = [len(ins) for ins in self.ins]
        order = [n for n, count in enumerate(waiting) if count == 0]
        for n in order:
            for arc in self.outs[n]:
                waiting[arc.after] -= 1
                if waiting[arc.after] == 0:
                    order.append(arc.after)
        if len(order) < len(waiting):
            raise Cycle(self._cycle({n for n, count in enumerate(waiting) if count}))
        return order

    def _cycle(self, stuck: set[int]) -> list[str]:
        """Backwards from any stuck task, each has a stuck one before it: some task comes again."""
        path: dict[int, int] = {}
        at = min(stuck)
        while at not in path:
            path[at] = len(path)
            at = next(arc.before for arc in self.ins[at] if arc.before in stuck)
        around = [n for n, place in path.items() if place >= path[at]]
        return [self.activities[n].code for n in reversed(around)]

    def forward(self) -> None:
        start, end = self.start, self.end
        for n in self.order:
            task = self.activities[n]
            earliest, driver = task.not_before, None
            for before, _, from_start, to_finish, lag in self.ins[n]:
                bound = (start if from_start else end)[before] + lag
                if to_finish:
                    bound -= task.days
                if bound > earliest or (bound == earliest and driver is None):
                    earliest, driver = bound, before
            if task.finished is None:
                start[n], end[n], self.driver[n] = earliest, earliest + task.days, driver
            else:
                start[n], end[n] = min(earliest, task.finished), task.finished
        self.finish = max(end, default=0)

    def backward(self) -> None:
        late_start, late_end = self.late_start, self.late_end
        for n in reversed(self.order):
            task = self.activities[n]
            if task.finished is not None:
                late_start[n], late_end[n] = self.start[n], self.end[n]
                continue
            latest = self.finish if task.finish_by is None else min(self.finish, task.finish_by)
            for _, after, from_start, to_finish, lag in self.outs[n]:
                if self.activities[after].finished is None:
                    bound = (late_end if to_finish else late_start)[after] - lag
                    latest = min(latest, bound + task.days if from_start else bound)
            late_start[n], late_end[n] = latest - task.days, latest

    def placed(self, n: int) -> Placed:
        task, driver = self.activities[n], self.driver[n]
        is_open = task.finished is None
        return Placed(
            code=task.code,
            early_start=self.start[n],
            early_finish=self.end[n],
            late_start=self.late_start[n],
            late_finish=self.late_end[n],
            free_float=self._free_float(n) if is_open else 0,
            critical=is_open and self.late_start[n] <= self.start[n],
            driven_by=None if driver is None else self.activities[driver].code,
        )

    def _free_float(self, n: int) -> int:
        free = self.finish - self.end[n]
        for _, after, from_start, to_finish, lag in self.outs[n]:
            if self.activities[after].finished is None:
                theirs = (self.end if to_finish else self.start)[after]
                free = min(free, theirs - (self.start if from_start else self.end)[n] - lag)
        return free


def _arcs(activities: Sequence[Activity], links: Sequence[Link]) -> list[_Arc]:
    number = {activity.code: n for n, activity in enumerate(activities)}
    if len(number) < len(activities):
        raise Ambiguous(Counter(activity.code for activity in activities).most_common(1)[0][0])
    try:
        return [_arc(link, number) for link in links]
    except KeyError as unknown:
        raise UnknownTask(unknown.args[0]) from None


def _arc(link: Link, number: dict[str, int]) -> _Arc:
    kind = link.kind
    from_start = kind is LinkKind.SS or kind is LinkKind.SF
    to_finish = kind is LinkKind.FF or kind is LinkKind.SF
    return _Arc(number[link.before], number[link.after], from_start, to_finish, link.lag)
