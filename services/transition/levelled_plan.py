"""What levelling comes to in the plan: who begins when, why, and what it costs.

A task that waits for a resource gets a date before which it does not begin. Those behind it
follow by their links, and get a date only where links would bring them earlier than levelled.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from services.transition.levelling.plan import Levelled
from services.transition.levelling.reasons import Move
from services.transition.levelling_plan import ToLevel, due, no_later
from services.transition.plan_document import Document
from services.transition.plan_network import last_day
from services.transition.scheduling.network import Activity, Constraint, ConstraintKind
from services.transition.scheduling.outline import named
from services.transition.scheduling.schedule import Schedule
from services.transition.scheduling.work_time import moment


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
    bound_because: str
    gap: float
    optimal: bool
    moves: tuple[LevelledMove, ...]
    late: tuple[LateTask, ...]
    dates: dict[str, datetime]
    deadlines: dict[str, datetime]
    notes: tuple[str, ...]


class Placing(NamedTuple):
    """Instants before which tasks are not to start, and the plan's dates then."""

    dates: dict[str, int]
    schedule: Schedule


def levelled_plan(asked: ToLevel, levelled: Levelled, *notes: str) -> LevelledPlan:
    placing = placed(asked, levelled)
    clock, origin = asked.clock, asked.origin
    finish = placing.schedule.finish
    bound = min(max(clock.ends(asked.mark_of(levelled.bound)), _kept(asked)), finish)
    length = clock.at(finish) - origin
    late = tuple(_late(asked, placing.schedule))
    return LevelledPlan(
        unit_minutes=asked.unit,
        since=moment(clock.begins(origin)),
        finish_before=last_day(asked.network.finish),
        finish_after=last_day(finish),
        bound=last_day(bound),
        bound_because=levelled.bound_because,
        gap=(clock.at(finish) - clock.at(bound)) / length if length > 0 else 0.0,
        optimal=finish <= bound and not late,
        moves=tuple(_moves(asked, levelled, placing.schedule)),
        late=late,
        dates={code: moment(at) for code, at in placing.dates.items()},
        deadlines=dict(_deadlines(asked, placing.dates)),
        notes=(*notes, *asked.notes()),
    )


def placed(asked: ToLevel, levelled: Levelled) -> Placing:
    """With as few dates as make the plan begin no task before it is levelled to."""
    wanted = dict(_wanted(asked, levelled))
    first = {code for code in wanted if _must_be_dated(asked, levelled, code)}
    schedule = dated(asked, _instants(asked, wanted, first))
    at, origin = asked.clock.at, asked.origin
    early = {
        code
        for code, mark in wanted.items()
        if (asked.demands.get(code) and at(schedule[code].start) < mark)
        or at(schedule[code].start) < origin
    }
    if not first | early:
        return Placing({}, asked.network.schedule)
    codes = first | early | set(_as_late_as_possible(asked))
    dates = _instants(asked, dict(_marks(asked, levelled)), codes)
    return Placing(dates, dated(asked, dates))


def dated(asked: ToLevel, dates: Mapping[str, int]) -> Schedule:
    """The plan's dates if these tasks did not begin before these instants."""
    return asked.network.schedule.with_facts(
        _dated(asked.compiled.activities[asked.compiled.number[code]], at)
        for code, at in dates.items()
    )


def _dated(task: Activity, at: int) -> Activity:
    """A date to start or finish by goes on as a deadline."""
    return replace(task, constraint=Constraint(ConstraintKind.SNET, at), deadline=due(task))


def _marks(asked: ToLevel, levelled: Levelled) -> Iterator[tuple[str, int]]:
    """Where each task of the plan that may be moved is levelled to."""
    for n in asked.free:
        code = asked.compiled.activities[n].code
        if not code.startswith("\0"):
            yield code, asked.mark_of(levelled.starts[code])


def _wanted(asked: ToLevel, levelled: Levelled) -> Iterator[tuple[str, int]]:
    """Those that are levelled to begin later than the plan has it."""
    for code, mark in _marks(asked, levelled):
        if mark > asked.spans[asked.compiled.number[code]].start:
            yield code, mark


def _must_be_dated(asked: ToLevel, levelled: Levelled, code: str) -> bool:
    """It waits for a resource, or for today."""
    move = _move_of(levelled, code)
    if move is not None:
        return move.wait is not None
    passed = asked.spans[asked.compiled.number[code]].start < asked.origin
    return passed or bool(asked.demands.get(code))


def _move_of(levelled: Levelled, code: str) -> Move | None:
    return next((move for move in levelled.moves if move.task == code), None)


def _instants(
    asked: ToLevel, marks: Mapping[str, int], codes: Iterable[str]
) -> dict[str, int]:
    return {code: asked.clock.begins(marks[code]) for code in sorted(codes)}


def _as_late_as_possible(asked: ToLevel) -> Iterator[str]:
    """They would move with the plan's end, so they get a date as well."""
    for n in asked.compiled.as_late_as_possible:
        yield asked.compiled.activities[n].code


def _moves(asked: ToLevel, levelled: Levelled, after: Schedule) -> Iterator[LevelledMove]:
    at, before = asked.clock.at, asked.network.schedule
    moved = [
        (after[code].start, code)
        for code, _ in _marks(asked, levelled)
        if at(after[code].start) > at(before[code].start)
    ]
    for start, code in sorted(moved):
        yield _told(code, before[code].start, start, _move_of(levelled, code))


def _told(code: str, was: int, now: int, move: Move | None) -> LevelledMove:
    words = f"{code} begins on {moment(now):%Y-%m-%d %H:%M} instead of {moment(was):%Y-%m-%d %H:%M}"
    told = {"task": code, "was": moment(was), "now": moment(now)}
    if move is None:
        return LevelledMove(**told, sentence=f"{words}: nothing begins before today.")
    wait = move.wait
    if wait is None:
        behind = named(move.behind)
        return LevelledMove(**told, behind=behind, sentence=f"{words}, behind {behind}.")
    holders = ", ".join(wait.held_by)
    return LevelledMove(
        **told,
        resource=wait.resource,
        needed=wait.needed,
        free=max(wait.free, 0),
        held_by=wait.held_by,
        sentence=f"{words}: until then it needs {wait.needed} of {wait.resource}, and "
        f"{max(wait.free, 0)} are free, held by {holders}.",
    )


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
        task = asked.compiled.activities[asked.compiled.number[code]]
        by = due(task)
        if no_later(task) is not None and by is not None:
            yield code, moment(by)


def _kept(asked: ToLevel) -> int:
    """The instant at which the last of the tasks is finished that are not moved."""
    schedule, free = asked.network.schedule, set(asked.free)
    finishes = (each.finish for n, each in enumerate(schedule) if n not in free)
    return max(finishes, default=asked.clock.ends(asked.origin))
