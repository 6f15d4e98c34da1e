"""Obligations in the plan and on the clock: laid before what waits for them, reminded of, late."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.outbox import publish
from libs.common.timers import Due, start_timer, stop_timer
from services.transition.exchange.plan_document import (
    PlannedConstraint,
    PlannedTask,
    RaciRole,
    Responsibility,
    Side,
    end_of,
)
from services.transition.models import Obligation, Plan, PlanState, Task
from services.transition.models.plan_items import Deed
from services.transition.models.relief_terms import SYSTEM
from services.transition.plan.contract_calendar import end_of_day
from services.transition.plan.laying import a_week_later, expect_later, lay_before, waiting
from services.transition.plan.loading import Laid, laid
from services.transition.relief.due_day import reminder_day
from services.transition.relief.following import follow_obligation
from services.transition.scheduling.network import ConstraintKind
from services.transition.timers import due

LATE, REMINDER = "obligation_late", "obligation_reminder"


def lay(found: Laid, owed: Obligation, names: Sequence[str]) -> None:
    """A task without work, due on its day, before those that wait for it. `found`: with all tasks.

    Refuses (422) to block what the plan does not have, what has parts, and what is done.
    """
    behind = {task.code: task for task in waiting(found, names, or_milestones=True)}
    owed.blocks = list(behind)
    if not owed.blocks:
        return
    owed.wave = owed.wave or behind[owed.blocks[0]].wave or None
    place = found.tasks.index(min(behind.values(), key=lambda task: task.position))
    drafted = _drafted(owed, found.tasks[place])
    owed.task = lay_before(found, drafted, place, list(behind.values())).code


def _drafted(owed: Obligation, beside: Task) -> PlannedTask:
    who = Responsibility(role=RaciRole.RESPONSIBLE, side=Side(owed.side), who=owed.owner)
    return PlannedTask(
        code=f"obligation-{owed.code}",
        title=owed.title,
        parent=beside.parent,
        wave=owed.wave or "",
        constraint=_not_there_before(owed.due_on),
        deadline=owed.due_on and end_of(owed.due_on),
        responsibilities=(who,),
    )


async def with_task(db: Db, owed: Obligation) -> Laid:
    """The plan, locked, with the task that stands for it."""
    return await laid(db, owed.plan_id, Task.code == owed.task)


async def watch(db: Db, plan: Plan, owed: Obligation) -> None:
    """Until the end of its day; and a while before."""
    if not owed.is_open:
        return
    await start_timer(db, LATE, owed.id, end_of_day(plan.country, owed.due))
    if not owed.remind_days:
        return
    day = reminder_day(plan.country, owed.due, owed.remind_days)
    if day > plan.today(db.now):
        begins = end_of_day(plan.country, day - timedelta(days=1))
        await start_timer(db, REMINDER, owed.id, begins)


async def unwatch(db: Db, owed: Obligation) -> None:
    await stop_timer(db, LATE, owed.id)
    await stop_timer(db, REMINDER, owed.id)


def dated(found: Laid, owed: Obligation) -> None:
    """Its task has another day."""
    if (task := _task(found)) is not None and not task.is_done:
        task.constraint = _not_there_before(owed.due)
        task.deadline = end_of(owed.due)


def _not_there_before(day: date | None) -> PlannedConstraint | None:
    """Expected when its day ends; at once where that is not known yet."""
    return None if day is None else PlannedConstraint(kind=ConstraintKind.FNET, at=end_of(day))


async def settled(db: Db, found: Laid, owed: Obligation, on: date) -> None:
    """Met or waived: nothing waits for it any more."""
    await unwatch(db, owed)
    if (task := _task(found)) is not None and task.done_on is None:
        task.done_on = on
        publish(db, found.forecast(f"{owed.task} was done"))
    await follow_obligation(db, found.plan, owed)


async def lost(db: Db, found: Laid, owed: Obligation) -> None:
    """Taken away: where work waits for it, its task is to be done again."""
    waits = await db.all(
        select(Task).where(Task.plan_id == owed.plan_id, col(Task.code).in_(owed.blocks))
    )
    task = _task(found)
    if task is not None and any(not each.is_done for each in waits):
        task.undone(db.now)
        dated(found, owed)
        publish(db, found.forecast(f"{owed.task} is to be done again"))
    await watch(db, found.plan, owed)
    await follow_obligation(db, found.plan, owed)


def _task(found: Laid) -> Task | None:
    return next(iter(found.tasks), None)


@due(REMINDER)
async def remind(timer: Due, db: Db) -> None:
    if owed := await db.find(Obligation, timer.id, lock=True):
        publish(db, owed.remind())


@due(LATE)
async def fall_late(timer: Due, db: Db) -> None:
    """The plan shows it, week by week, until it is met."""
    seen = await db.find(Obligation, timer.id)
    if seen is None:
        return
    found = await with_task(db, seen)
    owed = await db.find(Obligation, timer.id, lock=True)
    if owed is None or not owed.is_open:
        return
    today = found.plan.today(db.now)
    publish(db, owed.fall_late(Deed(today, SYSTEM, db.now)))
    await follow_obligation(db, found.plan, owed)
    task = _task(found)
    goes_on = found.plan.state is PlanState.ACTIVE
    if goes_on and task is not None and task.done_on is None:
        expect_later(db, found, task, today, f"{owed.task} is late")
        await start_timer(db, LATE, owed.id, a_week_later(found.plan, today))
