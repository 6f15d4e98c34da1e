"""The communication plan: planned, sent or missed, and what came back."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response
from sqlmodel import select

from libs.common.edge import Session
from libs.common.explain import Explanation
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid
from libs.common.routers import router_of
from services.transition.api.communication_bodies import (
    CommunicationView,
    GatherFeedback,
    PlanCommunication,
    ReviseCommunication,
    SendCommunication,
)
from services.transition.api.of_client import (
    Client,
    Communicator,
    GiveReason,
    begin,
    deed,
    of_plan,
)
from services.transition.communication.planned import (
    as_planned,
    communications_of,
    due_on,
    must_be_wave,
    must_know,
    waves_by_code,
)
from services.transition.communication.sent_in_time import SentInTime, sent_in_time
from services.transition.communication.watching import watch
from services.transition.models import Communication, CommunicationState, Plan
from services.transition.models.plan_items import Deed
from services.transition.plan.loading import plan_of
from services.transition.readiness.outlook import outlook

router = router_of("transition", tags=["communications"])


@router.post("/plans/{id}/communications", status_code=201)
async def plan_communication(
    id: UUID, body: PlanCommunication, db: Session, actor: Communicator, response: Response
) -> CommunicationView:
    """409 where the code is taken; 422 for a stakeholder or a wave that the plan lacks."""
    plan = await begin(db, Communication, id, body.code, actor)
    waves = await waves_by_code(db, id)
    must_be_wave(waves, body.wave)
    await must_know(db, id, "/audience", body.audience)
    item = Communication(**of_plan(plan, Communication), **body.model_dump())
    today = plan.today(db.now)
    publish(db, item.plan(due_on(item, waves), Deed(today, actor.id, db.now)))
    db.add(item)
    await watch(db, plan, item)
    await outlook(db, plan.id, item.wave)
    response.headers["Location"] = f"/transition/v1/communications/{item.id}"
    return CommunicationView.of(item, waves)


@router.get("/plans/{id}/communications")
async def list_communications(
    id: UUID,
    db: Session,
    actor: Client,
    limit: Limit = 50,
    after: After = None,
    state: Annotated[CommunicationState | None, Query()] = None,
) -> Page[CommunicationView]:
    await db.seen(Plan, id, actor)
    waves = await waves_by_code(db, id)
    query = select(Communication).where(Communication.plan_id == id)
    query = query if state is None else query.where(Communication.state == state)

    def view(row: Communication) -> CommunicationView:
        return CommunicationView.of(row, waves)

    return await page(db, query, Communication, actor, view, limit, after)


@router.get("/plans/{id}/communications-kept")
async def read_kept(id: UUID, db: Session, actor: Client) -> SentInTime:
    """The part of the plan that was kept so far."""
    return sent_in_time(*await _counted(db, id, actor))


@router.get("/plans/{id}/communications-kept/explanation")
async def explain_kept(id: UUID, db: Session, actor: Client) -> Explanation:
    return sent_in_time.explained(*await _counted(db, id, actor)).explanation


async def _counted(db: Session, id: UUID, actor: Client) -> Any:
    plan = await db.seen(Plan, id, actor)
    waves = await waves_by_code(db, id)
    items = [as_planned(item, waves) for item in await communications_of(db, id)]
    return items, plan.today(db.now)


@router.get("/communications/{id}")
async def read_communication(id: UUID, db: Session, actor: Client) -> CommunicationView:
    return await _view(db, await db.seen(Communication, id, actor))


@router.post("/communications/{id}/revise")
async def revise(
    id: UUID, body: ReviseCommunication, db: Session, actor: Communicator
) -> CommunicationView:
    """As long as it is planned. 422 for days from a go-live where it has no wave."""
    item = await db.locked(Communication, id, actor)
    plan, waves = await plan_of(db, item), await waves_by_code(db, item.plan_id)
    changes = body.model_dump(exclude_none=True, exclude={"on", "reason"})
    await _must_fit(db, item, body)
    if body.fixed_on is not None:
        changes["days_from_live"] = None
    elif body.days_from_live is not None:
        changes["fixed_on"] = None
    moved = Communication(**{**item.model_dump(), **changes})
    publish(db, item.revise(changes, due_on(moved, waves), deed(plan, body, db, actor)))
    await watch(db, plan, item)
    await outlook(db, plan.id, item.wave)
    return CommunicationView.of(item, waves)


async def _must_fit(db: Session, item: Communication, body: ReviseCommunication) -> None:
    if body.fixed_on is not None and body.days_from_live is not None:
        raise invalid("/days_from_live", "State either fixed_on or days_from_live.")
    if body.days_from_live is not None and item.wave is None:
        raise invalid("/days_from_live", f"{item.code} belongs to no wave.")
    if body.audience is not None:
        await must_know(db, item.plan_id, "/audience", body.audience)


@router.post("/communications/{id}/send")
async def send(
    id: UUID, body: SendCommunication, db: Session, actor: Communicator
) -> CommunicationView:
    """On the day on which it was sent. What the clock noted as missed is sent late, or was sent in
    time and is noted late."""
    item = await db.locked(Communication, id, actor)
    plan, waves = await plan_of(db, item), await waves_by_code(db, item.plan_id)
    publish(db, item.send(due_on(item, waves), body.reach, deed(plan, body, db, actor)))
    await watch(db, plan, item)
    await outlook(db, plan.id, item.wave)
    return CommunicationView.of(item, waves)


@router.post("/communications/{id}/cancel")
async def cancel(id: UUID, body: GiveReason, db: Session, actor: Communicator) -> CommunicationView:
    item = await db.locked(Communication, id, actor)
    plan, waves = await plan_of(db, item), await waves_by_code(db, item.plan_id)
    publish(db, item.cancel(due_on(item, waves), deed(plan, body, db, actor)))
    await watch(db, plan, item)
    await outlook(db, plan.id, item.wave)
    return CommunicationView.of(item, waves)


@router.post("/communications/{id}/gather-feedback")
async def gather_feedback(
    id: UUID, body: GatherFeedback, db: Session, actor: Communicator
) -> CommunicationView:
    """Of one of those to whom it was sent."""
    item = await db.locked(Communication, id, actor)
    if body.stakeholder not in item.audience:
        raise invalid("/stakeholder", f"{item.code} was not meant for {body.stakeholder}.")
    plan = await plan_of(db, item)
    publish(db, item.gather(body.stakeholder, body.tone, deed(plan, body, db, actor)))
    return await _view(db, item)


async def _view(db: Session, item: Communication) -> CommunicationView:
    return CommunicationView.of(item, await waves_by_code(db, item.plan_id))
