"""The forward pass of many draws at once, and which tasks drove the finish in each.

The same rules as `scheduling.passes`, task by task, with an array of draws for each mark; a test
holds both against each other. Imports numpy: only to be imported where it is needed.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from services.transition.forecasting.drawn_work import DrawnWork
from services.transition.forecasting.estimate import Estimate
from services.transition.forecasting.monte_carlo import Simulation, Stopped, Watch
from services.transition.forecasting.open_time import Marks, OpenTime
from services.transition.scheduling.compiled import Arc, Compiled, Limits
from services.transition.scheduling.network import Convention
from services.transition.scheduling.passes import NEVER
from services.transition.scheduling.schedule import FROM_A_FINISH

LATER = 10**12
"A mark after all others."
EVERY = 256
"Tasks between two looks at the watch."

Drawn = Marks | int
"One mark a draw, or the same in all."


class SimulatedPass:
    """Draws from number `first` on, `count` of them. To be run once."""

    def __init__(
        self,
        network: Compiled,
        clocks: Sequence[OpenTime],
        simulation: Simulation,
        convention: Convention,
        first: int,
        count: int,
    ) -> None:
        self._net, self._clocks, self._count = network, clocks, count
        self._dates_hold, self._may_precede = simulation.dates_hold, convention.may_precede
        self._work = DrawnWork(simulation, first, count)
        size = len(network.work)
        self._start: list[Marks] = [np.empty(0, np.int64)] * size
        self._end: list[Marks] = [np.empty(0, np.int64)] * size
        self._drives: dict[Arc, NDArray[np.uint8]] = {}
        "Of links that set a start: in which draws, a bit each."
        self._last = [np.full(count, NEVER, np.int64) for _ in clocks]
        "By clock: the last end."

    def run(self, estimates: Mapping[str, Estimate], watch: Watch) -> Marks:
        """The instant of the finish in each draw."""
        net = self._net
        for done, n in enumerate(net.order):
            if done % EVERY == 0:
                _look(watch, done / len(net.order))
            self._place(n, self._drawn(n, estimates))
        watch.progress(1.0)
        return self._finishes()

    def critical(self) -> NDArray[np.int64]:
        """By task: the number of draws in which it drives the finish."""
        net = self._net
        counts = np.zeros(len(net.work), np.int64)
        drives: list[NDArray[np.uint8]] = self._ends_last()
        for n in reversed(net.order):
            mine = drives[n]
            for arc in (*net.outs[n], *net.other_outs[n]):
                tight = self._drives.get(arc)
                if tight is not None:
                    mine = mine | (tight & drives[arc.after])
            drives[n] = mine
            limit = net.limits[n]
            if limit is None or limit.finished is None:
                counts[n] = int(np.bitwise_count(mine).sum())
        return counts

    def _drawn(self, n: int, estimates: Mapping[str, Estimate]) -> Drawn:
        activity = self._net.activities[n]
        estimate = estimates.get(activity.code)
        if estimate is None or activity.finished is not None:
            return activity.work
        return self._work.of(activity.code, estimate)

    def _place(self, n: int, work: Drawn) -> None:
        net, limit = self._net, self._net.limits[n]
        if limit is not None and limit.started is not None:
            self._keep(n, limit.started, self._under_way(n, work, limit, limit.started))
            return
        bounds = [
            *((arc, self._end[arc.before] + arc.lag) for arc in net.ins[n]),
            *((arc, self._bound(arc, work)) for arc in net.other_ins[n]),
        ]
        start = self._filled(self._earliest(n, work, limit, bool(bounds)))
        for _, bound in bounds:
            np.maximum(start, bound, out=start)
        if limit is not None and limit.finished is not None:
            self._keep(n, np.minimum(start, limit.finished), limit.finished)
            return
        if limit is not None and self._dates_hold:
            start = self._held(n, start, work, limit)
        self._keep(n, start, start + work)
        for arc, bound in bounds:
            self._drives[arc] = np.packbits(bound == start)

    def _keep(self, n: int, start: Drawn, end: Drawn) -> None:
        end = self._filled(end)
        self._end[n] = end
        if any(arc.from_start for arc in self._net.other_outs[n]):
            self._start[n] = self._filled(start)
        clock = self._net.clock[n]
        np.maximum(self._last[clock], end, out=self._last[clock])

    def _filled(self, mark: Drawn) -> Marks:
        return mark if isinstance(mark, np.ndarray) else np.full(self._count, mark, np.int64)

    def _bound(self, arc: Arc, work: Drawn) -> Marks:
        """The mark before which the task after may not start."""
        mark = (self._start if arc.from_start else self._end)[arc.before]
        bound = self._carried(arc, mark)
        if arc.to_finish:
            bound = bound - work
            if self._may_precede and not arc.from_start:
                bound = np.maximum(bound, self._net.origin[arc.after])
        return bound

    def _carried(self, arc: Arc, mark: Marks) -> Marks:
        if arc.same:
            return mark + arc.lag
        ours = self._clocks[self._net.clock[arc.before]]
        theirs = self._clocks[self._net.clock[arc.after]]
        at = ours.begins(mark) if arc.from_start else ours.ends(mark)
        return theirs.at(at + arc.lag) if arc.elapsed else theirs.at(at) + arc.lag

    def _earliest(self, n: int, work: Drawn, limit: Limits | None, linked: bool) -> Drawn:
        origin = self._net.origin[n]
        own: list[Drawn] = []
        if limit is not None:
            shift = self._shift(n, work)
            own += [] if limit.floor is None else [limit.floor + shift]
            if not self._dates_hold and limit.pin is not None:
                own.append(limit.pin + shift)
            if limit.not_done_before is not None:
                own.append(limit.not_done_before - work)
        free = self._may_precede and (linked or (limit is not None and limit.floor is not None))
        earliest: Drawn = NEVER if free else origin
        for mark in own:
            earliest = np.maximum(earliest, mark)
        return earliest

    def _shift(self, n: int, work: Drawn) -> Drawn:
        """A date of the finish bounds the start by the work: by that which was drawn."""
        constraint = self._net.activities[n].constraint
        if constraint is None or constraint.kind not in FROM_A_FINISH:
            return 0
        return self._net.work[n] - work

    def _held(self, n: int, start: Marks, work: Drawn, limit: Limits) -> Marks:
        shift = self._shift(n, work)
        if limit.pin is not None:
            return self._filled(limit.pin + shift)
        return start if limit.cap is None else np.minimum(start, limit.cap + shift)

    def _under_way(self, n: int, work: Drawn, limit: Limits, started: int) -> Drawn:
        """The end: what has happened stands, and what remains is drawn."""
        if limit.finished is not None:
            return limit.finished
        end = started + work
        if limit.remaining is not None:
            goes_on = started + max(self._net.work[n] - limit.remaining, 0)
            resumes = max(goes_on, goes_on if limit.resumes is None else limit.resumes)
            end = resumes + self._remaining(n, work, limit.remaining)
        return end if limit.not_done_before is None else np.maximum(end, limit.not_done_before)

    def _remaining(self, n: int, work: Drawn, remaining: int) -> Drawn:
        """As the whole was drawn, half-up to the minute."""
        whole = self._net.work[n]
        return (2 * remaining * work + whole) // (2 * whole) if whole else remaining

    def _finishes(self) -> Marks:
        finish = np.full(self._count, self._net.starts_at, np.int64)
        ends = [clock.ends(last) for clock, last in zip(self._clocks, self._last, strict=True)]
        return np.max(ends, axis=0) if ends else finish

    def _ends_last(self) -> list[NDArray[np.uint8]]:
        """By task: in which draws it is the last to end, a bit each."""
        finish = self._finishes()
        marks = [
            np.where(clock.ends(last) == finish, last, LATER)
            for clock, last in zip(self._clocks, self._last, strict=True)
        ]
        return [
            np.packbits(end == marks[c]) for end, c in zip(self._end, self._net.clock, strict=True)
        ]


def _look(watch: Watch, share: float) -> None:
    if watch.stop():
        raise Stopped
    watch.progress(share)
