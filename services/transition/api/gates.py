"""Gates: what they ask for, what is answered, and how they stand."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from sqlmodel import select

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Role
from libs.common.edge import Session, needs
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid, not_found
from libs.common.routers import router_of
from services.transition.api.common import Planner, Reader
from services.transition.api.gate_views import (
    AddCriterion,
    AnswerCriterion,
    ChangeCriterion,
    GateSummary,
    GateView,
    view,
)
from services.transition.models import Answer, Gate, Plan
from services.transition.models.gate_parts import Choice
from services.transition.plan.loading import plan_of
from services.transition.readiness.choices import added, changed, criteria_of
from services.transition.readiness.outlook import look
from services.transition.readiness.showing import Readiness, readiness

router = router_of("transition", tags=["gates"])
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
PathCode = Annotated[str, Path(min_length=1, max_length=100)]


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
    return await view(db, await db.seen(Gate, id, actor))


@router.post("/gates/{id}/criteria")
async def add_criterion(id: UUID, body: AddCriterion, db: Session, actor: Planner) -> GateView:
    """Asks for something else besides, which somebody answers and signs. Before the first
    decision."""
    gate = await db.locked(Gate, id, actor)
    today = (await plan_of(db, gate)).today(db.now)
    asked = (body.code, body.title, body.mandatory, body.reason)
    publish(db, gate.add_criterion(added(gate, *asked, actor.id, today)))
    return await view(db, gate, await look(db, gate))


@router.post("/gates/{id}/criteria/{criterion}/change")
async def change_criterion(
    id: UUID, criterion: PathCode, body: ChangeCriterion, db: Session, actor: Planner
) -> GateView:
    """Makes it mandatory or not, or sets what must be reached. Before the first decision; an
    answer that it had is asked for anew."""
    gate = await db.locked(Gate, id, actor)
    today = (await plan_of(db, gate)).today(db.now)
    was = next((one for one in criteria_of(gate) if one.code == criterion), None)
    if was is None:
        raise not_found("criterion", criterion)
    asked = changed(gate, was, body.mandatory, body.threshold, body.reason)
    choice = Choice.model_validate({**asked, "chosen_by": actor.id, "chosen_on": today})
    publish(db, gate.change_criterion(was, choice))
    return await view(db, gate, await look(db, gate))


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
    return await view(db, gate, await look(db, gate))


def must_take_answers(found: Readiness, code: str) -> None:
    answerable = sorted(result.code for result in found.results if not result.measured)
    if code not in answerable:
        raise invalid("/criterion", f"{code} is not answered here: {', '.join(answerable)} are.")


def must_be_criterion(found: Readiness, code: str) -> None:
    if code not in found.by_code:
        raise invalid("/criterion", f"No such criterion; there are {', '.join(found.by_code)}.")
