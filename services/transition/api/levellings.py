"""Levelling: when tasks can be done by those who are there."""

from datetime import date, datetime
from functools import partial
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlmodel import col, select

from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.jobs import JobView, start_job
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid
from libs.common.routers import router_of
from services.transition.api.common import Planner, Reader
from services.transition.exchange.plan_document import Name, PlannedConstraint
from services.transition.levelling.levelled_plan import LateTask, LevelledMove
from services.transition.levelling.levelling_plan import too_much
from services.transition.models import Levelling, Plan, Task
from services.transition.plan.loading import laid
from services.transition.scheduling.network import ConstraintKind
from services.transition.wave_planning.wave_jobs import to_level

router = router_of("transition", tags=["levelling"])

Capacity = Annotated[int, Field(ge=0, le=1_000_000)]


class NewLevelling(Body):
    """`seconds`: of search at most; it ends sooner where nothing can be better. `capacities`: of
    resources, in place of the plan's own, to see what they would change."""

    seconds: Annotated[int, Field(ge=1, le=300)] = 20
    capacities: Annotated[dict[Name, Capacity], Field(max_length=1000)] = {}


USUAL = NewLevelling()


class LevellingView(View):
    """`bound`: no plan ends earlier that keeps as many deadlines; `gap`: the share of the time
    from `since` on that might still be saved, 0 to 1. `dates`: the tasks that adopting it tells
    not to begin before then; the others that move follow by their links. `is_current`: whether
    the plan still has the facts that were levelled."""

    id: UUID
    plan_id: UUID
    made_at: datetime
    made_by: str
    is_current: bool
    seconds: int
    capacities: dict[str, int]
    unit_minutes: int
    since: datetime
    finish_before: date
    finish_after: date
    bound: date
    gap: float
    optimal: bool
    moves: list[LevelledMove]
    late: list[LateTask]
    dates: dict[str, datetime]
    notes: list[str]
    adopted_at: datetime | None
    adopted_by: str | None

    @classmethod
    def of(cls, plan: Plan, kept: Levelling) -> "LevellingView":
        return cls(
            id=kept.id,
            plan_id=kept.plan_id,
            made_at=kept.made_at,
            made_by=kept.made_by,
            is_current=kept.revision == plan.revision,
            seconds=kept.seconds,
            capacities=kept.capacities,
            adopted_at=kept.adopted_at,
            adopted_by=kept.adopted_by,
            **{name: getattr(kept.levelled, name) for name in COME_TO},
        )


COME_TO = (
    *("unit_minutes", "since", "finish_before", "finish_after", "bound", "gap", "optimal"),
    *("moves", "late", "dates", "notes"),
)


@router.post("/plans/{id}/levellings", status_code=202)
async def level(id: UUID, db: Session, actor: Planner, body: NewLevelling = USUAL) -> JobView:
    """Searches for dates at which every task has what it needs, to end as early as can be. What
    has begun stays. The job's result names the levelling; nothing of the plan moves."""
    plan = await db.seen(Plan, id, actor)
    known = {resource.code for resource in plan.resources}
    for code in body.capacities:
        if code not in known:
            raise invalid(f"/capacities/{code}", f"The plan has no resource {code}.")
    asked = await to_level(db, plan, body.capacities, plan.today(db.now))
    for resource, sentence in too_much(asked):
        raise invalid(f"/capacities/{resource}", sentence)
    input = {
        "plan_id": id,
        "by": actor.id,
        "seconds": body.seconds,
        "capacities": body.capacities,
        "today": asked.today,
    }
    return await start_job(db, "levelling", input, actor, programme_id=plan.programme_id)


@router.get("/plans/{id}/levellings")
async def list_levellings(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[LevellingView]:
    plan = await db.seen(Plan, id, actor)
    query = select(Levelling).where(Levelling.plan_id == id)
    return await page(db, query, Levelling, actor, partial(LevellingView.of, plan), limit, after)


@router.get("/levellings/{id}")
async def read_levelling(id: UUID, db: Session, actor: Reader) -> LevellingView:
    kept = await db.seen(Levelling, id, actor)
    return LevellingView.of(await db.seen(Plan, kept.plan_id, actor), kept)


@router.post("/levellings/{id}/adopt")
async def adopt(id: UUID, db: Session, actor: Planner) -> LevellingView:
    """Tells the tasks that wait for a resource not to begin before their dates. Refused where the
    plan changed since, or where other capacities were levelled than the plan has."""
    kept = await db.locked(Levelling, id, actor)
    dates, deadlines = kept.levelled.dates, kept.levelled.deadlines
    found = await laid(db, kept.plan_id, col(Task.code).in_(dates))
    publish(db, kept.adopt(found.plan.revision, actor.id, db.now))
    for task in found.tasks:
        task.constraint = PlannedConstraint(kind=ConstraintKind.SNET, at=dates[task.code])
        task.deadline = deadlines.get(task.code, task.deadline)
    publish(db, found.forecast("the plan was levelled"))
    return LevellingView.of(found.plan, kept)
