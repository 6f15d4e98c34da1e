"""Plans: read, slipped, closed. They are made when a contract is signed."""

from datetime import date, datetime
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Query
from sqlmodel import col, select

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Right, Role
from libs.common.bodies import Body, View
from libs.common.edge import Session, either
from libs.common.events.terms import Code
from libs.common.explain import Explanation
from libs.common.ids import new_id
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid
from libs.common.routers import router_of
from services.transition.api.common import Day, Planner, Reader, Reason
from services.transition.api.task_views import TaskView
from services.transition.exchange.plan_document import SlackConvention
from services.transition.models import Plan, PlanState, Task
from services.transition.plan.explanation import explain_dates
from services.transition.plan.loading import task_of, waves_of
from services.transition.plan.networks import network_of
from services.transition.roll_out.going_back import no_wave_may_be_going_back
from services.transition.roll_out.handing_over import must_be_accepted

router = router_of("transition", tags=["plans"])
Reporter = Annotated[Actor, either(Role.PROGRAMME_OFFICE, right=Right.REPORT)]


class PlanView(View):
    """`critical_path`: codes of the critical tasks, by early start."""

    id: UUID
    programme_id: UUID
    vendor_id: UUID
    contract_id: UUID
    title: str
    country: str
    acceptance_days: int
    starts_on: date
    starts_at: datetime
    baseline_finishes_on: date
    finishes_on: date
    calendar: str
    minutes_per_day: int
    currency: str
    slack: SlackConvention
    critical_path: list[str]
    warnings: list[str]
    is_exit: bool
    state: PlanState
    closed_on: date | None


class Slip(Body):
    milestone: Code
    new_date: Day
    reason: Reason


class ClosePlan(Body):
    closed_on: Day | None = None
    "Today, unless stated."


TODAY = ClosePlan()


@router.get("/plans")
async def list_plans(
    db: Session,
    actor: Reader,
    limit: Limit = 50,
    after: After = None,
    programme: Annotated[UUID | None, Query()] = None,
    contract: Annotated[UUID | None, Query()] = None,
) -> Page[PlanView]:
    """Plans of the programmes that the caller has a role on; a vendor's own."""
    query = select(Plan)
    query = query if programme is None else query.where(Plan.programme_id == programme)
    query = query if contract is None else query.where(Plan.contract_id == contract)
    return await page(db, query, Plan, actor, PlanView.model_validate, limit, after)


@router.get("/plans/{id}")
async def read_plan(id: UUID, db: Session, actor: Reader) -> PlanView:
    return PlanView.model_validate(await db.seen(Plan, id, actor))


@router.get("/plans/{id}/tasks")
async def list_tasks(
    id: UUID,
    db: Session,
    actor: Reader,
    limit: Limit = 50,
    after: After = None,
    wave: Annotated[Code | None, Query()] = None,
    critical: Annotated[bool, Query()] = False,
    milestones: Annotated[bool, Query()] = False,
) -> Page[TaskView]:
    """Tasks with early and late dates, total and free float, and whether they are critical.

    `critical`, `wave`, `milestones`: only those.
    """
    plan = await db.seen(Plan, id, actor)
    network = await network_of(db, plan)
    query = select(Task).where(Task.plan_id == id)
    query = query if wave is None else query.where(Task.wave == wave)
    query = query.where(col(Task.milestone).is_not(None)) if milestones else query
    query = query.where(col(Task.code).in_(network.critical_path)) if critical else query
    view = partial(TaskView.of, plan, network, actor)
    return await page(db, query, Task, actor, view, limit, after)


@router.get("/plans/{id}/explanation")
async def explain_plan(id: UUID, db: Session, actor: Reader) -> Explanation:
    """How the dates came about: the critical path over tasks and links. Of a plan of more than a
    thousand tasks, only the critical ones."""
    plan = await db.seen(Plan, id, actor)
    return explain_dates(await network_of(db, plan), plan)


@router.get("/plans/{id}/template/explanation")
async def explain_template(id: UUID, db: Session, actor: Reader) -> Explanation:
    """How the tasks came about: template, lengths, and when each wave begins."""
    return (await db.seen(Plan, id, actor)).template


@router.post("/plans/{id}/slips")
async def slip(id: UUID, body: Slip, db: Session, actor: Reporter) -> TaskView:
    """A milestone will be reached later, with the new date and why. Moves what depends on it.

    By the plan's vendor or the programme office. 409 where it was reached already.
    """
    await db.locked(Plan, id, actor)
    found = await task_of(db, id, body.milestone)
    if not found.tasks:
        raise invalid("/milestone", f"The plan has no milestone {body.milestone}.")
    if body.new_date < found.plan.today(db.now):
        raise invalid("/new_date", f"{body.new_date} has passed.")
    task = found.tasks[0]
    publish(db, task.slip(found.expected_on(task), body.new_date, body.reason))
    task.tell(db.now, new_id(), slipped_to=body.new_date, reason=body.reason)
    publish(db, found.forecast(f"{body.milestone} slipped"))
    return TaskView.of(found.plan, found.network, actor, task)


@router.post("/plans/{id}/close")
async def close(id: UUID, db: Session, actor: Planner, body: ClosePlan = TODAY) -> PlanView:
    """Ends the transition once all its waves are live; what follows is governance. 409 too while
    the handover of a wave is begun and not accepted."""
    plan, waves = await db.locked(Plan, id, actor), await waves_of(db, id)
    on = body.closed_on or plan.today(db.now)
    plan.must_not_be_ahead("/closed_on", on, db.now)
    publish(db, plan.close(waves, on))
    await must_be_accepted(db, id)
    await no_wave_may_be_going_back(db, id)
    return PlanView.model_validate(plan)
