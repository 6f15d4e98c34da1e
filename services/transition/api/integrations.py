"""Integrations: planned, built, connected, tested, each step with its evidence."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from sqlmodel import select

from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.events.terms import Code
from libs.common.events.transition.party import Party
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.routers import router_of
from services.transition.api.access import (
    NOTHING_TO_ADD,
    Back,
    Blocked,
    LeadTime,
    Note,
    RevokeAccess,
    TakeStep,
)
from services.transition.api.common import Day, EitherLead, Lead, Reader, Text
from services.transition.models import Plan
from services.transition.models.integrations import (
    Direction,
    Integration,
    IntegrationKind,
    IntegrationState,
)
from services.transition.models.plan_items import Deed, ItemChange
from services.transition.plan.items import (
    add_to_plan,
    day_of,
    done,
    in_plan,
    party,
    setback,
    undone,
)
from services.transition.plan.loading import laid, must_be_new
from services.transition.readiness.outlook import outlook
from services.transition.relief.following import follow_item

router = router_of("transition", tags=["integrations"])


class PlanIntegration(Body):
    """`blocks`: codes of the tasks that cannot start before it is tested."""

    code: Code
    title: Text
    from_system: Text
    to_system: Text
    direction: Direction = Direction.ONE_WAY
    kind: IntegrationKind
    wave: Code
    needed_by: Day
    days: LeadTime
    "Working days to build, connect and test it."
    blocks: Blocked = []
    starts_on: Day | None = None
    "Work on it begins no earlier: today, unless stated."
    note: Note = ""


class Disconnect(RevokeAccess):
    """`days`: until it is tested again; as long as it took at first, unless stated."""


class RecordTest(TakeStep):
    """Passed: with evidence. Failed: `note` says why."""

    passed: bool
    days: Back | None = None
    "Of a failed test, working days until it is passed; as long as it took at first, unless stated."


class IntegrationView(View):
    """`task`: the code of its task in the plan. `obliged`: whose move it is until it is tested.
    `overdue`: it was told that it is late, and it is not made good."""

    id: UUID
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    contract_id: UUID
    code: str
    title: str
    from_system: str
    to_system: str
    direction: Direction
    kind: IntegrationKind
    wave: str
    starts_on: date
    needed_by: date
    days: int
    blocks: list[str]
    task: str
    builder: Party
    planned_by: str
    state: IntegrationState
    obliged: Party
    overdue: bool
    history: list[ItemChange]


@router.post("/plans/{id}/integrations", status_code=201)
async def plan_integration(
    id: UUID, body: PlanIntegration, db: Session, actor: Lead, response: Response
) -> IntegrationView:
    """Puts it into the plan before the tasks that it blocks. The vendor builds it; at an exit, the
    client. 409 where the code is taken."""
    plan = await db.locked(Plan, id, actor)
    await must_be_new(db, Integration, id, body.code)
    builder = Party.CLIENT if plan.is_exit else Party.VENDOR
    integration = Integration(
        **plan.ours,
        **body.model_dump(exclude={"blocks", "starts_on", "note"}),
        contract_id=plan.contract_id,
        blocks=list(dict.fromkeys(body.blocks)),
        task=f"integration-{body.code}",
        starts_on=body.starts_on or plan.today(db.now),
        builder=builder,
        obliged=builder,
        planned_by=actor.id,
    )
    today = plan.today(db.now)
    publish(db, integration.plan(Deed(today, actor.id, db.now, body.note)))
    await add_to_plan(db, await laid(db, id), integration, body.title, integration.starts_on)
    response.headers["Location"] = f"/transition/v1/integrations/{integration.id}"
    await outlook(db, integration.plan_id, integration.wave)
    return IntegrationView.model_validate(integration)


@router.get("/plans/{id}/integrations")
async def list_integrations(
    id: UUID,
    db: Session,
    actor: Reader,
    limit: Limit = 50,
    after: After = None,
    wave: Annotated[Code | None, Query()] = None,
    state: Annotated[IntegrationState | None, Query()] = None,
) -> Page[IntegrationView]:
    await db.seen(Plan, id, actor)
    query = select(Integration).where(Integration.plan_id == id)
    query = query if wave is None else query.where(Integration.wave == wave)
    query = query if state is None else query.where(Integration.state == state)
    return await page(db, query, Integration, actor, IntegrationView.model_validate, limit, after)


@router.get("/integrations/{id}")
async def read_integration(id: UUID, db: Session, actor: Reader) -> IntegrationView:
    return IntegrationView.model_validate(await db.seen(Integration, id, actor))


@router.post("/integrations/{id}/report-built")
async def report_built(
    id: UUID, db: Session, actor: EitherLead, body: TakeStep = NOTHING_TO_ADD
) -> IntegrationView:
    """By the plan's vendor, or the client. Again after a repair."""
    integration = await db.locked(Integration, id, actor)
    found = await in_plan(db, integration)
    on = day_of(found.plan, body.on, db.now)
    deed = Deed(on, actor.id, db.now, body.note, body.evidence)
    publish(db, integration.report_built(deed, party(actor)))
    await follow_item(db, found.plan, integration)
    await outlook(db, integration.plan_id, integration.wave)
    return IntegrationView.model_validate(integration)


@router.post("/integrations/{id}/connect")
async def connect(
    id: UUID, db: Session, actor: Lead, body: TakeStep = NOTHING_TO_ADD
) -> IntegrationView:
    """Both systems talk to each other, for the first time or again."""
    integration = await db.locked(Integration, id, actor)
    found = await in_plan(db, integration)
    on = day_of(found.plan, body.on, db.now)
    publish(db, integration.connect(Deed(on, actor.id, db.now, body.note, body.evidence)))
    await follow_item(db, found.plan, integration)
    await outlook(db, integration.plan_id, integration.wave)
    return IntegrationView.model_validate(integration)


@router.post("/integrations/{id}/record-test")
async def record_test(id: UUID, body: RecordTest, db: Session, actor: Lead) -> IntegrationView:
    """Passed, its task is done on that day. Failed, it is built and no more; where work still waits
    for it, its task begins anew. The plan moves with it."""
    integration = await db.locked(Integration, id, actor)
    found = await in_plan(db, integration)
    on = day_of(found.plan, body.on, db.now)
    deed = Deed(on, actor.id, db.now, body.note, body.evidence)
    if body.passed:
        publish(db, integration.pass_test(deed))
        await done(db, found, integration, on)
    else:
        back = setback(found, integration, body.days)
        publish(db, integration.fail_test(deed, back))
        await undone(db, found, integration, back)
    await outlook(db, integration.plan_id, integration.wave)
    return IntegrationView.model_validate(integration)


@router.post("/integrations/{id}/disconnect")
async def disconnect(id: UUID, body: Disconnect, db: Session, actor: Lead) -> IntegrationView:
    """Off, by intent or by mistake. Where work still waits for it, its task begins anew and the
    plan moves; after that it is only told."""
    integration = await db.locked(Integration, id, actor)
    found = await in_plan(db, integration)
    on = day_of(found.plan, body.on, db.now)
    back = setback(found, integration, body.days)
    deed = Deed(on, actor.id, db.now, body.reason, body.evidence)
    publish(db, integration.disconnect(deed, body.caused_by, back))
    await undone(db, found, integration, back)
    await outlook(db, integration.plan_id, integration.wave)
    return IntegrationView.model_validate(integration)
