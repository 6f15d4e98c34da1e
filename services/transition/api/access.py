"""Access requests: asked for by either side, decided by the client, each step with its evidence."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from pydantic import Field, StringConstraints
from sqlmodel import select

from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.events.terms import Code
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Evidence
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.routers import router_of
from services.transition.api.common import Day, EitherDoer, Lead, Reader, Reason, Text
from services.transition.exchange.plan_document import Name
from services.transition.models import Plan
from services.transition.models.access import AccessRequest, AccessState
from services.transition.models.plan_items import Deed, ItemChange
from services.transition.plan.items import (
    add_to_plan,
    day_of,
    done,
    in_plan,
    party,
    setback,
    take_out,
    undone,
)
from services.transition.plan.loading import laid, must_be_new
from services.transition.readiness.outlook import outlook

router = router_of("transition", tags=["access"])
LeadTime = Annotated[int, Field(ge=1, le=500)]
Back = Annotated[int, Field(ge=0, le=500)]
Blocked = Annotated[list[Name], Field(max_length=100)]
Note = Annotated[str, StringConstraints(max_length=2000)]


class AskAccess(Body):
    """`who`: a person or a role of the vendor's team. `blocks`: codes of the tasks that cannot
    start before it."""

    code: Code
    system: Text
    who: Text
    seats: Annotated[int, Field(ge=1, le=100_000)] = 1
    level: Text
    wave: Code
    needed_by: Day
    days: LeadTime
    "Working days that granting it takes."
    blocks: Blocked = []
    requested_on: Day | None = None
    "Today, unless stated."
    note: Note = ""
    evidence: Evidence = []


class TakeStep(Body):
    on: Day | None = None
    "Today, unless stated."
    note: Note = ""
    evidence: Evidence = []


class RefuseAccess(Body):
    on: Day | None = None
    "Today, unless stated."
    reason: Reason
    evidence: Evidence = []


class RevokeAccess(RefuseAccess):
    caused_by: Party = Party.CLIENT
    "The side on whose account it is taken away, which makes it good."
    days: Back | None = None
    "Working days until it is expected back; as long as granting it takes, unless stated."


NOTHING_TO_ADD = TakeStep()


class AccessRequestView(View):
    """`task`: the code of its task in the plan. `obliged`: whose move it is until it is granted.
    `overdue`: it was told that it is late, and it is not made good."""

    id: UUID
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    contract_id: UUID
    code: str
    system: str
    who: str
    seats: int
    level: str
    wave: str
    requested_on: date
    asked_by: Party
    needed_by: date
    days: int
    blocks: list[str]
    task: str
    state: AccessState
    obliged: Party
    overdue: bool
    history: list[ItemChange]


@router.post("/plans/{id}/access-requests", status_code=201)
async def ask(
    id: UUID, body: AskAccess, db: Session, actor: EitherDoer, response: Response
) -> AccessRequestView:
    """Asks for it, and puts it into the plan before the tasks that it blocks.

    By the client, or by the plan's own vendor. 409 where the code is taken.
    """
    plan = await db.locked(Plan, id, actor)
    await must_be_new(db, AccessRequest, id, body.code)
    on = day_of(plan, body.requested_on, db.now, "/requested_on")
    request = AccessRequest(
        **plan.ours,
        **body.model_dump(include=ASKED),
        contract_id=plan.contract_id,
        blocks=list(dict.fromkeys(body.blocks)),
        task=f"access-{body.code}",
        requested_on=on,
        asked_by=party(actor),
        obliged=Party.CLIENT,
    )
    publish(db, request.request(Deed(on, actor.id, db.now, body.note, body.evidence)))
    await add_to_plan(db, await laid(db, id), request, request.title, on)
    response.headers["Location"] = f"/transition/v1/access-requests/{request.id}"
    await outlook(db, request.plan_id, request.wave)
    return AccessRequestView.model_validate(request)


ASKED = {"code", "system", "who", "seats", "level", "wave", "needed_by", "days"}


@router.get("/plans/{id}/access-requests")
async def list_access_requests(
    id: UUID,
    db: Session,
    actor: Reader,
    limit: Limit = 50,
    after: After = None,
    wave: Annotated[Code | None, Query()] = None,
    state: Annotated[AccessState | None, Query()] = None,
) -> Page[AccessRequestView]:
    await db.seen(Plan, id, actor)
    query = select(AccessRequest).where(AccessRequest.plan_id == id)
    query = query if wave is None else query.where(AccessRequest.wave == wave)
    query = query if state is None else query.where(AccessRequest.state == state)
    view = AccessRequestView.model_validate
    return await page(db, query, AccessRequest, actor, view, limit, after)


@router.get("/access-requests/{id}")
async def read_access_request(id: UUID, db: Session, actor: Reader) -> AccessRequestView:
    return AccessRequestView.model_validate(await db.seen(AccessRequest, id, actor))


@router.post("/access-requests/{id}/grant")
async def grant(
    id: UUID, db: Session, actor: Lead, body: TakeStep = NOTHING_TO_ADD
) -> AccessRequestView:
    """Its task is done on that day, and the plan moves with it. 409 where it is decided already."""
    request = await db.locked(AccessRequest, id, actor)
    found = await in_plan(db, request)
    on = day_of(found.plan, body.on, db.now)
    publish(db, request.grant(Deed(on, actor.id, db.now, body.note, body.evidence)))
    await done(db, found, request, on)
    await outlook(db, request.plan_id, request.wave)
    return AccessRequestView.model_validate(request)


@router.post("/access-requests/{id}/refuse")
async def refuse(id: UUID, body: RefuseAccess, db: Session, actor: Lead) -> AccessRequestView:
    """Its task leaves the plan, and nothing waits for it. What still needs access asks anew."""
    request = await db.locked(AccessRequest, id, actor)
    found = await in_plan(db, request)
    on = day_of(found.plan, body.on, db.now)
    publish(db, request.refuse(Deed(on, actor.id, db.now, body.reason, body.evidence)))
    await take_out(db, request)
    await outlook(db, request.plan_id, request.wave)
    return AccessRequestView.model_validate(request)


@router.post("/access-requests/{id}/revoke")
async def revoke(id: UUID, body: RevokeAccess, db: Session, actor: Lead) -> AccessRequestView:
    """Takes it away, by intent or by mistake. Where work still waits for it, its task begins anew
    and the plan moves; after that it is only told."""
    request = await db.locked(AccessRequest, id, actor)
    found = await in_plan(db, request)
    on = day_of(found.plan, body.on, db.now)
    back = setback(found, request, body.days)
    deed = Deed(on, actor.id, db.now, body.reason, body.evidence)
    publish(db, request.revoke(deed, body.caused_by, back))
    await undone(db, found, request, back)
    await outlook(db, request.plan_id, request.wave)
    return AccessRequestView.model_validate(request)


@router.post("/access-requests/{id}/restore")
async def restore(
    id: UUID, db: Session, actor: Lead, body: TakeStep = NOTHING_TO_ADD
) -> AccessRequestView:
    """Gives back what was revoked. Both days are told."""
    request = await db.locked(AccessRequest, id, actor)
    found = await in_plan(db, request)
    on = day_of(found.plan, body.on, db.now)
    publish(db, request.restore(Deed(on, actor.id, db.now, body.note, body.evidence)))
    await done(db, found, request, on)
    await outlook(db, request.plan_id, request.wave)
    return AccessRequestView.model_validate(request)
