"""Incidents of hypercare: raised by either side, resolved, open again."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Response
from pydantic import Field
from sqlmodel import select

from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.events.terms import Code
from libs.common.events.transition.party import Party
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.routers import router_of
from services.transition.api.common import Day, EitherDoer, Reader, Reason, Text
from services.transition.models import HypercareIncident, Wave
from services.transition.models.hypercare_incidents import IncidentState
from services.transition.models.plan_items import Deed
from services.transition.plan.items import day_of
from services.transition.plan.loading import must_be_new, plan_of

router = router_of("transition", tags=["hypercare"])


class RaiseIncident(Body):
    """`severity` 1 is the worst. `side`: whose move it is."""

    code: Code
    title: Text
    severity: Annotated[int, Field(ge=1, le=4)]
    side: Party
    on: Day | None = None
    "Today, unless stated."


class SettleIncident(Body):
    reason: Reason
    "What resolved it, or why it is open again."
    on: Day | None = None
    "Today, unless stated."


class IncidentView(View):
    id: UUID
    wave: str
    code: str
    title: str
    severity: int
    side: Party
    raised_on: date
    raised_by: str
    state: IncidentState
    since: date
    resolution: str


@router.post("/waves/{id}/incidents", status_code=201)
async def raise_incident(
    id: UUID, body: RaiseIncident, db: Session, actor: EitherDoer, response: Response
) -> IncidentView:
    """What went wrong since go-live. While one of severity 1 is open the wave is not stable."""
    wave = await db.locked(Wave, id, actor)
    on = day_of(await plan_of(db, wave), body.on, db.now)
    wave.must_be_live_by("/on", on)
    await must_be_new(db, HypercareIncident, wave.plan_id, body.code)
    incident = HypercareIncident(
        **wave.ours,
        **body.model_dump(exclude={"on"}),
        wave_id=id,
        wave=wave.code,
        raised_on=on,
        since=on,
        raised_by=actor.id,
    )
    db.add(incident)
    publish(db, incident.raised())
    response.headers["Location"] = f"/transition/v1/hypercare-incidents/{incident.id}"
    return IncidentView.model_validate(incident)


@router.get("/waves/{id}/incidents")
async def list_incidents(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[IncidentView]:
    await db.seen(Wave, id, actor)
    query = select(HypercareIncident).where(HypercareIncident.wave_id == id)
    view = IncidentView.model_validate
    return await page(db, query, HypercareIncident, actor, view, limit, after)


@router.get("/hypercare-incidents/{id}")
async def read_incident(id: UUID, db: Session, actor: Reader) -> IncidentView:
    return IncidentView.model_validate(await db.seen(HypercareIncident, id, actor))


@router.post("/hypercare-incidents/{id}/resolve")
async def resolve(id: UUID, body: SettleIncident, db: Session, actor: EitherDoer) -> IncidentView:
    """With what resolved it."""
    incident = await db.locked(HypercareIncident, id, actor)
    on = day_of(await plan_of(db, incident), body.on, db.now)
    publish(db, incident.resolve(Deed(on, actor.id, db.now, body.reason)))
    return IncidentView.model_validate(incident)


@router.post("/hypercare-incidents/{id}/reopen")
async def reopen(id: UUID, body: SettleIncident, db: Session, actor: EitherDoer) -> IncidentView:
    """It was not resolved after all."""
    incident = await db.locked(HypercareIncident, id, actor)
    on = day_of(await plan_of(db, incident), body.on, db.now)
    publish(db, incident.reopen(Deed(on, actor.id, db.now, body.reason)))
    return IncidentView.model_validate(incident)
