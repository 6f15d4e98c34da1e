"""When each task can and must be done: the critical path method, in whole working days.

Source: forward and backward pass over finish-start, start-start, finish-finish and start-finish
links with lags. Day 0 is the first working day; a task of d days from s occupies [s, s + d).

Choices: a finished task stands where it was finished, whatever its links say, and holds nobody up
but those after it. Free float is how far a task can move while everything else stays at its early
dates; total float while the finish and every `finish_by` can still be kept, so it is negative
only where one of these is missed. Critical is what has no total float left and is not finished.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from libs.common.explain import Explain, rule


class LinkKind(StrEnum):
    FS = "FS"
    SS = "SS"
    FF = "FF"
    SF = "SF"


@dataclass(frozen=True, slots=True)
class Activity:
    """`finish_by` and `finished` are the day after the last one worked."""

    code: str
    days: int
    not_before: int = 0
    finish_by: int | None = None
    finished: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    before: str
    after: str
    kind: LinkKind = LinkKind.FS
    lag: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """`driven_by`: the task that sets the early start; none where a date or day 0 does."""

    code: str
    early_start: int
    early_finish: int
    late_start: int
    late_finish: int
    free_float: int
    critical: bool
    driven_by: str | None

    @property
    def total_float(self) -> int:
        return self.late_start - self.early_start


@dataclass(frozen=True, slots=True)
class Network:
    finish: int
    tasks: dict[str, Placed]
    critical_path: list[str]
    "Codes of the critical tasks, by early start."


class Cycle(ValueError):
    """Tasks that wait for each other. `codes` in the order of their links."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(f"These tasks wait for each other: {' → '.join([*codes, codes[0]])}")
        self.codes = list(codes)


class Ambiguous(ValueError):
    def __init__(self, code: str) -> None:
        super().__init__(f"Two tasks are called {code}")
        self.code = code


class UnknownTask(ValueError):
    def __init__(self, code: str) -> None:
        super().__init__(f"A link names the task {code}, which is not in the plan")
        self.code = code


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


def _twice(activities: Sequence[Activity]) -> str:
    counts = Counter(activity.code for activity in activities)
    return counts.most_common(1)[0][0]


class _Passes:
    """The forward and the backward pass, over tasks by number."""

    def __init__(self, activities: Sequence[Activity], links: Sequence[Link]) -> None:
        self.activities = activities
        self.number = {activity.code: n for n, activity in enumerate(activities)}
        if len(self.number) < len(activities):
            raise Ambiguous(_twice(activities))
        self.ins: list[list[tuple[int, Link]]] = [[] for _ in activities]
        self.outs: list[list[tuple[int, Link]]] = [[] for _ in activities]
        for link in links:
            before, after = self._find(link.before), self._find(link.after)
            self.ins[after].append((before, link))
            self.outs[before].append((after, link))
        self.order = self._sorted()
        size = len(activities)
        self.start, self.end = [0] * size, [0] * size
        self.late_start, self.late_end = [0] * size, [0] * size
        self.driver: list[int | None] = [None] * size
        self.finish = 0

    def _find(self, code: str) -> int:
        if code not in self.number:
            raise UnknownTask(code)
        return self.number[code]

    def _sorted(self) -> list[int]:
        """Predecessors first, else in the order given."""
        waiting = [len(ins) for ins in self.ins]
        order = [n for n, count in enumerate(waiting) if count == 0]
        for n in order:
            for after, _ in self.outs[n]:
                waiting[after] -= 1
                if waiting[after] == 0:
                    order.append(after)
        if len(order) < len(waiting):
            raise Cycle(self._cycle({n for n, count in enumerate(waiting) if count}))
        return order

    def _cycle(self, stuck: set[int]) -> list[str]:
        """Backwards from any stuck task, each has a stuck one before it: some task comes again."""
        path: dict[int, int] = {}
        at = min(stuck)
        while at not in path:
            path[at] = len(path)
            at = next(before for before, _ in self.ins[at] if before in stuck)
        around = [n for n, place in path.items() if place >= path[at]]
        return [self.activities[n].code for n in reversed(around)]

    def forward(self) -> None:
        for n in self.order:
            task = self.activities[n]
            start, driver = task.not_before, None
            for before, link in self.ins[n]:
                bound = self._earliest(before, link, task.days)
                if bound > start or (bound == start and driver is None):
                    start, driver = bound, before
            if task.finished is None:
                self.start[n], self.end[n], self.driver[n] = start, start + task.days, driver
            else:
                self.start[n], self.end[n] = min(start, task.finished), task.finished
        self.finish = max(self.end, default=0)

    def _earliest(self, before: int, link: Link, days: int) -> int:
        from_start = link.kind in (LinkKind.SS, LinkKind.SF)
        to_finish = link.kind in (LinkKind.FF, LinkKind.SF)
        base = self.start[before] if from_start else self.end[before]
        return base + link.lag - (days if to_finish else 0)

    def backward(self) -> None:
        for n in reversed(self.order):
            task = self.activities[n]
            if task.finished is not None:
                self.late_start[n], self.late_end[n] = self.start[n], self.end[n]
                continue
            latest = self.finish if task.finish_by is None else min(self.finish, task.finish_by)
            for after, link in self.outs[n]:
                if self.activities[after].finished is None:
                    latest = min(latest, self._latest(after, link, task.days))
            self.late_start[n], self.late_end[n] = latest - task.days, latest

    def _latest(self, after: int, link: Link, days: int) -> int:
        """The latest end that the link leaves."""
        from_start = link.kind in (LinkKind.SS, LinkKind.SF)
        to_finish = link.kind in (LinkKind.FF, LinkKind.SF)
        base = self.late_end[after] if to_finish else self.late_start[after]
        return base - link.lag + (days if from_start else 0)

    def placed(self, n: int) -> Placed:
        task, driver = self.activities[n], self.driver[n]
        open_ = task.finished is None
        return Placed(
            code=task.code,
            early_start=self.start[n],
            early_finish=self.end[n],
            late_start=self.late_start[n],
            late_finish=self.late_end[n],
            free_float=self._free_float(n) if open_ else 0,
            critical=open_ and self.late_start[n] <= self.start[n],
            driven_by=None if driver is None else self.activities[driver].code,
        )

    def _free_float(self, n: int) -> int:
        gaps = (self._gap(n, after, link) for after, link in self._open_outs(n))
        return min(min(gaps, default=self.finish), self.finish - self.end[n])

    def _open_outs(self, n: int) -> Iterable[tuple[int, Link]]:
        return ((a, link) for a, link in self.outs[n] if self.activities[a].finished is None)

    def _gap(self, n: int, after: int, link: Link) -> int:
        from_start = link.kind in (LinkKind.SS, LinkKind.SF)
        to_finish = link.kind in (LinkKind.FF, LinkKind.SF)
        ours = self.start[n] if from_start else self.end[n]
        theirs = self.end[after] if to_finish else self.start[after]
        return theirs - ours - link.lag
