"""Evaluations of a lot, and the award."""

import asyncio
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Response
from sqlmodel import col, select

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Role
from libs.common.bodies import View
from libs.common.db import Db
from libs.common.edge import Session, needs
from libs.common.events.terms import Code
from libs.common.explain import Explained, Explanation
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import not_found, refused
from libs.common.routers import router_of
from services.vendor.api.callers import Buyer, ClientReader
from services.vendor.candidates import candidates
from services.vendor.evaluation import NotScored, evaluation
from services.vendor.models import Evaluation, Rfp, Score
from services.vendor.outcome import Outcome

router = router_of("vendor", tags=["evaluation"])
Approver = Annotated[Actor, needs(Role.APPROVER)]


class EvaluationView(View):
    id: UUID
    programme_id: UUID
    rfp_id: UUID
    lot: str
    round: int
    evaluated_on: date
    outcome: Outcome
    run_by: str
    run_at: datetime
    awarded_by: str | None
    awarded_at: datetime | None


@router.post("/rfps/{id}/lots/{lot}/evaluate", status_code=201)
async def evaluate_lot(
    id: UUID, lot: Code, db: Session, actor: Buyer, response: Response
) -> EvaluationView:
    """Knock-outs with reasons, floors, ranking, what would flip it, and how robust it is.

    As of today: certificates must still be valid. Again makes a further evaluation, and the last
    can be awarded. 409 `not-scored` while a bid that is in lacks a score. Scores to 0.01, half-up.
    """
    rfp = await db.locked(Rfp, id, actor)
    if lot not in {one.code for one in rfp.lots}:
        raise not_found("lot", lot)
    rfp.must_be_opened()
    earlier = await _of_lot(db, id, lot)
    if any(one.awarded_at for one in earlier):
        raise refused("already-awarded", f"Lot {lot} has been awarded.")
    found = await _judged(db, rfp, lot)
    made = _evaluation(rfp, lot, len(earlier) + 1, found, db, actor)
    db.add(made)
    publish(db, made.evaluated())
    response.headers["Location"] = f"/vendor/v1/evaluations/{made.id}"
    return EvaluationView.model_validate(made)


async def _judged(db: Db, rfp: Rfp, lot: str) -> Explained[Outcome]:
    """In a thread: thousands of draws would hold up everybody else."""
    bids = await candidates(db, rfp, lot)
    if not bids:
        raise refused("no-bids", f"No bid came for lot {lot}.")
    try:
        return await asyncio.to_thread(
            evaluation.explained, rfp.criteria, rfp.knock_outs, bids, db.today
        )
    except NotScored as missing:
        raise refused("not-scored", f"{missing}.", do="Let an evaluator score it.") from None


def _evaluation(
    rfp: Rfp, lot: str, round: int, found: Explained[Outcome], db: Db, actor: Actor
) -> Evaluation:
    return Evaluation(
        programme_id=rfp.programme_id,
        rfp_id=rfp.id,
        lot=lot,
        round=round,
        evaluated_on=db.today,
        outcome=found.value,
        explanation=found.explanation,
        run_by=actor.id,
        run_at=db.now,
    )


async def _of_lot(db: Db, rfp: UUID, lot: str) -> list[Evaluation]:
    """As they are now, even where one was read before the RFP was locked."""
    query = select(Evaluation).where(Evaluation.rfp_id == rfp, Evaluation.lot == lot)
    return await db.all(query.execution_options(populate_existing=True))


@router.get("/rfps/{id}/evaluations")
async def list_evaluations(
    id: UUID, db: Session, actor: ClientReader, limit: Limit = 50, after: After = None
) -> Page[EvaluationView]:
    """Every evaluation of every lot, oldest first. For the client's people."""
    await db.seen(Rfp, id, actor)
    query = select(Evaluation).where(col(Evaluation.rfp_id) == id)
    return await page(db, query, Evaluation, actor, EvaluationView.model_validate, limit, after)


@router.get("/evaluations/{id}")
async def read_evaluation(id: UUID, db: Session, actor: ClientReader) -> EvaluationView:
    """For the client's people."""
    return EvaluationView.model_validate(await db.seen(Evaluation, id, actor))


@router.get("/evaluations/{id}/explanation")
async def explain_evaluation(id: UUID, db: Session, actor: ClientReader) -> Explanation:
    """How it came about: rule, version, inputs, each step with the explanation of its rule."""
    return (await db.seen(Evaluation, id, actor)).explanation


@router.post("/evaluations/{id}/award")
async def award(id: UUID, db: Session, actor: Approver) -> EvaluationView:
    """Selects the bid ranked first. By an approver who neither scored nor ran the evaluation."""
    made = await db.seen(Evaluation, id, actor)
    await db.locked(Rfp, made.rfp_id, actor)
    lot = await _of_lot(db, made.rfp_id, made.lot)
    scorers = select(Score.evaluator).where(Score.rfp_id == made.rfp_id).distinct()
    publish(db, made.award(actor, await db.all(scorers), lot, db.now))
    return EvaluationView.model_validate(made)
