"""How long the way out would take, and to whom it leads: the client's own, vendors see neither."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Response
from sqlmodel import col, or_, select

from libs.common.auth.actor import Actor
from libs.common.bodies import View
from libs.common.edge import Session, needs
from libs.common.explain import Explained, Explanation
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import refused
from libs.common.routers import router_of
from services.transition.api.common import Planner
from services.transition.exits.estimating import estimate
from services.transition.exits.exit_time import ExitTime
from services.transition.exits.hand_over_gap import HandOverGap
from services.transition.exits.hand_over_gaps import gaps_of
from services.transition.models import ExitEstimate, ExitTie, Plan

router = router_of("transition", tags=["exit"])
Client = Annotated[Actor, needs()]


class ExitEstimateView(View):
    """`found`: P50 and P80 in working days and as dates, against the notice. `topics`: of
    knowledge to bring back; `only_the_vendor_knows`: those that nobody of the client knows and
    no approved document holds."""

    id: UUID
    plan_id: UUID
    estimated_on: date
    asked_by: str
    topics: int
    only_the_vendor_knows: list[str]
    found: ExitTime


class WhyView(View):
    """What would have to come back, and how long that takes."""

    shape: Explanation
    time: Explanation


class ExitTieView(View):
    """`to_vendor_id`: null where the client takes the work back; `hands_over_to`: that vendor's
    plan, once its contract is signed. `plan_id`: the exit's."""

    id: UUID
    plan_id: UUID
    contract_id: UUID
    leave_on: date
    processes: list[str]
    to_vendor_id: UUID | None
    hands_over_to: UUID | None
    tied_on: date | None
    gap: HandOverGap | None


class WhyTieView(View):
    """What had to come back on the day of the exit, and how the days without anybody come about."""

    shape: Explanation
    gap: Explanation


@router.post("/plans/{id}/exit-estimates", status_code=201)
async def estimate_exit(
    id: UUID, db: Session, actor: Planner, response: Response
) -> ExitEstimateView:
    """Reckons it today, besides the first of each month. 409 while nothing is live."""
    plan = await db.locked(Plan, id, actor)
    kept = await estimate(db, plan, plan.today(db.now), actor.id)
    if kept is None:
        raise refused(
            "nothing-live",
            "No wave is live: there is no work to bring back.",
            do="Ask again once a wave is live.",
        )
    response.headers["Location"] = f"/transition/v1/exit-estimates/{kept.id}"
    return ExitEstimateView.model_validate(kept)


@router.get("/plans/{id}/exit-estimates")
async def list_estimates(
    id: UUID, db: Session, actor: Client, limit: Limit = 50, after: After = None
) -> Page[ExitEstimateView]:
    """In the order in which they were made."""
    await db.seen(Plan, id, actor)
    query = select(ExitEstimate).where(col(ExitEstimate.plan_id) == id)
    return await page(db, query, ExitEstimate, actor, ExitEstimateView.model_validate, limit, after)


@router.get("/exit-estimates/{id}")
async def read_estimate(id: UUID, db: Session, actor: Client) -> ExitEstimateView:
    return ExitEstimateView.model_validate(await db.seen(ExitEstimate, id, actor))


@router.get("/exit-estimates/{id}/explanation")
async def explain_estimate(id: UUID, db: Session, actor: Client) -> WhyView:
    """Rules, versions, inputs and every step."""
    kept = await db.seen(ExitEstimate, id, actor)
    return WhyView(shape=kept.shape, time=kept.explanation)


@router.get("/plans/{id}/exit-ties")
async def list_ties(
    id: UUID, db: Session, actor: Client, limit: Limit = 50, after: After = None
) -> Page[ExitTieView]:
    """Of an exit's plan, to whom it hands over; of another, the exits that it takes over from."""
    await db.seen(Plan, id, actor)
    either_side = or_(col(ExitTie.plan_id) == id, col(ExitTie.hands_over_to) == id)
    query = select(ExitTie).where(either_side)
    found = await page(db, query, ExitTie, actor, lambda tie: tie, limit, after)
    gaps = await gaps_of(db, found.items)
    items = [_tie_view(tie, gaps[tie.id]) for tie in found.items]
    return Page(items=items, next=found.next)


@router.get("/exit-ties/{id}")
async def read_tie(id: UUID, db: Session, actor: Client) -> ExitTieView:
    """As the waves of the other vendor's plan are expected now."""
    tie = await db.seen(ExitTie, id, actor)
    return _tie_view(tie, (await gaps_of(db, [tie]))[id])


@router.get("/exit-ties/{id}/explanation")
async def explain_tie(id: UUID, db: Session, actor: Client) -> WhyTieView:
    """Rules, versions, inputs and every step."""
    tie = await db.seen(ExitTie, id, actor)
    return WhyTieView(shape=tie.shape, gap=(await gaps_of(db, [tie]))[id].explanation)


def _tie_view(tie: ExitTie, gap: Explained[HandOverGap | None]) -> ExitTieView:
    facts = {name: getattr(tie, name) for name in ExitTieView.model_fields if name != "gap"}
    return ExitTieView(**facts, gap=gap.value)
