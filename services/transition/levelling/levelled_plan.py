"""What levelling comes to in the plan: who begins when, why, and what it costs.

A task that waits for a resource gets a date before which it does not begin. Those behind it
follow by their links, and get a date only where links would bring them earlier than levelled.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from services.transition.exchange.plan_document import Document
from services.transition.levelling.levelling_plan import ToLevel, due, no_later
from services.transition.levelling.plan import Levelled
from services.transition.plan.network import last_day
from services.transition.scheduling.network import Activity, Constraint, ConstraintKind
from services.transition.scheduling.outline import named
from services.transition.scheduling.schedule import Schedule
from services.transition.scheduling.work_time import moment

MINUTE = "%Y-%m-%d %H:%M"


class LevelledMove(Document):
    """It waits for a resource that others hold, or lies `behind` a task that does; or else it
    was planned on a day that has passed."""

    task: str
    was: datetime
    now: datetime
    resource: str | None = None
    needed: int | None = None
    free: int | None = None
    held_by: tuple[str, ...] = ()
    behind: str | None = None
    sentence: str


class LateTask(Document):
    task: str
    deadline: datetime
    finish: datetime


class LevelledPlan(Document):
    """`bound`: no plan ends earlier that keeps as many deadlines. `gap`: the share of the time
    from `since` to the end that might still be saved, 0 to 1. `dates`: before which tasks are not
    to begin; `deadlines`: of those among them that had a date to begin or finish by."""

    unit_minutes: int
    since: datetime
    finish_before: date
    finish_after: date
    bound: date
    gap: float
    optimal: bool
    moves: tuple[LevelledMove, ...]
    late: tuple[LateTask, ...]
    dates: dict[str, datetime]
    deadlines: dict[str, datetime]
    notes: tuple[str, ...]


def levelled_plan(asked: ToLevel, levelled: Levelled, *notes: str) -> LevelledPlan:
    placing = Placing(asked, levelled)
    clock, origin, finish = asked.clock, asked.origin, placing.schedule.finish
    proven = max(clock.ends(asked.mark_of(levelled.bound)), _kept(asked))
    bound, length = min(proven, finish), clock.at(finish) - origin
    late = tuple(_late(asked, placing.schedule))
    return LevelledPlan(
        unit_minutes=asked.unit,
        since=moment(clock.begins(origin)),
        finish_before=last_day(asked.network.finish),
        finish_after=last_day(finish),
        bound=last_day(bound),
        gap=(clock.at(finish) - clock.at(bound)) / length if length > 0 else 0.0,
        optimal=finish <= bound and not late,
        moves=tuple(_moves(placing)),
        late=late,
        dates={code: moment(at) for code, at in placing.dates.items()},
        deadlines=dict(_deadlines(asked, placing.dates)),
        notes=(*notes, *asked.notes()),
    )


class Placing:
    """Where levelling puts the tasks of the plan. `dates`: instants before which tasks are not to
    begin, as few as make none begin before it is levelled to. `schedule`: the plan's dates then."""

    def __init__(self, asked: ToLevel, levelled: Levelled) -> None:
        self.asked = asked
        self.why = {move.task: move for move in levelled.moves}
        self.marks = {
            code: asked.mark_of(start)
            for code, start in levelled.starts.items()
            if not code.startswith("\0")
        }
        self.dates, self.schedule = self._placed()

    def _placed(self) -> tuple[dict[str, int], Schedule]:
        later = [code for code, mark in self.marks.items() if mark > self.mark_before(code)]
        first = {code for code in later if self._must_be_dated(code)}
        schedule = self._with(self._instants(first))
        first |= {code for code in later if self._begins_early(code, schedule)}
        if not first:
            return {}, schedule
        dates = self._instants(first | set(self._as_late_as_possible()))
        return dates, self._with(dates)

    def _must_be_dated(self, code: str) -> bool:
        """It waits for a resource, for today, or for the next unit."""
        if (move := self.why.get(code)) is not None:
            return move.wait is not None
        return self.has_passed(code) or self._needs(code)

    def _begins_early(self, code: str, schedule: Schedule) -> bool:
        mark = self.asked.clock.at(schedule[code].start)
        return mark < self.asked.origin or (self._needs(code) and mark < self.marks[code])

    def _needs(self, code: str) -> bool:
        return bool(self.asked.demands.get(code))

    def has_passed(self, code: str) -> bool:
        return self.mark_before(code) < self.asked.origin

    def mark_before(self, code: str) -> int:
        return self.asked.spans[self.asked.compiled.number[code]].start

    def _as_late_as_possible(self) -> Iterator[str]:
        """They would move with the plan's end, so they get a date as well."""
        for n in self.asked.compiled.as_late_as_possible:
            yield self.asked.compiled.activities[n].code

    def _instants(self, codes: Iterable[str]) -> dict[str, int]:
        return {code: self.asked.clock.begins(self.marks[code]) for code in sorted(codes)}

    def _with(self, dates: Mapping[str, int]) -> Schedule:
        tasks = (_dated(activity_of(self.asked, code), at) for code, at in dates.items())
        return self.asked.network.schedule.with_facts(tasks)


