"""A network made ready for the passes: tasks by number, links resolved, predecessors first."""

from collections import Counter
from collections.abc import Iterable, Sequence
from copy import copy
from typing import NamedTuple

from services.transition.scheduling.network import (
    Activity,
    Ambiguous,
    ConstraintKind,
    Cycle,
    Link,
    LinkKind,
    UnknownTask,
)
from services.transition.scheduling.work_time import Clock


class Arc(NamedTuple):
    """A link by number. `same`: both tasks keep one clock, and the lag is counted on it."""

    before: int
    after: int
    from_start: bool
    to_finish: bool
    lag: int
    elapsed: bool
    same: bool


class Limits(NamedTuple):
    """What is known of a task beyond its links, in marks of its clock.

    `floor`: not to start before. `pin`: to start at. `cap`: to start no later than, `latest` to be
    finished by. `begun`: started or finished.
    """

    floor: int | None
    pin: int | None
    cap: int | None
    latest: int | None
    begun: bool
    started: int | None
    finished: int | None
    not_done_before: int | None
    remaining: int | None
    resumes: int | None


class Compiled:
    """Raises `Cycle`, `UnknownTask` and `Ambiguous`. Not to be changed once it is made."""

    def __init__(
        self, activities: Sequence[Activity], links: Sequence[Link], starts_at: int
    ) -> None:
        self.starts_at = starts_at
        self.activities = list(activities)
        self.number = _numbered(activities)
        by_clock = {id(activity.clock): activity.clock for activity in activities}
        numbers = {key: n for n, key in enumerate(by_clock)}
        self.clocks: list[Clock] = list(by_clock.values())
        self.clock = [numbers[id(activity.clock)] for activity in activities]
        origins = [clock.at(starts_at) for clock in self.clocks]
        self.origin = [origins[clock] for clock in self.clock]
        self.work = [activity.work for activity in activities]
        self.limits = [limits(activity) for activity in activities]
        self._connect(links)
        self.order = self._sorted()

    @property
    def as_late_as_possible(self) -> list[int]:
        return [
            n
            for n, activity in enumerate(self.activities)
            if activity.constraint
            and activity.constraint.kind is ConstraintKind.ALAP
            and activity.started is None
            and activity.finished is None
        ]

    def clock_of(self, n: int) -> Clock:
        return self.clocks[self.clock[n]]

    def replaced(self, activities: Iterable[Activity]) -> "Compiled":
        """The same network with other facts of these tasks; clocks and links stay."""
        other = copy(self)
        other.activities, other.work = list(self.activities), list(self.work)
        other.limits = list(self.limits)
        for activity in activities:
            n = self.number[activity.code]
            other.activities[n], other.work[n] = activity, activity.work
            other.limits[n] = limits(activity)
        return other

    def _connect(self, links: Sequence[Link]) -> None:
        size = len(self.activities)
        self.ins: list[list[Arc]] = [[] for _ in range(size)]
        self.outs: list[list[Arc]] = [[] for _ in range(size)]
        self.other_ins: list[list[Arc]] = [[] for _ in range(size)]
        self.other_outs: list[list[Arc]] = [[] for _ in range(size)]
        for link in links:
            arc = self._arc(link)
            plain = arc.same and not arc.from_start and not arc.to_finish
            (self.ins if plain else self.other_ins)[arc.after].append(arc)
            (self.outs if plain else self.other_outs)[arc.before].append(arc)

    def _arc(self, link: Link) -> Arc:
        try:
            before, after = self.number[link.before], self.number[link.after]
        except KeyError as unknown:
            raise UnknownTask(unknown.args[0]) from None
        kind = link.kind
        return Arc(
            before,
            after,
            kind is LinkKind.SS or kind is LinkKind.SF,
            kind is LinkKind.FF or kind is LinkKind.SF,
            link.lag,
            link.elapsed,
            self.clock[before] == self.clock[after] and not link.elapsed,
        )

    def _sorted(self) -> list[int]:
        """Predecessors first, else in the order given."""
        waiting = [
            len(plain) + len(other) for plain, other in zip(self.ins, self.other_ins, strict=True)
        ]
        order = [n for n, count in enumerate(waiting) if count == 0]
        for n in order:
            for arcs in (self.outs[n], self.other_outs[n]):
                for arc in arcs:
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
            arcs = self.ins[at] + self.other_ins[at]
            at = next(arc.before for arc in arcs if arc.before in stuck)
        around = [n for n, place in path.items() if place >= path[at]]
        return [self.activities[n].code for n in reversed(around)]


def _numbered(activities: Sequence[Activity]) -> dict[str, int]:
    number = {activity.code: n for n, activity in enumerate(activities)}
    if len(number) < len(activities):
        raise Ambiguous(Counter(activity.code for activity in activities).most_common(1)[0][0])
    return number


def limits(task: Activity) -> Limits | None:
    """None where nothing is known but work and links."""
    facts = (task.started, task.finished, task.not_done_before, task.deadline)
    if task.constraint is None and all(fact is None for fact in facts):
        return None
    mark = task.clock.at
    floor, pin, cap = _dated(task)
    latest = [] if task.deadline is None else [mark(task.deadline)]
    latest += [] if cap is None else [cap + task.work]
    return Limits(
        floor=floor,
        pin=pin,
        cap=cap,
        latest=min(latest, default=None),
        begun=task.started is not None or task.finished is not None,
        started=None if task.started is None else mark(task.started),
        finished=None if task.finished is None else mark(task.finished),
        not_done_before=None if task.not_done_before is None else mark(task.not_done_before),
        remaining=task.remaining,
        resumes=None if task.resumes is None else mark(task.resumes),
    )


def _dated(task: Activity) -> tuple[int | None, int | None, int | None]:
    """Floor, pin and cap of the start, by the task's constraint."""
    if task.constraint is None or task.constraint.at is None:
        return None, None, None
    kind = task.constraint.kind
    at = task.clock.at(task.constraint.at)
    if kind in (ConstraintKind.FNET, ConstraintKind.FNLT, ConstraintKind.MFO):
        at -= task.work
    if kind in (ConstraintKind.SNET, ConstraintKind.FNET):
        return at, None, None
    if kind in (ConstraintKind.MSO, ConstraintKind.MFO):
        return None, at, None
    return None, None, at
