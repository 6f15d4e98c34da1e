"""What evaluators score, and what due diligence finds."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import Response
from pydantic import Field
from sqlmodel import col, select

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Role
from libs.common.bodies import Body, View
from libs.common.db import Db
from libs.common.edge import Session, needs
from libs.common.events.terms import Code
from libs.common.money import Percentage
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid, refused
from libs.common.routers import router_of
from services.vendor.api.callers import ClientReader
from services.vendor.models import Bid, DueDiligence, Evaluation, Rfp, Score
from services.vendor.terms import Text

router = router_of("vendor", "/rfps/{id}", tags=["evaluation"])
Evaluator = Annotated[Actor, needs(Role.EVALUATOR)]
Examiner = Annotated[Actor, needs(Role.PROCUREMENT, Role.LEGAL, Role.DATA_PROTECTION)]


class ScoreBid(Body):
    bid_id: UUID
    criterion: Code
    score: Percentage = Field(max_digits=5, decimal_places=2)
    "0 to 100."
    comment: str = Field(default="", max_length=4000)


class ScoreView(View):
    id: UUID
    rfp_id: UUID
    bid_id: UUID
    criterion: str
    evaluator: str
    score: Decimal
    comment: str


class RecordDueDiligence(Body):
    vendor_id: UUID
    passed: bool
    findings: Text


class DueDiligenceView(View):
    id: UUID
    rfp_id: UUID
    vendor_id: UUID
    passed: bool
    findings: str
    recorded_at: datetime
    recorded_by: str


@router.post("/scores", status_code=201)
async def score_bid(
    id: UUID, body: ScoreBid, db: Session, actor: Evaluator, response: Response
) -> ScoreView:
    """The caller's own score of a bid; again replaces it. Nobody scores the price by hand."""
    rfp = await db.seen(Rfp, id, actor)
    rfp.must_be_opened()
    rfp.must_score_by_hand(body.criterion)
    bid = await db.locked(Bid, body.bid_id, actor)
    if bid.rfp_id != id:
        raise invalid("/bid_id", "The RFP has no such bid.")
    bid.must_be_opened()
    await _not_awarded(db, bid)
    score = await _own(db, body, actor) or _unscored(body, rfp, actor)
    publish(db, score.is_now(body.score, body.comment))
    db.add(score)
    response.headers["Location"] = f"/vendor/v1/rfps/{id}/scores"
    return ScoreView.model_validate(score)


async def _not_awarded(db: Db, bid: Bid) -> None:
    query = select(Evaluation.id).where(
        Evaluation.rfp_id == bid.rfp_id,
        Evaluation.lot == bid.lot,
        col(Evaluation.awarded_at).is_not(None),
    )
    if (await db.scalars(query)).first():
        raise refused("already-awarded", f"Lot {bid.lot} has been awarded: its scores stand.")


async def _own(db: Db, body: ScoreBid, actor: Actor) -> Score | None:
    query = select(Score).where(Score.bid_id == body.bid_id, Score.criterion == body.criterion)
    return (await db.scalars(query.where(Score.evaluator == actor.id))).one_or_none()


def _unscored(body: ScoreBid, rfp: Rfp, actor: Actor) -> Score:
    return Score(
        programme_id=rfp.programme_id,
        rfp_id=rfp.id,
        bid_id=body.bid_id,
        criterion=body.criterion,
        evaluator=actor.id,
        score=body.score,
    )


@router.get("/scores")
async def list_scores(
    id: UUID, db: Session, actor: ClientReader, limit: Limit = 50, after: After = None
) -> Page[ScoreView]:
    """What every evaluator has scored so far. For the client's people."""
    await db.seen(Rfp, id, actor)
    query = select(Score).where(Score.rfp_id == id)
    return await page(db, query, Score, actor, ScoreView.model_validate, limit, after)


@router.post("/due-diligence", status_code=201)
async def record_due_diligence(
    id: UUID, body: RecordDueDiligence, db: Session, actor: Examiner, response: Response
) -> DueDiligenceView:
    """What was found about an invited vendor. The last one counts; failed knocks its bids out."""
    rfp = await db.seen(Rfp, id, actor)
    if body.vendor_id not in rfp.invited:
        raise invalid("/vendor_id", "The RFP does not invite this vendor.")
    found = DueDiligence(
        **body.model_dump(),
        programme_id=rfp.programme_id,
        rfp_id=id,
        recorded_at=db.now,
        recorded_by=actor.id,
    )
    db.add(found)
    publish(db, found.recorded())
    response.headers["Location"] = f"/vendor/v1/rfps/{id}/due-diligence"
    return DueDiligenceView.model_validate(found)


@router.get("/due-diligence")
async def list_due_diligence(
    id: UUID, db: Session, actor: ClientReader, limit: Limit = 50, after: After = None
) -> Page[DueDiligenceView]:
    """All that was recorded, oldest first. For the client's people."""
    await db.seen(Rfp, id, actor)
    query = select(DueDiligence).where(DueDiligence.rfp_id == id)
    return await page(db, query, DueDiligence, actor, DueDiligenceView.model_validate, limit, after)
