"""How much of a resource is free, over time."""

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence

from services.transition.levelling.problem import Resource, Span, Task


class Profile:
    """Steps: from `times[i]` on `free[i]` units are free. The last step lasts for ever."""

    def __init__(self, resource: Resource) -> None:
        self.times, self.free = [0], [resource.capacity]
        for first, after in apart(resource.closed):
            self.take(first, after, resource.capacity)
        for held in resource.held:
            self.take(max(held.first, 0), held.after, held.units)

    def take(self, first: int, after: int, units: int) -> None:
        """Negative units give back."""
        if first >= after:
            return
        begin, end = self._cut(first), self._cut(after)
        for n in range(begin, end):
            self.free[n] -= units
        self._merge(end)
        self._merge(begin)

    def _cut(self, at: int) -> int:
        n = bisect_right(self.times, at) - 1
        if self.times[n] == at:
            return n
        self.times.insert(n + 1, at)
        self.free.insert(n + 1, self.free[n])
        return n + 1

    def _merge(self, n: int) -> None:
        """Steps of one height are one, so that a search does not walk them singly."""
        if 0 < n < len(self.free) and self.free[n] == self.free[n - 1]:
            del self.times[n], self.free[n]

    def earliest(self, ready: int, duration: int, units: int) -> int:
        """The first start from `ready` on at which so many are free throughout."""
        start = ready
        times, free, steps = self.times, self.free, len(self.times)
        n = bisect_right(times, start) - 1
        while n < steps and times[n] < start + duration:
            if free[n] < units:
                start = times[n + 1]
            n += 1
        return start

    def latest(self, limit: int, duration: int, units: int) -> int:
        """The last start up to `limit`; the caller knows that there is one."""
        start = limit
        n = bisect_right(self.times, max(limit + duration - 1, 0)) - 1
        while n >= 0:
            after = self.times[n + 1] if n + 1 < len(self.times) else None
            if after is not None and after <= start:
                break
            if self.free[n] < units:
                start = self.times[n] - duration
            n -= 1
        return start


class Stock:
    """All resources of a plan."""

    def __init__(self, resources: Sequence[Resource]) -> None:
        self._profiles = {resource.code: Profile(resource) for resource in resources}

    def take(self, task: Task, start: int) -> None:
        for resource, units in task.needs.items():
            self._profiles[resource].take(start, start + task.duration, units)

    def give_back(self, task: Task, start: int) -> None:
        for resource, units in task.needs.items():
            self._profiles[resource].take(start, start + task.duration, -units)

    def earliest(self, task: Task, ready: int) -> int:
        """The first start from `ready` on at which all that it needs is free."""
        if not task.duration:
            return ready
        start, settled = ready, False
        while not settled:
            settled = True
            for resource, units in task.needs.items():
                moved = self._profiles[resource].earliest(start, task.duration, units)
                settled = settled and moved == start
                start = moved
        return start

    def latest(self, task: Task, limit: int) -> int:
        """The last start up to `limit`, where there is one."""
        if not task.duration:
            return limit
        start, settled = limit, False
        while not settled:
            settled = True
            for resource, units in task.needs.items():
                moved = self._profiles[resource].latest(start, task.duration, units)
                settled = settled and moved == start
                start = moved
        return start


def taken(resource: Resource) -> list[tuple[int, int, int]]:
    """Spans in which so many units, the capacity at most, are not to be had."""
    steps = Profile(resource)
    ends = [*steps.times[1:], steps.times[-1]]
    return [
        (first, after, min(resource.capacity - free, resource.capacity))
        for first, after, free in zip(steps.times, ends, steps.free, strict=True)
        if free < resource.capacity
    ]


def apart(spans: Sequence[Span]) -> list[Span]:
    """In order, those that meet joined, what lies before 0 left out."""
    joined: list[Span] = []
    ordered: list[Span] = []
    for first, after in spans:
        insort(ordered, (max(first, 0), after))
    for first, after in ordered:
        if first >= after:
            continue
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], after))
        else:
            joined.append((first, after))
    return joined


def needs_of(task: Task) -> Mapping[str, int]:
    return task.needs if task.duration else {}
