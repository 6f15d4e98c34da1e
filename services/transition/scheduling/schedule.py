"""A network with its dates: what the passes found, told by task."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from services.transition.scheduling import passes
from services.transition.scheduling.compiled import Arc, Compiled
from services.transition.scheduling.network import (
    LOGIC,
    Activity,
    ConstraintKind,
    Convention,
    Link,
    Placed,
)

FROM_A_FINISH = (ConstraintKind.FNET, ConstraintKind.FNLT, ConstraintKind.MFO)


def place(
    activities: Sequence[Activity],
    links: Sequence[Link],
    starts_at: int,
    convention: Convention = LOGIC,
) -> "Schedule":
    """Raises `Cycle`, `UnknownTask`, `Ambiguous`, and `NeverOpen` or `OutOfTime`."""
    return Schedule(Compiled(activities, links, starts_at), convention)


class Schedule:
    """The dates of all tasks. `finish`: the instant at which the last one ends."""

    def __init__(self, network: Compiled, convention: Convention = LOGIC) -> None:
        self.network, self.convention = network, convention
        self._marks = passes.run(network, convention)
        self.finish = self._marks.finish
        passes.must_lie_in_time(network, self._marks)

    def with_facts(self, activities: Iterable[Activity]) -> "Schedule":
        """As it would be if these tasks were so; links and clocks stay."""
        return Schedule(self.network.replaced(activities), self.convention)

    def __contains__(self, code: str) -> bool:
        return code in self.network.number

    def __iter__(self) -> Iterator[Placed]:
        return map(self._placed, range(len(self.network.work)))

    def __getitem__(self, code: str) -> Placed:
        """Raises `KeyError`."""
        return self._placed(self.network.number[code])

    @cached_property
    def total_floats(self) -> list[int]:
        """By task number, in minutes of its clock."""
        marks, limits = self._marks, self.network.limits
        floats = [late - start for late, start in zip(marks.late_start, marks.start, strict=True)]
        for n, wanted in marks.wanted.items():
            floats[n] = marks.late_start[n] - wanted
        for n, limit in enumerate(limits):
            if limit is not None and limit.begun:
                floats[n] = marks.late_end[n] - marks.end[n]
        return floats

    @cached_property
    def critical_path(self) -> list[str]:
        """Codes of the critical tasks, by start."""
        critical = [n for n in range(len(self.network.work)) if self._critical(n)]
        critical.sort(key=lambda n: self.network.clock_of(n).begins(self._marks.start[n]))
        return [self.network.activities[n].code for n in critical]

    def _critical(self, n: int) -> bool:
        limit = self.network.limits[n]
        return self.total_floats[n] <= 0 and (limit is None or limit.finished is None)

    def _placed(self, n: int) -> Placed:
        marks, activity = self._marks, self.network.activities[n]
        early = marks.early.get(n, marks.start[n])
        driver = marks.driver[n]
        at_end = self._driven_from_a_finish(activity, driver)
        begin, finish = self._spanned(n, marks.start[n], marks.end[n], at_end)
        early_begin, early_finish = self._spanned(n, early, early + activity.work, at_end)
        last = not self.network.outs[n] and not self.network.other_outs[n]
        late = marks.late_start[n], marks.late_end[n]
        late_begin, late_finish = self._spanned(n, *late, at_end or last)
        return Placed(
            code=activity.code,
            early_start=early_begin if n in marks.early else begin,
            early_finish=early_finish if n in marks.early else finish,
            late_start=late_begin,
            late_finish=late_finish,
            start=begin,
            finish=finish,
            total_float=self.total_floats[n],
            free_float=self._free_float(n),
            critical=self._critical(n),
            driven_by=None if driver is None else self.network.activities[driver.before].code,
            breaks=n in marks.wanted,
        )

    def _spanned(self, n: int, start: int, end: int, at_end: bool) -> tuple[int, int]:
        """Instants; of no work at all one instant, where a finish or where a start would lie."""
        clock = self.network.clock_of(n)
        if start < end:
            return clock.begins(start), clock.ends(end)
        at = clock.ends(end) if at_end else clock.begins(start)
        return at, at

    def _driven_from_a_finish(self, activity: Activity, driver: Arc | None) -> bool:
        if activity.finished is not None:
            return True
        if driver is not None:
            return not driver.from_start
        return activity.constraint is not None and activity.constraint.kind in FROM_A_FINISH

    def _free_float(self, n: int) -> int:
        """How far it can move while every other task stays at its early dates; never below 0."""
        marks, net = self._marks, self.network
        limit = net.limits[n]
        if limit is not None and limit.finished is not None:
            return 0
        free = net.clock_of(n).at(self.finish)
        for arc in (*net.outs[n], *net.other_outs[n]):
            if passes.holds(net.limits[arc.after], arc):
                early = marks.early.get(arc.after, marks.start[arc.after])
                mark = early + net.work[arc.after] if arc.to_finish else early
                free = min(free, passes.bound_on_end(net, arc, mark))
        return max(min(free - marks.end[n], self.total_floats[n]), 0)
