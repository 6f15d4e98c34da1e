"""Bids: sealed until all are opened at once."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Response
from pydantic import Field, field_validator
from sqlmodel import col, select

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Right
from libs.common.bodies import Body, View
from libs.common.db import Db
from libs.common.edge import Session, vendors
from libs.common.events.terms import Code
from libs.common.events.vendor.evidence import Digest
from libs.common.money import Money
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid
from libs.common.routers import router_of
from services.vendor.api.callers import Bidder
from services.vendor.api.rfps import seen_rfp
from services.vendor.models import Bid, BidState, Rfp
from services.vendor.sealed_bid import BidContent, new_salt, sealed

router = router_of("vendor", tags=["bids"])
Submitter = Annotated[Actor, vendors(Right.BID)]
Answer = Annotated[str, Field(min_length=1, max_length=20_000)]


class SubmitBid(Body):
    lot: Code
    price: Money
    answers: dict[Code, Answer] = Field(default={}, max_length=40)
    "By criterion."
    documents: list[Digest] = Field(default=[], max_length=100)

    @field_validator("price")
    @classmethod
    def _above_nil(cls, price: Money) -> Money:
        if price.amount <= 0:
            raise ValueError("a price is above nil")
        return price


class BidView(View):
    """`digest` is SHA-256 of `salt` (its bytes) followed by the canonical JSON of lot, price,
    answers and documents: keys in order, no spaces, UTF-8."""

    id: UUID
    rfp_id: UUID
    vendor_id: UUID
    lot: str
    price: Money
    answers: dict[str, str]
    documents: list[str]
    digest: str
    salt: str
    state: BidState
    replaces: UUID | None
    submitted_at: datetime
    submitted_by: str


@router.post("/rfps/{id}/bids", status_code=201)
async def submit_bid(
    id: UUID, body: SubmitBid, db: Session, actor: Submitter, response: Response
) -> BidView:
    """Takes a bid under seal. Again for the same lot replaces it; late is refused (`late-bid`).

    Until the opening nobody of the client can read it: only its digest is told.
    """
    rfp = await seen_rfp(db, id, actor, lock=True)
    rfp.must_take_bids(db.now, db.scope.stated)
    _check(body, rfp)
    earlier = await _current(db, rfp, body.lot)
    bid = _bid(body, rfp, db, actor)
    db.add(bid)
    publish(db, bid.submitted(earlier))
    response.headers["Location"] = f"/vendor/v1/bids/{bid.id}"
    return BidView.model_validate(bid)


def _check(body: SubmitBid, rfp: Rfp) -> None:
    rfp.must_have(body.lot)
    if body.price.currency != rfp.currency:
        raise invalid("/price/currency", f"Bids are in {rfp.currency}.")
    if unknown := body.answers.keys() - {criterion.code for criterion in rfp.criteria}:
        raise invalid(f"/answers/{min(unknown)}", "The RFP has no such criterion.")


async def _current(db: Db, rfp: Rfp, lot: str) -> Bid | None:
    """The vendor's own: its session sees no other's."""
    query = select(Bid).where(Bid.rfp_id == rfp.id, Bid.lot == lot)
    mine = query.where(Bid.state == BidState.SEALED, Bid.vendor_id == db.scope.vendor)
    return (await db.scalars(mine)).one_or_none()


def _bid(body: SubmitBid, rfp: Rfp, db: Db, actor: Actor) -> Bid:
    assert actor.vendor  # noqa: S101
    content, salt = BidContent(**dict(body)), new_salt()
    return Bid(
        programme_id=rfp.programme_id,
        rfp_id=rfp.id,
        vendor_id=actor.vendor,
        lot=body.lot,
        content=content,
        salt=salt,
        digest=sealed(content, salt),
        submitted_at=db.now,
        submitted_by=actor.id,
    )


@router.get("/bids/{id}")
async def read_bid(id: UUID, db: Session, actor: Bidder) -> BidView:
    """The vendor's own at any time; for the client after the opening (409 `sealed` before)."""
    bid = await db.seen(Bid, id, actor)
    if not actor.is_vendor:
        bid.must_be_opened()
    return BidView.model_validate(bid)


@router.get("/rfps/{id}/bids")
async def list_bids(
    id: UUID, db: Session, actor: Bidder, limit: Limit = 50, after: After = None
) -> Page[BidView]:
    """A vendor's own at any time; for the client after the opening (409 `sealed` before)."""
    rfp = await seen_rfp(db, id, actor)
    query = select(Bid).where(Bid.rfp_id == id)
    if not actor.is_vendor:
        rfp.must_be_opened()
        query = query.where(col(Bid.state) == BidState.OPENED)
    return await page(db, query, Bid, actor, BidView.model_validate, limit, after)
