"""New places offered: by count, for the client's own people alone."""

from datetime import date
from uuid import UUID

from fastapi import Response
from sqlmodel import select

from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.events.terms import Code
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid
from libs.common.routers import router_of
from services.transition.api.common import Day, Text
from services.transition.api.of_client import (
    Note,
    People,
    PeopleReader,
    begin,
    deed,
    of_plan,
)
from services.transition.api.people import Heads
from services.transition.models import Placement, Plan
from services.transition.models.affected_roles import (
    PlacementChange,
    PlacementKind,
    PlacementState,
    PlacementStep,
)
from services.transition.models.plan_items import Deed
from services.transition.people.counting import roles_of
from services.transition.people.watching import watch_placement
from services.transition.plan.items import day_of
from services.transition.plan.loading import plan_of
from services.transition.readiness.outlook import outlook

router = router_of("transition", tags=["people"])


class OfferPlacement(Body):
    code: Code
    role: Code
    kind: PlacementKind
    to_role: Text
    count: Heads
    offered_on: Day | None = None
    "Today, unless stated."
    answer_by: Day
    place_by: Day


class MovePlacement(Body):
    """How many of them take the step."""

    count: Heads
    on: Day | None = None
    "Today, unless stated."
    note: Note = ""


class Place(MovePlacement):
    untrained: bool = False
    "Straight from the acceptance, where no training is needed."


class PlacementView(View):
    """`counts`: how many are in each state; together they are those to whom it was offered."""

    id: UUID
    programme_id: UUID
    plan_id: UUID
    code: str
    role: str
    kind: PlacementKind
    to_role: str
    count: int
    offered_on: date
    answer_by: date
    place_by: date
    counts: dict[PlacementState, int]
    overdue: bool
    history: list[PlacementChange]


@router.post("/plans/{id}/placements", status_code=201)
async def offer(
    id: UUID, body: OfferPlacement, db: Session, actor: People, response: Response
) -> PlacementView:
    """409 where the code is taken; 422 for a role that the plan does not list."""
    plan = await begin(db, Placement, id, body.code, actor)
    on = day_of(plan, body.offered_on, db.now, "/offered_on")
    await _must_be_offered_rightly(db, id, body, on)
    placement = Placement(**of_plan(plan, Placement), **{**body.model_dump(), "offered_on": on})
    publish(db, placement.offer(Deed(on, actor.id, db.now)))
    db.add(placement)
    await watch_placement(db, plan, placement)
    response.headers["Location"] = f"/transition/v1/placements/{placement.id}"
    return PlacementView.model_validate(placement)


async def _must_be_offered_rightly(db: Session, id: UUID, body: OfferPlacement, on: date) -> None:
    if body.role not in {role.code for role in await roles_of(db, id)}:
        raise invalid("/role", f"The plan lists no affected role {body.role}.")
    if body.answer_by < on:
        raise invalid("/answer_by", f"{body.answer_by} lies before {on}, when it is offered.")
    if body.place_by < body.answer_by:
        raise invalid("/place_by", f"{body.place_by} lies before the answer is due.")


@router.get("/plans/{id}/placements")
async def list_placements(
    id: UUID, db: Session, actor: PeopleReader, limit: Limit = 50, after: After = None
) -> Page[PlacementView]:
    await db.seen(Plan, id, actor)
    query = select(Placement).where(Placement.plan_id == id)
    return await page(db, query, Placement, actor, PlacementView.model_validate, limit, after)


@router.get("/placements/{id}")
async def read_placement(id: UUID, db: Session, actor: PeopleReader) -> PlacementView:
    return PlacementView.model_validate(await db.seen(Placement, id, actor))


@router.post("/placements/{id}/accept")
async def accept(id: UUID, body: MovePlacement, db: Session, actor: People) -> PlacementView:
    return await _move(id, body, PlacementStep.ACCEPT, PlacementState.OFFERED, db, actor)


@router.post("/placements/{id}/decline")
async def decline(id: UUID, body: MovePlacement, db: Session, actor: People) -> PlacementView:
    return await _move(id, body, PlacementStep.DECLINE, PlacementState.OFFERED, db, actor)


@router.post("/placements/{id}/begin-training")
async def begin_training(
    id: UUID, body: MovePlacement, db: Session, actor: People
) -> PlacementView:
    return await _move(id, body, PlacementStep.BEGIN_TRAINING, PlacementState.ACCEPTED, db, actor)


@router.post("/placements/{id}/place")
async def place(id: UUID, body: Place, db: Session, actor: People) -> PlacementView:
    """From training, or straight from the acceptance."""
    was = PlacementState.ACCEPTED if body.untrained else PlacementState.IN_TRAINING
    return await _move(id, body, PlacementStep.PLACE, was, db, actor)


async def _move(
    id: UUID,
    body: MovePlacement,
    step: PlacementStep,
    was: PlacementState,
    db: Session,
    actor: People,
) -> PlacementView:
    placement = await db.locked(Placement, id, actor)
    plan = await plan_of(db, placement)
    publish(db, placement.move(step, was, body.count, deed(plan, body, db, actor)))
    await watch_placement(db, plan, placement)
    await outlook(db, plan.id)
    return PlacementView.model_validate(placement)
