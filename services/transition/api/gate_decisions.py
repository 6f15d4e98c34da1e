"""Decisions at a gate: by one who decides, or by several who sign the same evidence."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy.orm import defer
from sqlmodel import select

from libs.common.auth.actor import Actor
from libs.common.edge import Session, needs
from libs.common.events.transition.gate_signing import GateSigned
from libs.common.events.transition.gates import GateDecided
from libs.common.explain import Explanation
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.routers import router_of
from services.transition.api.common import Planner, Reader
from services.transition.api.gate_views import (
    SIGNING_ROLES,
    ChooseSignatories,
    DecideGate,
    DecisionSummary,
    DecisionView,
    GateView,
    SignGate,
    WithReason,
    view,
)
from services.transition.models import Gate, GateDecision
from services.transition.models.gate_parts import Evidence, Signature
from services.transition.plan.items import day_of
from services.transition.plan.loading import plan_of
from services.transition.readiness.fallen import last_decision
from services.transition.readiness.showing import readiness
from services.transition.readiness.waiver_clock import watch_waivers

router = router_of("transition", tags=["gates"])
Signatory = Annotated[Actor, needs(*SIGNING_ROLES)]
"Which of them sign is said by each gate."
LARGE: tuple[Any, ...] = (GateDecision.measured, GateDecision.explanation)
TODAY, SIGN_TODAY = DecideGate(), SignGate()


@router.get("/gates/{id}/decisions")
async def list_decisions(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[DecisionSummary]:
    """How each came out; what was measured for it is shown with each alone."""
    await db.seen(Gate, id, actor)
    query = select(GateDecision).where(GateDecision.gate_id == id).options(*map(defer, LARGE))
    view = DecisionSummary.model_validate
    return await page(db, query, GateDecision, actor, view, limit, after)


@router.get("/gate-decisions/{id}")
async def read_decision(id: UUID, db: Session, actor: Reader) -> DecisionView:
    """With all that it rests on, as it was then."""
    return DecisionView.model_validate(await db.seen(GateDecision, id, actor))


@router.get("/gates/{id}/explanation")
async def explain_gate(id: UUID, db: Session, actor: Reader) -> Explanation:
    """How the last decision came about; before any, how it would come out today."""
    gate = await db.seen(Gate, id, actor)
    if last := await last_decision(db, id):
        return last.explanation
    today = (await plan_of(db, gate)).today(db.now)
    return (await readiness(db, gate, today)).verdict.explanation


@router.post("/gates/{id}/signatories")
async def choose_signatories(
    id: UUID, body: ChooseSignatories, db: Session, actor: Planner
) -> GateView:
    """How many must sign a decision, and with which roles. Each person signs once."""
    gate = await db.locked(Gate, id, actor)
    today = (await plan_of(db, gate)).today(db.now)
    chosen = (body.signatures, body.roles, body.reason)
    publish(db, gate.choose_signatories(*chosen, today, actor.id))
    return await view(db, gate)


@router.post("/gates/{id}/decide")
async def decide(id: UUID, db: Session, actor: Signatory, body: DecideGate = TODAY) -> GateView:
    """GO, CONDITIONAL or NO-GO, by the criteria as they stand; frozen with what it rests on.

    By somebody who answered for none of them, and let none of the waivers that it rests on. Where
    it takes more signatures this is the first, and the evidence is frozen with it. After a NO-GO,
    or once a waiver has expired, it can be decided again. 422 for a day ahead, or before the last
    answer, waiver, decision or progress that it rests on.
    """
    gate = await db.locked(Gate, id, actor)
    plan = await plan_of(db, gate)
    today, on = plan.today(db.now), day_of(plan, body.decided_on, db.now, "/decided_on")
    found = await readiness(db, gate, today)
    gate.must_not_have_later("/decided_on", on, found.newest and min(found.newest, today))
    evidence = found.evidence(gate)
    await _keep(db, gate, evidence, list(gate.decide(evidence, on, actor)), [])
    return await view(db, gate, found)


@router.post("/gates/{id}/sign")
async def sign(id: UUID, db: Session, actor: Signatory, body: SignGate = SIGN_TODAY) -> GateView:
    """Signs what was frozen with the first signature; the last one decides.

    409 where the verdict, or what it rests on, is no longer what was signed.
    """
    gate = await db.locked(Gate, id, actor)
    plan = await plan_of(db, gate)
    today, on = plan.today(db.now), day_of(plan, body.signed_on, db.now, "/signed_on")
    found, begun = await readiness(db, gate, today), gate.round
    events = list(gate.sign(found.evidence(gate), on, actor))
    if begun is not None:
        await _keep(db, gate, begun.evidence, events, begun.signatures)
    return await view(db, gate, found)


@router.post("/gates/{id}/refuse")
async def refuse(id: UUID, body: WithReason, db: Session, actor: Signatory) -> GateView:
    """Does not sign, and says why: the round ends, and nothing is decided."""
    gate = await db.locked(Gate, id, actor)
    today = (await plan_of(db, gate)).today(db.now)
    publish(db, gate.refuse_to_sign(body.reason, today, actor))
    return await view(db, gate)


@router.post("/gates/{id}/begin-anew")
async def begin_anew(id: UUID, body: WithReason, db: Session, actor: Planner) -> GateView:
    """Drops the signatures under evidence that has changed."""
    gate = await db.locked(Gate, id, actor)
    today = (await plan_of(db, gate)).today(db.now)
    publish(db, gate.sign_anew(body.reason, today, actor.id))
    return await view(db, gate)


async def _keep(
    db: Session,
    gate: Gate,
    evidence: Evidence,
    events: Sequence[GateSigned | GateDecided],
    before: Sequence[Signature],
) -> None:
    """A decision is kept with its evidence, and its waivers are watched."""
    publish(db, events)
    for decided in events:
        if isinstance(decided, GateDecided):
            last = Signature(by=decided.decided_by, on=decided.decided_on)
            db.add(GateDecision.of(gate, evidence, [*before, last], db.now))
            await watch_waivers(db, gate)
