"""A plan as a levelling problem: tasks to come, in whole units of working time from today on.

Choices: a unit is the greatest common divisor of works, lags and starts, in minutes of the plan's
calendar, and 15 at least; a working day where more than 20,000 units would be needed. What does
not come out even is rounded up, so that what is levelled can be done. What has begun, and what
must be on its date, stays and holds what it needs. Tasks of other calendars are levelled on the
plan's, with the working time that lies between their dates now.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from math import gcd

from services.transition.exchange.plan_document import Demand
from services.transition.exchange.plan_document import Resource as PlannedResource
from services.transition.levelling.bounds import lower_bound
from services.transition.levelling.graph import Graph
from services.transition.levelling.problem import Held, LevellingProblem, Resource, Task
from services.transition.plan.network import PlanNetwork
from services.transition.scheduling.compiled import Arc, Compiled
from services.transition.scheduling.network import Activity, ConstraintKind, Link, LinkKind
from services.transition.scheduling.outline import named
from services.transition.scheduling.work_time import Clock, instant

SHORTEST = 15
"Minutes of a unit."
MOST_UNITS = 20_000
MUST = (ConstraintKind.MSO, ConstraintKind.MFO)
NO_LATER = (ConstraintKind.SNLT, ConstraintKind.FNLT)
YEAR = 366

Demands = Mapping[str, Sequence[Demand]]
"By code of the task; of summaries they are not looked at."


@dataclass(frozen=True)
class Span:
    """In marks of the plan's calendar."""

    start: int
    finish: int

    @property
    def minutes(self) -> int:
        return self.finish - self.start


