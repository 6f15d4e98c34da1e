"""The bids for a lot with all that is known for judging them, gathered in five queries."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from services.vendor.evaluator_spread import Marks
from services.vendor.knock_outs import Standing
from services.vendor.models import Bid, BidState, Certificate, DueDiligence, Rfp, Score, Vendor
from services.vendor.outcome import Candidate


async def candidates(db: Db, rfp: Rfp, lot: str) -> list[Candidate]:
    """In the order in which the bids came."""
    opened = select(Bid).where(Bid.rfp_id == rfp.id, Bid.lot == lot, Bid.state == BidState.OPENED)
    bids = await db.all(opened.order_by(col(Bid.submitted_at), col(Bid.id)))
    vendors = [bid.vendor_id for bid in bids]
    names = {v.id: v.name for v in await db.all(select(Vendor).where(col(Vendor.id).in_(vendors)))}
    marks = await _marks(db, bids)
    certificates = await _certificates(db, vendors)
    passed = await _due_diligence(db, rfp)
    return [
        Candidate(
            bid_id=bid.id,
            vendor_id=bid.vendor_id,
            vendor=names[bid.vendor_id],
            price=bid.price,
            submitted_at=bid.submitted_at,
            standing=Standing(
                certificates=certificates.get(bid.vendor_id, {}),
                due_diligence_passed=passed.get(bid.vendor_id),
            ),
            marks=marks.get(bid.id, {}),
        )
        for bid in bids
    ]


async def _marks(db: Db, bids: Sequence[Bid]) -> dict[UUID, Marks]:
    query = select(Score).where(col(Score.bid_id).in_([bid.id for bid in bids]))
    found: dict[UUID, Marks] = {}
    for score in await db.all(query.order_by(col(Score.id))):
        by_evaluator = found.setdefault(score.bid_id, {}).setdefault(score.criterion, {})
        by_evaluator[score.evaluator] = score.score
    return found


async def _certificates(db: Db, vendors: Sequence[UUID]) -> dict[UUID, dict[str, date]]:
    """The last day of each standard's longest: later rows of the order overwrite earlier."""
    query = select(Certificate).where(col(Certificate.vendor_id).in_(vendors))
    found: dict[UUID, dict[str, date]] = {}
    for certificate in await db.all(query.order_by(col(Certificate.valid_until))):
        lasting = found.setdefault(certificate.vendor_id, {})
        lasting[certificate.standard] = certificate.valid_until
    return found


async def _due_diligence(db: Db, rfp: Rfp) -> dict[UUID, bool]:
    query = select(DueDiligence).where(DueDiligence.rfp_id == rfp.id)
    rows = await db.all(query.order_by(col(DueDiligence.recorded_at), col(DueDiligence.id)))
    return {row.vendor_id: row.passed for row in rows}
