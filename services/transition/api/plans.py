"""Plans: read, slipped, closed. They are made when a contract is signed."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlmodel import select

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Right, Role
from libs.common.bodies import Body, View
from libs.common.edge import Edge, Session, either
from libs.common.events.terms import Code
from libs.common.explain import Explanation
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid
from services.transition.api.common import Day, Planner, Reader, Reason
from services.transition.loading import laid, tasks_of
from services.transition.models import Plan, PlanState, Task
from services.transition.plan_template import Predecessor
from services.transition.schedule import explain_tasks

router = APIRouter(tags=["plans"], route_class=Edge)
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
    baseline_finishes_on: date
    finishes_on: date
    critical_path: list[str]
    warnings: list[str]
    is_exit: bool
    state: PlanState
    closed_on: date | None


class TaskView(View):
    """Dates are the first and the last day of work; floats are whole working days."""

    id: UUID
    code: str
    title: str
    wave: str
    days: int
    milestone: str | None
    predecessors: list[Predecessor]
    not_before: date | None
    finish_by: date | None
    slipped_to: date | None
    done_on: date | None
    accepted: bool
    early_start: date
    early_finish: date
    late_start: date
    late_finish: date
    total_float: int
    free_float: int
    critical: bool
    driven_by: str | None


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
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[TaskView]:
    """Tasks with early and late dates, total and free float, and whether they are critical."""
    await db.seen(Plan, id, actor)
    query = select(Task).where(Task.plan_id == id)
    return await page(db, query, Task, actor, TaskView.model_validate, limit, after)


@router.get("/plans/{id}/explanation")
async def explain_plan(id: UUID, db: Session, actor: Reader) -> Explanation:
    """How the dates came about: the critical path over tasks and links, in working days."""
    plan = await db.seen(Plan, id, actor)
    return explain_tasks(await tasks_of(db, id), plan.working_days).explanation


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
    found = await laid(db, id)
    task = next((task for task in found.tasks if task.milestone == body.milestone), None)
    if task is None:
        raise invalid("/milestone", f"The plan has no milestone {body.milestone}.")
    if body.new_date < found.plan.today(db.now):
        raise invalid("/new_date", f"{body.new_date} has passed.")
    publish(db, task.slip(body.new_date, body.reason))
    found.place()
    return TaskView.model_validate(task)


@router.post("/plans/{id}/close")
async def close(id: UUID, db: Session, actor: Planner, body: ClosePlan = TODAY) -> PlanView:
    """Ends the transition once all its waves are live; what follows is governance."""
    await db.locked(Plan, id, actor)
    plan, _, waves = await laid(db, id)
    on = body.closed_on or plan.today(db.now)
    plan.must_not_be_ahead("/closed_on", on, db.now)
    publish(db, plan.close(waves, on))
    return PlanView.model_validate(plan)