@dataclass(frozen=True)
class ToLevel:
    """Nothing is to start before `today`."""

    network: PlanNetwork
    demands: Demands
    resources: tuple[PlannedResource, ...]
    minutes_per_day: int
    today: date

    @property
    def clock(self) -> Clock:
        return self.network.clocks.usual

    @property
    def compiled(self) -> Compiled:
        return self.network.schedule.network

    @cached_property
    def spans(self) -> list[Span]:
        """Of each task by its number, as the plan has it now."""
        at = self.clock.at
        return [Span(at(placed.start), at(placed.finish)) for placed in self.network.schedule]

    @cached_property
    def free(self) -> list[int]:
        """Numbers of the tasks that may be moved."""
        return [n for n, task in enumerate(self.compiled.activities) if is_free(task)]

    @cached_property
    def origin(self) -> int:
        """The mark from which units are counted: today, or the first task to come."""
        today = self.clock.at(instant(datetime.combine(self.today, time.min)))
        return max([today, *([min(self.spans[n].start for n in self.free)] if self.free else [])])

    @cached_property
    def links(self) -> list[tuple[Arc, int]]:
        """Each with the minutes from the start of the task before to that of the task after, at
        least."""
        net, found = self.compiled, []
        for n in range(len(net.activities)):
            for arc in (*net.outs[n], *net.other_outs[n]):
                found.append((arc, self._distance(arc)))
        return found

    def _distance(self, arc: Arc) -> int:
        lag = self._open_minutes(arc.lag) if arc.elapsed else arc.lag
        before = 0 if arc.from_start else self.spans[arc.before].minutes
        return before + lag - (self.spans[arc.after].minutes if arc.to_finish else 0)

    def _open_minutes(self, elapsed: int) -> int:
        """At most so many are worked in elapsed time, wherever in the year from today it lies."""
        if elapsed <= 0:
            return 0
        if elapsed not in self._open:
            at, begins = self.clock.at, self.clock.begins
            days = (datetime.combine(self.today, time.min) + timedelta(n) for n in range(YEAR))
            opened = [begins(at(instant(day))) for day in days]
            self._open[elapsed] = max(at(first + elapsed) - at(first) for first in opened)
        return self._open[elapsed]

    @cached_property
    def _open(self) -> dict[int, int]:
        return {}

    @cached_property
    def unit(self) -> int:
        """In minutes."""
        found = max(gcd(*self._lengths()), SHORTEST) if self.free else SHORTEST
        problem = self.problem_in(found)
        if lower_bound(problem, Graph(problem)).units > MOST_UNITS:
            return self.minutes_per_day
        return found

    def _lengths(self) -> Iterator[int]:
        for n in self.free:
            yield self.spans[n].minutes
            yield max(self._earliest(n) - self.origin, 0)
        for arc, distance in self.links:
            if self._is_between_free(arc):
                yield distance

    @property
    def rounds(self) -> bool:
        return any(length % self.unit for length in self._lengths())

    @cached_property
    def problem(self) -> LevellingProblem:
        """Raises `NeverEnough`."""
        return self.problem_in(self.unit)

    def problem_in(self, unit: int) -> LevellingProblem:
        return LevellingProblem(
            tasks=tuple(self._task(n, unit) for n in self.free),
            links=tuple(
                Link(self._code(arc.before), self._code(arc.after), LinkKind.SS, up(length, unit))
                for arc, length in self.links
                if self._is_between_free(arc)
            ),
            resources=tuple(self._resource(resource, unit) for resource in self.resources),
        )

    def _task(self, n: int, unit: int) -> Task:
        task, span = self.compiled.activities[n], self.spans[n]
        duration = max(up(span.minutes, unit), min(task.work, 1))
        latest = self._latest(n)
        return Task(
            code=task.code,
            duration=duration,
            needs={demand.resource: demand.units for demand in self.demands.get(task.code, ())},
            not_before=max(up(self._earliest(n) - self.origin, unit), 0),
            deadline=None if latest is None else max((latest - self.origin) // unit + duration, 0),
        )

    def _earliest(self, n: int) -> int:
        """Where the plan has it; of one that a date keeps ahead of what it waits for, behind
        that."""
        found = [self.spans[n].start]
        if no_later(self.compiled.activities[n]) is not None:
            found.append(self.clock.at(self.compiled.starts_at))
            found += [self.spans[arc.before].start + far for arc, far in self._behind_fixed(n)]
        return max(found)

    def _behind_fixed(self, n: int) -> Iterator[tuple[Arc, int]]:
        for arc in (*self.compiled.ins[n], *self.compiled.other_ins[n]):
            if not is_free(self.compiled.activities[arc.before]):
                yield arc, self._distance(arc)

    def _latest(self, n: int) -> int | None:
        """The last start that keeps its deadline, and those that must be on their dates."""
        span = self.spans[n]
        bounds = [
            self.spans[arc.after].start - distance
            for arc, distance in self._before_fixed.get(n, ())
        ]
        if (by := due(self.compiled.activities[n])) is not None:
            bounds.append(self.clock.at(by) - span.minutes)
        return min(bounds, default=None)

    @cached_property
    def _before_fixed(self) -> dict[int, list[tuple[Arc, int]]]:
        """Links from tasks that may be moved to those which must be on their dates."""
        found: dict[int, list[tuple[Arc, int]]] = {}
        activities = self.compiled.activities
        for arc, distance in self.links:
            if is_free(activities[arc.before]) and is_pinned(activities[arc.after]):
                found.setdefault(arc.before, []).append((arc, distance))
        return found

    def _resource(self, planned: PlannedResource, unit: int) -> Resource:
        return Resource(planned.code, planned.capacity, held=tuple(self._held(planned.code, unit)))

    def _held(self, resource: str, unit: int) -> Iterator[Held]:
        for n, task in enumerate(self.compiled.activities):
            if is_free(task) or task.finished is not None:
                continue
            first = (self.spans[n].start - self.origin) // unit
            after = up(self.spans[n].finish - self.origin, unit)
            for demand in self.demands.get(task.code, ()):
                if demand.resource == resource and after > max(first, 0):
                    yield Held(max(first, 0), after, demand.units, task.code)

    def _code(self, n: int) -> str:
        return self.compiled.activities[n].code

    def _is_between_free(self, arc: Arc) -> bool:
        activities = self.compiled.activities
        return is_free(activities[arc.before]) and is_free(activities[arc.after])

    def mark_of(self, units: int) -> int:
        return self.origin + units * self.unit

    def notes(self) -> Iterator[str]:
        """What to know of the result."""
        if self.rounds:
            day = self.unit == self.minutes_per_day
            words = "whole working days" if day else f"units of {self.unit} minutes"
            yield f"Work, lags and dates are counted in {words}, rounded up."
        activities = self.compiled.activities
        if others := [activities[n].code for n in self.free if self._is_of_other_clock(n)]:
            yield f"Levelled on the plan's calendar, though not planned on it: {listed(others)}."
        if pinned := [task.code for task in activities if is_pinned(task)]:
            yield f"Kept on the dates on which they must be: {listed(pinned)}."

    def _is_of_other_clock(self, n: int) -> bool:
        task = self.compiled.activities[n]
        return task.clock is not self.clock and bool(task.work)


def is_free(task: Activity) -> bool:
    return task.started is None and task.finished is None and not is_pinned(task)


def is_pinned(task: Activity) -> bool:
    """Must be on its date, and has not begun."""
    if task.started is not None or task.finished is not None or task.constraint is None:
        return False
    return task.constraint.kind in MUST


def due(task: Activity) -> int | None:
    """The instant by which it is to be finished; of one to be started by then, its work later."""
    found = [] if task.deadline is None else [task.deadline]
    if (by := no_later(task)) is not None:
        found.append(by)
    return min(found, default=None)


def no_later(task: Activity) -> int | None:
    """The instant by which its constraint wants it finished."""
    constraint = task.constraint
    if constraint is None or constraint.at is None or constraint.kind not in NO_LATER:
        return None
    if constraint.kind is ConstraintKind.FNLT or not task.work:
        return constraint.at
    return task.clock.ends(task.clock.at(constraint.at) + task.work)


def too_much(asked: ToLevel) -> Iterator[tuple[str, str]]:
    """Resources of which a task to come needs more than there ever is, each with a sentence."""
    there = {resource.code: resource.capacity for resource in asked.resources}
    for n in asked.free:
        task = asked.compiled.activities[n]
        for demand in asked.demands.get(task.code, ()) if task.work else ():
            if demand.units > there.get(demand.resource, 0):
                words = f"{task.code} needs {demand.units} of {demand.resource}, of which there are"
                yield demand.resource, f"{words} {there.get(demand.resource, 0)}."


def up(minutes: int, unit: int) -> int:
    """In units, rounded up."""
    return -(-minutes // unit)


MOST_NAMED = 20


def listed(codes: Sequence[str]) -> str:
    told = [named(code) or code for code in codes[:MOST_NAMED]]
    more = len(codes) - len(told)
    return ", ".join(told) + (f" and {more} more" if more else "")