def _dated(task: Activity, at: int) -> Activity:
    """A date to start or finish by goes on as a deadline."""
    return replace(task, constraint=Constraint(ConstraintKind.SNET, at), deadline=due(task))


def activity_of(asked: ToLevel, code: str) -> Activity:
    return asked.compiled.activities[asked.compiled.number[code]]


def _moves(placing: Placing) -> Iterator[LevelledMove]:
    at, before, after = placing.asked.clock.at, placing.asked.network.schedule, placing.schedule
    for code in sorted(placing.marks, key=lambda code: (after[code].start, code)):
        if at(after[code].start) > placing.mark_before(code):
            was, now = moment(before[code].start), moment(after[code].start)
            words = f"{code} begins on {now:{MINUTE}} instead of {was:{MINUTE}}"
            yield LevelledMove(task=code, was=was, now=now, **_why(placing, code, words))


def _why(placing: Placing, code: str, words: str) -> dict[str, Any]:
    move = placing.why.get(code)
    if move is None:
        passed = placing.has_passed(code)
        why = "nothing begins before today" if passed else "dates are rounded up"
        return {"sentence": f"{words}: {why}."}
    if move.wait is None:
        behind = named(move.behind)
        return {"behind": behind, "sentence": f"{words}, behind {behind}."}
    wait, free = move.wait, max(move.wait.free, 0)
    return {
        "resource": wait.resource,
        "needed": wait.needed,
        "free": free,
        "held_by": wait.held_by,
        "sentence": f"{words}: until then it needs {wait.needed} of {wait.resource}, and {free}"
        f" are free, held by {', '.join(wait.held_by)}.",
    }


def _late(asked: ToLevel, after: Schedule) -> Iterator[LateTask]:
    at = asked.clock.at
    for n in asked.free:
        task = asked.compiled.activities[n]
        finish, by = after[task.code].finish, due(task)
        if by is not None and at(finish) > at(by):
            code = named(task.code) or task.code
            yield LateTask(task=code, deadline=moment(by), finish=moment(finish))


def _deadlines(asked: ToLevel, dates: Mapping[str, int]) -> Iterator[tuple[str, datetime]]:
    for code in dates:
        task = activity_of(asked, code)
        by = due(task)
        if no_later(task) is not None and by is not None:
            yield code, moment(by)


def _kept(asked: ToLevel) -> int:
    """The instant at which the last of the tasks is finished that are not moved."""
    schedule, free = asked.network.schedule, set(asked.free)
    finishes = (each.finish for n, each in enumerate(schedule) if n not in free)
    return max(finishes, default=asked.clock.ends(asked.origin))
