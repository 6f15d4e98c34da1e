"""Baselines: the plan as agreed, and what changed since."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from sqlalchemy.orm import defer
from sqlmodel import col, func, select

from libs.common.auth.actor import Actor
from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.explain import Explanation
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.routers import router_of
from services.transition.api.common import Planner, Reader, Reason, Text
from services.transition.api.task_views import MONEY
from services.transition.forecasting.baselining import baseline, baseline_of, changes_since
from services.transition.forecasting.changes import Change
from services.transition.forecasting.finish_movement import FinishMovement
from services.transition.models import Agreed, Baseline, Plan, Task
from services.transition.plan.loading import laid
from services.transition.plan.networks import FACTS, network_of
from services.transition.plan.told_tasks import told_tasks

router = router_of("transition", tags=["baselines"])


class BaselineView(View):
    id: UUID
    plan_id: UUID
    number: int
    title: str
    reason: str
    taken_at: datetime
    taken_by: str
    starts_at: datetime
    finishes_on: date


LIGHT = (defer(col(Baseline.tasks)), defer(col(Baseline.calendars)))  # type: ignore[arg-type]
"A list does not show these columns."


class BaselineWithTasks(BaselineView):
    """What tasks cost is for the client alone."""

    tasks: list[Agreed]

    @classmethod
    def of(cls, kept: Baseline, actor: Actor) -> "BaselineWithTasks":
        whole = cls.model_validate(kept)
        if not actor.is_vendor:
            return whole
        return whole.model_copy(update={"tasks": [_without_money(each) for each in whole.tasks]})


def _without_money(agreed: Agreed) -> Agreed:
    task = agreed.task.model_copy(update=dict.fromkeys(MONEY))
    return agreed.model_copy(update={"task": task})


class NewBaseline(Body):
    title: Text
    reason: Reason


class ChangesView(View):
    """What was stated otherwise since the baseline, and by how many working days the finish
    moved for it: shares of the tasks on the way to the finish, and what only several together
    explain."""

    baseline: int
    was: date
    finishes_on: date
    changes: list[Change]
    movement: FinishMovement
    explanation: Explanation


@router.get("/plans/{id}/baselines")
async def list_baselines(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[BaselineView]:
    await db.seen(Plan, id, actor)
    query = select(Baseline).where(Baseline.plan_id == id).options(*LIGHT)
    return await page(db, query, Baseline, actor, BaselineView.model_validate, limit, after)


@router.get("/baselines/{id}")
async def read_baseline(id: UUID, db: Session, actor: Reader) -> BaselineWithTasks:
    return BaselineWithTasks.of(await db.seen(Baseline, id, actor), actor)


@router.post("/plans/{id}/baselines", status_code=201)
async def take_baseline(
    id: UUID, body: NewBaseline, db: Session, actor: Planner, response: Response
) -> BaselineView:
    """The plan as it stands is what is agreed from now on. Earlier baselines stay."""
    await db.locked(Plan, id, actor)
    found = await laid(db, id)
    taken = select(func.count(col(Baseline.id))).where(Baseline.plan_id == id)
    number = (await db.scalars(taken)).one() + 1
    new = baseline_of(found, number, body.title, body.reason, db.now, actor.id)
    db.add(new)
    publish(db, new.taken())
    response.headers["Location"] = f"/transition/v1/baselines/{new.id}"
    return BaselineView.model_validate(new)


@router.get("/plans/{id}/changes")
async def read_changes(
    id: UUID,
    db: Session,
    actor: Reader,
    since: Annotated[int | None, Query(alias="baseline", ge=1, le=1_000_000)] = None,
) -> ChangesView:
    """What changed since a baseline, the latest unless stated, and why the finish moved."""
    plan = await db.seen(Plan, id, actor)
    agreed = await baseline(db, id, since)
    tasks = await told_tasks(db, id, *FACTS, Task.reason)
    found = changes_since(agreed, plan, await network_of(db, plan), tasks)
    return ChangesView(
        baseline=agreed.number,
        was=agreed.finishes_on,
        finishes_on=plan.finishes_on,
        changes=found.changes,
        movement=found.movement,
        explanation=found.explanation,
    )
