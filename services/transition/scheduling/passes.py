"""The forward and the backward pass.

Source: critical path method over finish-start, start-start, finish-finish and start-finish links
with lags, calendars and constraints.

Choices: what has happened stands, whatever links say, and a finished task holds nobody up but
those after it. A date that must be kept (MSO, MFO) or not be passed (SNLT, FNLT) is kept, even
before a task that it waits for: what is missing shows as negative float. A task that lies as late
as possible has no float left.
Time grows with tasks and links alone: about a microsecond a task and link.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from services.transition.scheduling.compiled import Arc, Compiled, Limits
from services.transition.scheduling.network import Convention
from services.transition.scheduling.work_time import Clock

NEVER = -(10**12)
"A mark before all others."


class Marks(NamedTuple):
    """By task number, in marks of its own clock.

    `early`: the early starts where tasks lie as late as possible. `wanted`: the starts that links
    would have where a date overrides them. `driver`: the link that sets the start.
    """

    start: list[int]
    end: list[int]
    late_start: list[int]
    late_end: list[int]
    early: dict[int, int]
    wanted: dict[int, int]
    driver: list[Arc | None]
    finish: int


def run(net: Compiled, convention: Convention) -> Marks:
    start, end, driver, wanted = forward(net, convention, {})
    finish = last_instant(net, end)
    late_start, late_end = backward(net, convention, start, end, finish)
    early: dict[int, int] = {}
    if held := {n: late_start[n] for n in net.as_late_as_possible if late_start[n] > start[n]}:
        early = {n: start[n] for n in held}
        start, end, driver, wanted = forward(net, convention, held)
    return Marks(start, end, late_start, late_end, early, wanted, driver, finish)


def forward(
    net: Compiled, convention: Convention, held: dict[int, int]
) -> tuple[list[int], list[int], list[Arc | None], dict[int, int]]:
    """Early starts and ends, what drives each, and what links would want where a date overrides.

    `held`: marks before which these tasks are not to start.
    """
    size = len(net.work)
    start, end = [0] * size, [0] * size
    driver: list[Arc | None] = [None] * size
    wanted: dict[int, int] = {}
    work, limits, plain, other, origin = net.work, net.limits, net.ins, net.other_ins, net.origin
    may_precede = convention.may_precede
    for n in net.order:
        earliest = origin[n]
        if may_precede and (plain[n] or other[n]):
            earliest = NEVER
        by = None
        for arc in plain[n]:
            bound = end[arc.before] + arc.lag
            if bound > earliest or (bound == earliest and by is None):
                earliest, by = bound, arc
        for arc in other[n]:
            bound = bound_on_start(net, arc, start, end)
            if may_precede and arc.to_finish and not arc.from_start:
                bound = max(bound, origin[n])
            if bound > earliest or (bound == earliest and by is None):
                earliest, by = bound, arc
        limit = limits[n]
        if limit is None and not held:
            start[n], end[n], driver[n] = earliest, earliest + work[n], by
            continue
        placing = _Placing(earliest, by, limit, work[n], held.get(n), may_precede)
        start[n], end[n], driver[n] = placing.start, placing.end, placing.by
        if placing.overridden:
            wanted[n] = placing.earliest
    return start, end, driver, wanted


class _Placing:
    """One task that has dates of its own."""

    def __init__(
        self,
        earliest: int,
        by: Arc | None,
        limit: Limits | None,
        work: int,
        held: int | None,
        may_precede: bool,
    ) -> None:
        self.by, self.overridden = by, False
        own = [] if held is None else [held]
        if limit is not None:
            if limit.floor is not None:
                own.append(limit.floor)
                if may_precede and by is None:
                    earliest = NEVER
            if limit.not_done_before is not None and limit.started is None:
                own.append(limit.not_done_before - work)
        self.earliest = earliest
        if own and (latest := max(own)) > earliest:
            self.earliest, self.by = latest, None
        self.start, self.end = self.earliest, self.earliest + work
        if limit is not None and not self._happened(limit, work):
            self._keep(limit, work)

    def _happened(self, limit: Limits, work: int) -> bool:
        if limit.finished is not None:
            self.end = limit.finished
            begun = limit.started if limit.started is not None else self.start
            self.start, self.by = min(begun, self.end), None
            return True
        if limit.started is None:
            return False
        self.start, self.by = limit.started, None
        self.end = limit.started + work
        if limit.remaining is not None:
            goes_on = limit.started + max(work - limit.remaining, 0)
            resumes = goes_on if limit.resumes is None else limit.resumes
            self.end = max(goes_on, resumes) + limit.remaining
        if limit.not_done_before is not None:
            self.end = max(self.end, limit.not_done_before)
        return True

    def _keep(self, limit: Limits, work: int) -> None:
        kept = self.start
        if limit.pin is not None:
            kept = limit.pin
        elif limit.cap is not None:
            kept = min(kept, limit.cap)
        if kept != self.start:
            self.overridden = kept < self.start
            self.start, self.end, self.by = kept, kept + work, None


def bound_on_start(net: Compiled, arc: Arc, start: Sequence[int], end: Sequence[int]) -> int:
    """The mark before which the task after may not start."""
    bound = _carried(
        net.clock_of(arc.before),
        net.clock_of(arc.after),
        arc,
        (start if arc.from_start else end)[arc.before],
    )
    return bound - net.work[arc.after] if arc.to_finish else bound


def _carried(ours: Clock, theirs: Clock, arc: Arc, mark: int) -> int:
    if arc.same:
        return mark + arc.lag
    at = ours.begins(mark) if arc.from_start else ours.ends(mark)
    return theirs.at(at + arc.lag) if arc.elapsed else theirs.at(at) + arc.lag


def last_instant(net: Compiled, end: Sequence[int]) -> int:
    """When all is done; of a plan without tasks, its start."""
    last: dict[int, int] = {}
    for n, mark in enumerate(end):
        clock = net.clock[n]
        if mark > last.get(clock, NEVER):
            last[clock] = mark
    ends = (net.clocks[clock].ends(mark) for clock, mark in last.items())
    return max(ends, default=net.starts_at)


def must_lie_in_time(net: Compiled, marks: Marks) -> None:
    """Raises `NeverOpen` or `OutOfTime` now, not when some task's dates are read."""
    for clock, own in _by_clock(net, marks.start, marks.late_start):
        clock.ends(min(own))
    for clock, own in _by_clock(net, marks.end, marks.late_end):
        clock.ends(max(own))
    for n, mark in marks.early.items():
        net.clock_of(n).ends(mark)


