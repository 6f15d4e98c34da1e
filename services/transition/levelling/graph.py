"""The tasks by number, with every link as the least distance between two starts.

A task after starts no earlier than `start of the task before + distance`:
FS duration before + lag, SS lag, FF duration before + lag − duration after, SF lag − duration
after.
"""

from heapq import heapify, heappop, heappush

from services.transition.levelling.problem import LevellingProblem, NeverEnough, Task
from services.transition.scheduling.network import Ambiguous, Cycle, Link, LinkKind, UnknownTask

Arc = tuple[int, int]
"The other task, and the distance."


class Graph:
    """Raises `Ambiguous`, `UnknownTask`, `Cycle`, `NeverEnough`."""

    def __init__(self, problem: LevellingProblem) -> None:
        self.tasks = problem.tasks
        self.number = _numbers(problem.tasks)
        self.ins: list[list[Arc]] = [[] for _ in self.tasks]
        self.outs: list[list[Arc]] = [[] for _ in self.tasks]
        for link in problem.links:
            self._add(link)
        self.order = self._sorted()
        _must_suffice(problem)

    def _add(self, link: Link) -> None:
        try:
            before, after = self.number[link.before], self.number[link.after]
        except KeyError as unknown:
            raise UnknownTask(unknown.args[0]) from None
        length = distance(link, self.tasks[before], self.tasks[after])
        self.ins[after].append((before, length))
        self.outs[before].append((after, length))

    def _sorted(self) -> list[int]:
        """Those waited for first, else by code: the same for any order of input."""
        waiting = [len(ins) for ins in self.ins]
        free = [(task.code, n) for n, task in enumerate(self.tasks) if waiting[n] == 0]
        heapify(free)
        order: list[int] = []
        while free:
            order.append(heappop(free)[1])
            for after, _ in self.outs[order[-1]]:
                waiting[after] -= 1
                if waiting[after] == 0:
                    heappush(free, (self.tasks[after].code, after))
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
        return [self.tasks[n].code for n in reversed(around)]

    def early_starts(self) -> list[int]:
        """By links and dates alone, as if there were enough of every resource."""
        starts = [max(task.not_before, 0) for task in self.tasks]
        for n in self.order:
            for before, length in self.ins[n]:
                starts[n] = max(starts[n], starts[before] + length)
        return starts

    def tails(self) -> list[int]:
        """The least time from each task's start to the plan's end."""
        tails = [task.duration for task in self.tasks]
        for n in reversed(self.order):
            for after, length in self.outs[n]:
                tails[n] = max(tails[n], length + tails[after])
        return tails

    def late_starts(self, end: int) -> list[int]:
        """The last starts that keep the end and every deadline, by links alone."""
        late = [end - task.duration for task in self.tasks]
        for n in reversed(self.order):
            deadline = self.tasks[n].deadline
            if deadline is not None:
                late[n] = min(late[n], deadline - self.tasks[n].duration)
            for after, length in self.outs[n]:
                late[n] = min(late[n], late[after] - length)
        return late


def distance(link: Link, before: Task, after: Task) -> int:
    from_finish = link.kind in (LinkKind.FS, LinkKind.FF)
    to_finish = link.kind in (LinkKind.FF, LinkKind.SF)
    return link.lag + before.duration * from_finish - after.duration * to_finish


def _numbers(tasks: tuple[Task, ...]) -> dict[str, int]:
    number: dict[str, int] = {}
    for n, task in enumerate(tasks):
        if task.code in number:
            raise Ambiguous(task.code)
        number[task.code] = n
    return number


def _must_suffice(problem: LevellingProblem) -> None:
    capacity = {resource.code: resource.capacity for resource in problem.resources}
    for task in problem.tasks:
        for resource, units in task.needs.items():
            if task.duration and units > capacity.get(resource, 0):
                raise NeverEnough(task, resource, capacity.get(resource, 0))
