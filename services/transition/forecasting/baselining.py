"""Takes baselines, and says what has changed since, and why."""

from collections.abc import Sequence, Set
from dataclasses import fields, replace
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.explain import Explanation
from libs.common.problems import not_found, refused
from services.transition.forecasting.baseline import Now, Snapshot
from services.transition.forecasting.changes import Change, what_changed
from services.transition.forecasting.finish_movement import (
    FinishMovement,
    finish_movement,
    finishes_without,
)
from services.transition.models import Agreed, Baseline, Plan, Task
from services.transition.plan.clock import Clocks
from services.transition.plan.loading import Laid
from services.transition.plan.network import Facts, PlanNetwork, activity, links_of
from services.transition.plan.planned_facts import PlannedFacts, facts_of
from services.transition.scheduling.network import Cycle
from services.transition.scheduling.outline import LinkOfSummary, Loop
from services.transition.scheduling.work_time import instant, moment


def baseline_of(
    found: Laid, number: int, title: str, reason: str, at: datetime, by: str
) -> Baseline:
    """`found`: with all its tasks."""
    agreed = [_agreed(task, found.network) for task in found.tasks]
    return Baseline(
        **found.plan.ours,
        number=number,
        title=title,
        reason=reason,
        taken_at=at,
        taken_by=by,
        starts_at=found.plan.starts_at,
        finishes_on=found.plan.finishes_on,
        calendar=found.plan.calendar,
        calendars=found.plan.calendars,
        tasks=agreed,
    )


def _agreed(task: Task, network: PlanNetwork) -> Agreed:
    at = network[task.code]
    return Agreed(
        task=task.as_planned(),
        start=moment(at.start),
        finish=moment(at.finish),
        driven_by=at.driven_by,
    )


async def baseline(db: Db, plan_id: UUID, number: int | None) -> Baseline:
    """The one of that number; the latest, unless stated. Refuses (409) where there is none yet."""
    query = select(Baseline).where(Baseline.plan_id == plan_id)
    query = query if number is None else query.where(Baseline.number == number)
    found = await db.all(query.order_by(col(Baseline.number).desc()).limit(1))
    if not found and number is None:
        raise refused(
            "no-baseline",
            "The plan was not agreed yet: it has no baseline to hold it against.",
            do="Take a baseline of the plan as it stands.",
        )
    if not found:
        raise not_found("baseline", number)
    latest: Baseline = found[0]
    return latest


class Told(Facts, Protocol):
    """A task with why it was reported later."""

    @property
    def reason(self) -> str: ...


class Changes(NamedTuple):
    changes: list[Change]
    movement: FinishMovement
    explanation: Explanation


def changes_since(
    agreed: Baseline, plan: Plan, network: PlanNetwork, tasks: Sequence[Told]
) -> Changes:
    """What was stated otherwise since, and whose work it is that the finish moved."""
    was, reverted = _snapshots(agreed), _Reverted(agreed, plan, network, tasks)
    leaves = [task for task in tasks if not network.is_summary(task.code)]
    now = {task.code: _now(task, network) for task in leaves}
    changes = what_changed(was, now, plan.minutes_per_day)
    clock = network.clocks.usual
    without = finishes_without(was, now, changes, reverted.finish, clock)
    finish_then = max((each.finish for each in was.values()), default=instant(agreed.starts_at))
    movement = finish_movement.explained(
        clock.at(finish_then), clock.at(network.finish), without, plan.minutes_per_day
    )
    return Changes(changes, movement.value, movement.explanation)


class _Reverted:
    """The plan with one task as it was agreed."""

    def __init__(
        self, agreed: Baseline, plan: Plan, network: PlanNetwork, tasks: Sequence[Facts]
    ) -> None:
        self._plan, self._network = plan, network
        self._clocks = _both(plan, agreed)
        self._then = {each.task.code: facts_of(each.task) for each in agreed.tasks}
        self._tasks = {task.code: task for task in tasks}

    def finish(self, code: str) -> int | None:
        """None where the others, as they are now, do not let it be so."""
        then, now = self._then.get(code), self._tasks.get(code)
        if then is not None and now is not None and _placed_alike(then, now):
            return self._network.with_facts([then]).finish
        try:
            return self._rebuilt(code, then).finish
        except (Cycle, Loop, LinkOfSummary):
            return None

    def _rebuilt(self, code: str, then: PlannedFacts | None) -> PlanNetwork:
        tasks = {**self._tasks, code: then} if then else self._tasks
        left = [task for task in tasks.values() if task.code != code or task is then]
        known = {task.code for task in left}
        bare = [_within(task, known) for task in left]
        return PlanNetwork(bare, self._clocks, self._plan.starts_at, self._plan.convention)


def _both(plan: Plan, agreed: Baseline) -> Clocks:
    """Those of the plan, and of the agreed calendars those that it lost."""
    kept = {calendar.code for calendar in plan.calendars}
    lost = [calendar for calendar in agreed.calendars if calendar.code not in kept]
    return Clocks([*plan.calendars, *lost], plan.calendar)


def _placed_alike(then: Facts, now: Facts) -> bool:
    """Such that work and dates alone may differ."""
    return (*then.predecessors,) == (*now.predecessors,) and all(
        getattr(then, name) == getattr(now, name) for name in ("calendar", "elapsed", "parent")
    )


def _within(task: Facts, known: Set[str]) -> Facts:
    """Without links to tasks that are not there, nor a summary that is not."""
    lost = task.parent is not None and task.parent not in known
    if not lost and all(p.task in known for p in task.predecessors):
        return task
    facts = PlannedFacts(**{each.name: getattr(task, each.name) for each in fields(PlannedFacts)})
    kept = tuple(p for p in task.predecessors if p.task in known)
    return replace(facts, parent=None if lost else task.parent, predecessors=kept)


def _snapshots(agreed: Baseline) -> dict[str, Snapshot]:
    """Of the tasks with work of their own."""
    clocks = agreed.clocks
    summaries = {each.task.parent for each in agreed.tasks}
    own = [each for each in agreed.tasks if each.task.code not in summaries]
    return {each.task.code: _snapshot(each, clocks) for each in own}


def _snapshot(agreed: Agreed, clocks: Clocks) -> Snapshot:
    facts = facts_of(agreed.task)
    task = activity(facts, clocks)
    return Snapshot(
        code=task.code,
        start=instant(agreed.start),
        finish=instant(agreed.finish),
        work=task.work,
        links=frozenset(links_of(facts)),
        constraint=task.constraint,
        driven_by=agreed.driven_by,
    )


def _now(task: Told, network: PlanNetwork) -> Now:
    return Now(
        activity=activity(task, network.clocks),
        placed=network[task.code],
        links=frozenset(links_of(task)),
        reason=task.reason,
    )
