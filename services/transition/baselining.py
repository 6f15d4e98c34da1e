"""Takes baselines, and says what has changed since, and why."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.explain import Explanation
from libs.common.problems import not_found
from services.transition.forecasting.baseline import Now, Snapshot
from services.transition.forecasting.changes import Change, what_changed
from services.transition.forecasting.finish_movement import (
    FinishMovement,
    finish_movement,
    finishes_without,
)
from services.transition.loading import Laid
from services.transition.models import Baseline, Plan, Task
from services.transition.models.baselines import Agreed
from services.transition.networks import of_plan
from services.transition.plan_document import PlannedTask
from services.transition.plan_network import Facts, PlanNetwork, activity, links_of
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
    """The one of that number; the latest, unless stated."""
    query = select(Baseline).where(Baseline.plan_id == plan_id)
    query = query if number is None else query.where(Baseline.number == number)
    found = await db.all(query.order_by(col(Baseline.number).desc()).limit(1))
    if not found:
        raise not_found("baseline", number or plan_id)
    latest: Baseline = found[0]
    return latest


class Changes(NamedTuple):
    changes: list[Change]
    movement: FinishMovement
    explanation: Explanation


def changes_since(agreed: Baseline, plan: Plan, network: PlanNetwork, tasks: list[Task]) -> Changes:
    """What was stated otherwise since, and whose work it is that the finish moved."""
    then = {each.task.code: each for each in agreed.tasks}
    summaries = {each.task.parent for each in agreed.tasks}
    was = {code: _snapshot(each, plan) for code, each in then.items() if code not in summaries}
    leaves = [task for task in tasks if not network.is_summary(task.code)]
    now = {task.code: _now(task, plan, network) for task in leaves}
    changes = what_changed(was, now, plan.minutes_per_day)
    clock = plan.clocks.usual
    reverted = _Reverted(plan, network, tasks, then)
    without = finishes_without(was, now, changes, reverted.finish, clock)
    finish_then = max((each.finish for each in was.values()), default=instant(agreed.starts_at))
    movement = finish_movement.explained(
        clock.at(finish_then), clock.at(network.finish), without, plan.minutes_per_day
    )
    return Changes(changes, movement.value, movement.explanation)


class _Reverted:
    """The plan with one task as it was agreed."""

    def __init__(
        self, plan: Plan, network: PlanNetwork, tasks: list[Task], then: Mapping[str, Agreed]
    ) -> None:
        self._plan, self._network, self._then = plan, network, then
        self._tasks = {task.code: task for task in tasks}

    def finish(self, code: str) -> int:
        agreed, task = self._then.get(code), self._tasks.get(code)
        if agreed is None or task is None or agreed.task.predecessors != task.predecessors:
            return self._linked_otherwise(code, agreed)
        return self._network.with_facts([self._plan.task(agreed.task, 0)]).finish

    def _linked_otherwise(self, code: str, agreed: Agreed | None) -> int:
        tasks: list[Facts] = [task for task in self._tasks.values() if task.code != code]
        known = {task.code for task in tasks}
        if agreed is not None:
            known.add(code)
            tasks.append(self._plan.task(_within(agreed.task, known), 0))
        bare = [self._without_lost_links(task, known) for task in tasks]
        return of_plan(self._plan, bare).finish

    def _without_lost_links(self, task: Facts, known: set[str]) -> Facts:
        if all(p.task in known for p in task.predecessors):
            return task
        assert isinstance(task, Task)  # noqa: S101
        return self._plan.task(_within(task.as_planned(), known), task.position)


def _within(task: PlannedTask, known: set[str]) -> PlannedTask:
    """Without links to tasks that are not there."""
    kept = tuple(p for p in task.predecessors if p.task in known)
    return task.model_copy(update={"predecessors": kept})


def _snapshot(agreed: Agreed, plan: Plan) -> Snapshot:
    task = activity(plan.task(agreed.task, 0), plan.clocks)
    return Snapshot(
        code=task.code,
        start=instant(agreed.start),
        finish=instant(agreed.finish),
        work=task.work,
        links=frozenset(links_of(plan.task(agreed.task, 0))),
        constraint=task.constraint,
        driven_by=agreed.driven_by,
    )


def _now(task: Task, plan: Plan, network: PlanNetwork) -> Now:
    return Now(
        activity=activity(task, network.clocks),
        placed=network[task.code],
        links=frozenset(links_of(task)),
        reason=task.reason,
    )
