"""Handovers: prepared, offered, accepted by those who run the work, or returned."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Response
from pydantic import Field
from sqlmodel import select

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Role
from libs.common.bodies import Body, View
from libs.common.edge import Session, needs
from libs.common.events.terms import Code
from libs.common.events.vendor.evidence import Evidence
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid, refused
from libs.common.routers import router_of
from services.transition.api.common import Day, Planner, Reader, Reason, Text
from services.transition.models import Handover, Plan, Wave, WaveState
from services.transition.models.handovers import HandoverItem, HandoverKind, HandoverState
from services.transition.models.plan_items import Deed
from services.transition.plan.items import day_of
from services.transition.plan.loading import plan_of
from services.transition.roll_out.going_back import must_have_none_open
from services.transition.roll_out.handing_over import must_not_be_under_way

router = router_of("transition", tags=["handovers"])
Runner = Annotated[Actor, needs(Role.OPERATIONS)]


class NewHandoverItem(Body):
    """`owner`: who keeps the document, is the contact, does the action by `due`. A service level
    has the contract's code."""

    code: Code
    kind: HandoverKind
    title: Text
    owner: Text
    due: Day | None = None
    evidence: Evidence = []


class BeginHandover(Body):
    items: Annotated[list[NewHandoverItem], Field(max_length=200)] = []
    on: Day | None = None
    "Today, unless stated."


EMPTY = BeginHandover()


class OnDay(Body):
    on: Day | None = None
    "Today, unless stated."


TODAY = OnDay()


class WithReason(OnDay):
    reason: Reason


class AcceptHandover(OnDay):
    run_by: Text
    "The person or team that runs it from now on."


class HandoverView(View):
    id: UUID
    plan_id: UUID
    wave_id: UUID
    wave: str
    state: HandoverState
    items: list[HandoverItem]
    begun_on: date
    begun_by: str
    changed_on: date
    offered_by: str | None
    accepted_by: str | None
    run_by: str | None
    reason: str


@router.post("/waves/{id}/handovers", status_code=201)
async def begin_handover(
    id: UUID, db: Session, actor: Planner, response: Response, body: BeginHandover = EMPTY
) -> HandoverView:
    """Of a wave that is live. Once it is begun the plan closes only with it accepted. 409 where
    one is under way."""
    wave = await db.locked(Wave, id, actor)
    on = day_of(await plan_of(db, wave), body.on, db.now)
    if wave.state is WaveState.HANDED_OVER:
        raise refused("is-handed-over", f"{wave.code} was handed over on {wave.handed_over_on}.")
    wave.must_be_live_by("/on", on)
    await must_not_be_under_way(db, wave)
    codes = [item.code for item in body.items]
    if twice := next((n for n, code in enumerate(codes) if code in codes[:n]), None):
        raise invalid(f"/items/{twice}/code", f"Two items are called {codes[twice]}.")
    handover = Handover(
        **wave.ours,
        wave_id=id,
        wave=wave.code,
        items=[HandoverItem(**item.model_dump()) for item in body.items],
        begun_on=on,
        begun_by=actor.id,
        changed_on=on,
    )
    db.add(handover)
    publish(db, handover.begun())
    response.headers["Location"] = f"/transition/v1/handovers/{handover.id}"
    return HandoverView.model_validate(handover)


@router.get("/plans/{id}/handovers")
async def list_handovers(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[HandoverView]:
    await db.seen(Plan, id, actor)
    query = select(Handover).where(Handover.plan_id == id)
    return await page(db, query, Handover, actor, HandoverView.model_validate, limit, after)


@router.get("/handovers/{id}")
async def read_handover(id: UUID, db: Session, actor: Reader) -> HandoverView:
    return HandoverView.model_validate(await db.seen(Handover, id, actor))


@router.post("/handovers/{id}/items")
async def add_item(id: UUID, body: NewHandoverItem, db: Session, actor: Planner) -> HandoverView:
    """409 where the code is taken, once it is offered, and beyond 200 items."""
    handover = await db.locked(Handover, id, actor)
    if len(handover.items) >= MOST_ITEMS:
        raise refused("handover-full", f"A handover has {MOST_ITEMS} items at most.")
    publish(db, handover.add(HandoverItem(**body.model_dump()), actor.id))
    return HandoverView.model_validate(handover)


MOST_ITEMS = 200


@router.post("/handovers/{id}/offer")
async def offer(id: UUID, db: Session, actor: Planner, body: OnDay = TODAY) -> HandoverView:
    """Of a wave that is stabilised, with a document and a contact at least."""
    handover = await db.locked(Handover, id, actor)
    wave = await db.seen(Wave, handover.wave_id, actor)
    on = day_of(await plan_of(db, handover), body.on, db.now)
    publish(db, handover.offer(Deed(on, actor.id, db.now)))
    if wave.state is not WaveState.STABILISED:
        said = f"{wave.code} is {wave.state.replace('_', ' ')}: what is not stable stays."
        raise refused("not-stabilised", said)
    await must_have_none_open(db, wave)
    return HandoverView.model_validate(handover)


@router.post("/handovers/{id}/accept")
async def accept(id: UUID, body: AcceptHandover, db: Session, actor: Runner) -> HandoverView:
    """By somebody of the run organisation who did not offer it. Governance takes the wave's service
    levels to be run by whom it names."""
    handover = await db.seen(Handover, id, actor)
    wave = await db.locked(Wave, handover.wave_id, actor)
    await must_have_none_open(db, wave)
    handover = await db.locked(Handover, id, actor)
    on = day_of(await plan_of(db, handover), body.on, db.now)
    publish(db, handover.accept(wave, actor, on, body.run_by))
    return HandoverView.model_validate(handover)


@router.post("/handovers/{id}/return")
async def give_back(id: UUID, body: WithReason, db: Session, actor: Runner) -> HandoverView:
    """With what is missing."""
    handover = await db.locked(Handover, id, actor)
    on = day_of(await plan_of(db, handover), body.on, db.now)
    publish(db, handover.give_back(Deed(on, actor.id, db.now, body.reason)))
    return HandoverView.model_validate(handover)


@router.post("/handovers/{id}/withdraw")
async def withdraw(id: UUID, body: WithReason, db: Session, actor: Planner) -> HandoverView:
    handover = await db.locked(Handover, id, actor)
    on = day_of(await plan_of(db, handover), body.on, db.now)
    publish(db, handover.withdraw(Deed(on, actor.id, db.now, body.reason)))
    return HandoverView.model_validate(handover)