def _by_clock(net: Compiled, *marks: Sequence[int]) -> Iterator[tuple[Clock, Iterable[int]]]:
    """Of each clock the marks of its tasks."""
    if len(net.clocks) == 1:
        yield from ((net.clocks[0], each) for each in marks)
        return
    own: list[list[int]] = [[] for _ in net.clocks]
    for each in marks:
        for clock, mark in zip(net.clock, each, strict=True):
            own[clock].append(mark)
    yield from zip(net.clocks, own, strict=True)


def backward(
    net: Compiled, convention: Convention, start: list[int], end: list[int], finish: int
) -> tuple[list[int], list[int]]:
    """Late starts and ends, so that the finish and every deadline can be kept."""
    size = len(net.work)
    late_start, late_end = [0] * size, [0] * size
    finishes = [clock.at(finish) for clock in net.clocks]
    work, limits, plain, other = net.work, net.limits, net.outs, net.other_outs
    start_links_hold = convention.start_links_hold
    for n in reversed(net.order):
        latest = finishes[net.clock[n]]
        for arc in plain[n]:
            limit = limits[arc.after]
            if limit is None or not limit.begun:
                bound = late_start[arc.after] - arc.lag
                latest = min(latest, bound)
        for arc in other[n]:
            if holds(limits[arc.after], arc) and (start_links_hold or not arc.from_start):
                mark = (late_end if arc.to_finish else late_start)[arc.after]
                latest = min(latest, bound_on_end(net, arc, mark))
        limit = limits[n]
        late_start[n], late_end[n] = latest - work[n], latest
        if limit is not None:
            late_start[n], late_end[n] = _late(limit, latest, work[n], start[n], end[n])
    return late_start, late_end


def _late(limit: Limits, latest: int, work: int, start: int, end: int) -> tuple[int, int]:
    if limit.finished is not None:
        return start, end
    if limit.pin is not None and limit.started is None:
        return limit.pin, limit.pin + work
    if limit.latest is not None:
        latest = min(latest, limit.latest)
    return (latest - work if limit.started is None else start), latest


def holds(after: Limits | None, arc: Arc) -> bool:
    """Whether the task after still waits for this link."""
    if after is None or not after.begun:
        return True
    return arc.to_finish and after.finished is None


def bound_on_end(net: Compiled, arc: Arc, mark: int) -> int:
    """The mark by which the task before must be finished, for the one after to be at its mark."""
    if arc.same:
        bound = mark - arc.lag
    else:
        ours, theirs = net.clock_of(arc.before), net.clock_of(arc.after)
        at = theirs.begins(mark) - arc.lag if arc.elapsed else theirs.begins(mark - arc.lag)
        bound = ours.at(at)
        if arc.from_start and ours.begins(bound) > at:
            bound -= 1
    return bound + net.work[arc.before] if arc.from_start else bound
