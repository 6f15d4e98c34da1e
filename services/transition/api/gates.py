"""Gates: criteria measured and answered, waivers, and the decision."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from sqlmodel import col, select

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Role
from libs.common.edge import Edge, Session, needs
from libs.common.explain import Explanation
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid
from services.transition.api.common import Reader
from services.transition.api.gate_views import (
    AnswerCriterion,
    DecideGate,
    DecisionView,
    GateSummary,
    GateView,
    Today,
    WaiveCriterion,
)
from services.transition.loading import plan_of
from services.transition.models import Answer, Gate, GateDecision, Plan, Waiver
from services.transition.readiness.showing import Readiness, readiness
from services.transition.timers import watch_waivers

router = APIRouter(tags=["gates"], route_class=Edge)
Signer = Annotated[
    Actor,
    needs(
        Role.PROCESS_OWNER,
        Role.HR,
        Role.DATA_PROTECTION,
        Role.OPERATIONS,
        Role.PROGRAMME_OFFICE,
    ),
]
Decider = Annotated[Actor, needs(Role.SPONSOR, Role.APPROVER)]


TODAY = DecideGate()


@router.get("/plans/{id}/gates")
async def list_gates(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[GateSummary]:
    await db.seen(Plan, id, actor)
    query = select(Gate).where(Gate.plan_id == id)
    return await page(db, query, Gate, actor, GateSummary.model_validate, limit, after)


@router.get("/gates/{id}")
async def read_gate(id: UUID, db: Session, actor: Reader) -> GateView:
    """The gate with its criteria as they stand now, and what a decision today would come to."""
    return await _view(db, await db.seen(Gate, id, actor))


@router.get("/gates/{id}/decisions")
async def list_decisions(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[DecisionView]:
    await db.seen(Gate, id, actor)
    query = select(GateDecision).where(GateDecision.gate_id == id)
    return await page(db, query, GateDecision, actor, DecisionView.model_validate, limit, after)


@router.get("/gates/{id}/explanation")
async def explain_gate(id: UUID, db: Session, actor: Reader) -> Explanation:
    """How the last decision came about; before any, how it would come out today."""
    gate = await db.seen(Gate, id, actor)
    query = select(GateDecision).where(GateDecision.gate_id == id)
    decisions = await db.all(query.order_by(col(GateDecision.id)))
    if decisions:
        last: GateDecision = decisions[-1]
        return last.explanation
    return (await _readiness(db, gate)).verdict.explanation


@router.post("/gates/{id}/answers")
async def answer(id: UUID, body: AnswerCriterion, db: Session, actor: Signer) -> GateView:
    """Answers for a criterion that is not measured, signed by the caller. Again replaces it.

    422 for a measured or unknown criterion; 409 once the gate is passed.
    """
    gate = await db.locked(Gate, id, actor)
    today = (await plan_of(db, gate)).today(db.now)
    must_take_answers(await readiness(db, gate, today), body.criterion)
    signed = {"answered_by": actor.id, "answered_on": today}
    publish(db, gate.answer(Answer(**body.model_dump(), **signed)))
    return await _view(db, gate)


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
    return await _view(db, gate)


@router.post("/gates/{id}/decide")
async def decide(id: UUID, db: Session, actor: Decider, body: DecideGate = TODAY) -> GateView:
    """GO, CONDITIONAL or NO-GO, by the criteria as they stand; frozen with what it rests on.

    By somebody who answered for none of them, and granted no waiver that it rests on. After a
    NO-GO, or once a waiver has expired, it can be decided again. 422 for a day ahead, or before
    the last answer, waiver, decision or progress that it rests on.
    """
    gate = await db.locked(Gate, id, actor)
    plan = await plan_of(db, gate)
    today = plan.today(db.now)
    on = body.decided_on or today
    plan.must_not_be_ahead("/decided_on", on, db.now)
    found = await readiness(db, gate, today)
    gate.must_not_have_later("/decided_on", on, found.newest and min(found.newest, today))
    publish(db, gate.decide(found.verdict, found.results, on, actor))
    db.add(_decision(gate, found, on, actor, db))
    await watch_waivers(db, gate)
    return await _view(db, gate)


def must_take_answers(found: Readiness, code: str) -> None:
    answerable = sorted(result.code for result in found.results if not result.measured)
    if code not in answerable:
        raise invalid("/criterion", f"{code} is not answered here: {', '.join(answerable)} are.")


def must_be_criterion(found: Readiness, code: str) -> None:
    if code not in found.by_code:
        raise invalid("/criterion", f"No such criterion; there are {', '.join(found.by_code)}.")


def _decision(gate: Gate, found: Readiness, on: date, actor: Actor, db: Session) -> GateDecision:
    return GateDecision(
        **gate.ours,
        gate_id=gate.id,
        outcome=found.verdict.value.outcome,
        criteria=found.results,
        reasons=found.verdict.value.reasons,
        answers=gate.answers,
        waivers=gate.waivers,
        explanation=found.verdict.explanation,
        measured=found.measured,
        decided_on=on,
        decided_by=actor.id,
        decided_at=db.now,
    )


async def _view(db: Session, gate: Gate) -> GateView:
    found = await _readiness(db, gate)
    today = Today(**dict(found.verdict.value), criteria=found.results)
    summary: dict[str, Any] = dict(GateSummary.model_validate(gate))
    return GateView(**summary, today=today, answers=gate.answers, waivers=gate.waivers)


async def _readiness(db: Session, gate: Gate) -> Readiness:
    plan = await plan_of(db, gate)
    return await readiness(db, gate, plan.today(db.now))
