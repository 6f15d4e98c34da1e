"""Waivers of a gate: granted, extended, made good."""

from typing import Annotated
from uuid import UUID

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Role
from libs.common.edge import Session, needs
from libs.common.outbox import publish
from libs.common.problems import invalid, refused
from libs.common.routers import router_of
from services.transition.api.gate_views import (
    AskExtension,
    ExtendWaiver,
    GateView,
    MakeGood,
    WaiveCriterion,
    view,
)
from services.transition.api.gates import Decider, PathCode, Signer, must_be_criterion
from services.transition.models import Gate, Waiver
from services.transition.models.gate_parts import ExtensionAsked
from services.transition.plan.items import day_of
from services.transition.plan.loading import plan_of
from services.transition.readiness.outlook import look
from services.transition.readiness.showing import readiness
from services.transition.readiness.waiver_clock import watch_waivers

router = router_of("transition", tags=["gates"])
Asker = Annotated[
    Actor,
    needs(
        Role.PROCESS_OWNER,
        Role.HR,
        Role.DATA_PROTECTION,
        Role.OPERATIONS,
        Role.PROGRAMME_OFFICE,
        Role.SPONSOR,
        Role.APPROVER,
    ),
]


@router.post("/gates/{id}/waivers")
async def waive(id: UUID, body: WaiveCriterion, db: Session, actor: Decider) -> GateView:
    """Lets a wave pass without one criterion, for a time, with an owner and a reason.

    422 for an unknown criterion or an expiry that has passed; 409 once the gate is passed.
    """
    gate = await db.locked(Gate, id, actor)
    today = (await plan_of(db, gate)).today(db.now)
    must_be_criterion(await readiness(db, gate, today), body.criterion)
    if body.expires_on < today:
        raise invalid("/expires_on", f"{body.expires_on} has passed.")
    granted = {"granted_by": actor.id, "granted_on": today}
    publish(db, gate.waive(Waiver(**body.model_dump(), **granted)))
    return await view(db, gate, await look(db, gate))


@router.post("/gates/{id}/waivers/{criterion}/ask-extension")
async def ask_extension(
    id: UUID, criterion: PathCode, body: AskExtension, db: Session, actor: Asker
) -> GateView:
    """Asks to let it hold longer, before or after go-live. Somebody else decides on it."""
    gate = await db.locked(Gate, id, actor)
    plan = await plan_of(db, gate)
    today = plan.today(db.now)
    if body.until < today:
        raise invalid("/until", f"{body.until} has passed.")
    asked = ExtensionAsked(**body.model_dump(), asked_by=actor.id, asked_on=today)
    publish(db, gate.ask_extension(criterion, asked))
    return await view(db, gate)


@router.post("/gates/{id}/waivers/{criterion}/extend")
async def extend(
    id: UUID, criterion: PathCode, body: ExtendWaiver, db: Session, actor: Decider
) -> GateView:
    """Lets it hold as long as was asked for; by somebody who did not ask. One that has expired
    since the wave is live holds again."""
    gate = await db.locked(Gate, id, actor)
    today = (await plan_of(db, gate)).today(db.now)
    publish(db, gate.extend(criterion, body.reason, today, actor))
    await watch_waivers(db, gate)
    return await view(db, gate, await look(db, gate))


@router.post("/gates/{id}/waivers/{criterion}/make-good")
async def make_good(
    id: UUID, criterion: PathCode, body: MakeGood, db: Session, actor: Signer
) -> GateView:
    """What the wave was let through without is there now: measured, or signed by the caller.

    409 where it is measured and still not met.
    """
    gate = await db.locked(Gate, id, actor)
    on = day_of(await plan_of(db, gate), body.on, db.now)
    found = (await readiness(db, gate, on)).by_code.get(criterion)
    if found is not None and found.measured and not found.met:
        do = "Extend the waiver, or roll the wave back: POST /waves/{id}/roll-backs."
        raise refused("not-met", f"{found.title}: {found.note}", do=do)
    by_measure = found is not None and found.measured
    by = None if by_measure else actor.id
    publish(db, gate.make_good(criterion, body.note, body.evidence, on, by))
    await watch_waivers(db, gate)
    return await view(db, gate)
