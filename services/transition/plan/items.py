"""The task that stands in the plan for an access request or an integration.

It takes the lead time from the day on which it was asked for, and what it blocks comes behind it:
so the plan shows by itself what lateness costs. What is revoked or fails begins anew, as long as
somebody waits for it. Once it is overdue it is not expected before the day that has come, which is
looked at again every week.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import col, select

from libs.common.auth.actor import Actor
from libs.common.db import Db
from libs.common.events.transition.party import Party
from libs.common.outbox import publish
from libs.common.problems import invalid
from libs.common.timers import Due, start_timer, stop_timer
from services.transition.exchange.plan_document import PlannedTask, end_of, not_before
from services.transition.models import Plan, PlanState, Task
from services.transition.models.access import AccessRequest
from services.transition.models.integrations import Integration
from services.transition.models.plan_items import PlanItem, Setback
from services.transition.plan.contract_calendar import end_of_day
from services.transition.plan.editing import remove_task
from services.transition.plan.laying import a_week_later, expect_later, lay_before, waiting
from services.transition.plan.loading import Laid, laid
from services.transition.relief.following import follow_item
from services.transition.templates.responsibilities import responsibilities_of
from services.transition.timers import due

STAGES = {AccessRequest: "access", Integration: "connect"}
"The stage of a wave that has the same responsibilities on both sides."


def party(actor: Actor) -> Party:
    return Party.VENDOR if actor.is_vendor else Party.CLIENT


def day_of(plan: Plan, stated: date | None, now: datetime, field: str = "/on") -> date:
    """Today, unless stated. Refuses (422) a day that has not come."""
    on = stated or plan.today(now)
    plan.must_not_be_ahead(field, on, now)
    return on


async def add_to_plan(db: Db, found: Laid, item: PlanItem, title: str, starts_on: date) -> None:
    """`found`: with all its tasks."""
    if item.wave not in {wave.code for wave in found.waves}:
        raise invalid("/wave", f"The plan has no wave {item.wave}.")
    if item.needed_by < starts_on:
        raise invalid("/needed_by", f"{item.needed_by} lies before {starts_on}, when it begins.")
    db.add_all([item, lay_task(found, item, title, starts_on)])
    publish(db, found.rebuild(f"{item.task} was added"))
    await watch(db, found.plan, item)


def lay_task(found: Laid, item: PlanItem, title: str, starts_on: date) -> Task:
    """Beside and before the first task that waits for it. Refuses (422) to block what the plan does
    not have, what has parts, and what is done."""
    behind = waiting(found, item.blocks)
    place = _place(found.tasks, item)
    beside = found.tasks[place] if place < len(found.tasks) else None
    drafted = PlannedTask(
        code=item.task,
        title=title,
        parent=beside and beside.parent,
        wave=item.wave,
        minutes=item.days * found.plan.minutes_per_day,
        constraint=not_before(starts_on),
        deadline=end_of(item.needed_by),
        responsibilities=responsibilities_of(STAGES[type(item)], found.plan.is_exit),
    )
    return lay_before(found, drafted, place, behind)


def _place(tasks: Sequence[Task], item: PlanItem) -> int:
    """Before the first that waits for it, and before its wave goes live: a roll-back undoes what
    stands behind that. Last, where there is neither."""
    behind = (
        n
        for n, task in enumerate(tasks)
        if task.code in item.blocks or (task.live and task.wave == item.wave)
    )
    return next(behind, len(tasks))


async def in_plan(db: Db, item: PlanItem) -> Laid:
    """The plan with its task, and those that wait for it."""
    return await laid(db, item.plan_id, col(Task.code).in_([item.task, *item.blocks]))


async def done(db: Db, found: Laid, item: PlanItem, on: date) -> None:
    """Granted, or tested. Unless somebody took its task out of the plan, that is done."""
    task = _task(found, item)
    if task is not None and task.done_on is None:
        task.done_on = on
        publish(db, found.forecast(f"{item.task} was done"))
    await stop_timer(db, item.timer, item.id)
    await follow_item(db, found.plan, item)


def setback(found: Laid, item: PlanItem, days: int | None) -> Setback:
    """As long again as it was given at first, unless stated. Work waits as long as one of the
    tasks that it blocks is not done; where it blocks none, until the plan is closed."""
    blocked = [task for task in found.tasks if task.code in item.blocks]
    waits = not blocked or any(not task.is_done for task in blocked)
    goes_on = found.plan.state is PlanState.ACTIVE
    return Setback(waits and goes_on, item.days if days is None else days)


async def undone(db: Db, found: Laid, item: PlanItem, back: Setback) -> None:
    """Revoked, failed, disconnected: where work waits, its task begins anew on that day."""
    await follow_item(db, found.plan, item)
    if not back.work_waits:
        return
    if (task := _task(found, item)) is not None:
        begin_anew(task, item.last.on, back.back_after * found.plan.minutes_per_day, db.now)
        publish(db, found.forecast(f"{item.task} is to be done again"))
    await watch(db, found.plan, item)


def begin_anew(task: Task, on: date, minutes: int, now: datetime) -> None:
    task.undone(now)
    task.started_at, task.constraint, task.minutes = None, not_before(on), minutes


async def take_out(db: Db, item: PlanItem) -> None:
    """Refused: nothing waits for it any more. What came of it is in its own history."""
    found = await laid(db, item.plan_id)
    if (task := _task(found, item)) is not None:
        task.undone(db.now)
        task.started_at = None
        await db.delete(remove_task(found, item.task))
        publish(db, found.rebuild(f"{item.task} was taken out"))
    await stop_timer(db, item.timer, item.id)
    await follow_item(db, found.plan, item)


async def watch(db: Db, plan: Plan, item: PlanItem) -> None:
    """Until the end of the day on which it is needed, or on which it was lost, if that is later."""
    last = max(item.needed_by, item.last.on)
    await start_timer(db, item.timer, item.id, end_of_day(plan.country, last))


@due(AccessRequest.timer)
async def tell_access_overdue(timer: Due, db: Db) -> None:
    await _tell_overdue(db, await db.find(AccessRequest, timer.id, lock=True))


@due(Integration.timer)
async def tell_integration_overdue(timer: Due, db: Db) -> None:
    await _tell_overdue(db, await db.find(Integration, timer.id, lock=True))


async def _tell_overdue(db: Db, item: AccessRequest | Integration | None) -> None:
    if item is None or item.is_ready or not item.is_wanted:
        return
    found = await in_plan(db, item)
    today = found.plan.today(db.now)
    publish(db, item.fall_overdue(today))
    await follow_item(db, found.plan, item)
    if not setback(found, item, None).work_waits:
        return
    if (task := _task(found, item)) is not None:
        expect_later(db, found, task, today, f"{item.task} is overdue")
    await start_timer(db, item.timer, item.id, a_week_later(found.plan, today))


def _task(found: Laid, item: PlanItem) -> Task | None:
    return next((task for task in found.tasks if task.code == item.task), None)


async def systems_of(db: Db, plan_id: UUID, wave: str) -> list[AccessRequest | Integration]:
    """What a wave needs, for its gate: oldest first, access before integrations."""
    items: list[AccessRequest | Integration] = []
    for kind in (AccessRequest, Integration):
        query = select(kind).where(kind.plan_id == plan_id, kind.wave == wave)
        items += await db.all(query.order_by(col(kind.id)))
    return [item for item in items if item.is_wanted]
