"""From a plan's facts to its dates.

Facts alone decide: whatever the order in which they came, the same facts make the same dates.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Protocol

from services.transition.exchange.plan_document import PlannedConstraint, Predecessor, end_of
from services.transition.plan.clock import Clocks
from services.transition.plan.known import Known
from services.transition.plan.waits import Waits
from services.transition.scheduling.network import (
    Activity,
    Constraint,
    Convention,
    Link,
    Placed,
)
from services.transition.scheduling.outline import Outline, leaves_of, named
from services.transition.scheduling.schedule import Schedule, place
from services.transition.scheduling.work_time import Clock, instant, moment


class Facts(Known, Protocol):
    """What dates follow from.

    `slipped_to`: reported not to be reached before that date; `started_at` is to the minute.
    """

    @property
    def parent(self) -> str | None: ...
    @property
    def minutes(self) -> int: ...
    @property
    def elapsed(self) -> bool: ...
    @property
    def calendar(self) -> str | None: ...
    @property
    def predecessors(self) -> Sequence[Predecessor]: ...
    @property
    def constraint(self) -> PlannedConstraint | None: ...
    @property
    def started_at(self) -> datetime | None: ...
    @property
    def slipped_to(self) -> date | None: ...


class PlanNetwork:
    """The dates of a plan's tasks, summaries among them. Not to be changed: `with_facts` gives
    another. Raises `Cycle`, `Loop`, `UnknownTask`, `Ambiguous`, `LinkOfSummary`."""

    def __init__(
        self, tasks: Sequence[Facts], clocks: Clocks, starts_at: datetime, convention: Convention
    ) -> None:
        self.clocks = clocks
        parents = {task.code: task.parent for task in tasks if task.parent is not None}
        self.outline = Outline([task.code for task in tasks], parents)
        activities = [activity(task, clocks) for task in tasks]
        links = [link for task in tasks for link in links_of(task)]
        pairs = ((link.before, link.after) for link in links)
        self.waits = Waits(self.outline.codes, parents, pairs)
        network = self.outline.network(activities, links, clocks.usual)
        self.schedule: Schedule = place(*network, instant(starts_at), convention)

    def with_facts(self, tasks: Iterable[Facts]) -> "PlanNetwork":
        """The same tasks and links, with other facts of these tasks."""
        other = object.__new__(PlanNetwork)
        other.clocks, other.outline, other.waits = self.clocks, self.outline, self.waits
        changed = [activity(task, self.clocks) for task in tasks if not self.is_summary(task.code)]
        other.schedule = self.schedule.with_facts(changed)
        return other

    def is_summary(self, code: str) -> bool:
        return code in self.outline.summaries

    def __len__(self) -> int:
        return len(self.outline.codes)

    def __contains__(self, code: str) -> bool:
        return self.is_summary(code) or code in self.schedule

    @property
    def finish(self) -> int:
        return self.schedule.finish

    @cached_property
    def critical_path(self) -> list[str]:
        """Codes of the critical tasks, by start."""
        return [code for code in self.schedule.critical_path if not code.startswith("\0")]

    def __getitem__(self, code: str) -> Placed:
        """Raises `KeyError`."""
        if self.is_summary(code):
            return self._summaries[code]
        placed = self.schedule[code]
        return placed._replace(driven_by=named(placed.driven_by))

    @cached_property
    def _summaries(self) -> Mapping[str, Placed]:
        return self.outline.placed(leaves_of(self.schedule), self.clocks.usual)


def first_day(start: int) -> date:
    return moment(start).date()


def last_day(finish: int) -> date:
    """A day that ends at midnight is over."""
    return moment(finish - 1).date()


def activity(task: Facts, clocks: Clocks) -> Activity:
    done_on = task.done_on or task.reported_on
    finished = task.finished_at if done_on is None else end_of(done_on)
    clock = clocks.of(task.calendar, task.elapsed)
    return Activity(
        code=task.code,
        work=task.minutes,
        clock=clock,
        constraint=None if task.constraint is None else _constraint(task.constraint),
        deadline=_instant(task.deadline),
        started=_instant(task.started_at),
        finished=_instant(finished),
        not_done_before=None if task.slipped_to is None else _worked(task.slipped_to, clock),
    )


def links_of(task: Facts) -> Iterable[Link]:
    return (Link(p.task, task.code, p.kind, p.lag, p.elapsed) for p in task.predecessors)


def _constraint(planned: PlannedConstraint) -> Constraint:
    return Constraint(planned.kind, _instant(planned.at))


def _worked(day: date, clock: Clock) -> int:
    """The end of the first day with work from that date on."""
    opens = clock.begins(clock.at(instant(datetime.combine(day, datetime.min.time()))))
    return instant(end_of(max(day, first_day(opens))))


def _instant(moment: datetime | None) -> int | None:
    return None if moment is None else instant(moment)
