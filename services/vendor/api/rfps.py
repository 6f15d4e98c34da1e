"""Requests for proposals: drafted, edited, issued, opened."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Response
from pydantic import AwareDatetime, Field, model_validator
from sqlmodel import col, select

from libs.common.auth.actor import Actor
from libs.common.bodies import Body, View
from libs.common.db import Db
from libs.common.edge import Session
from libs.common.events.assessment import ScopeItem
from libs.common.events.vendor.bids import Criterion, Lot
from libs.common.money import Currency
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid, not_found
from libs.common.routers import router_of
from services.vendor.api.callers import Bidder, Buyer
from services.vendor.api.etag import IfMatch, etag, must_match
from services.vendor.knock_outs import KnockOuts
from services.vendor.models import Bid, BidState, Invitation, Rfp, RfpState, Vendor
from services.vendor.terms import DraftCriterion, DraftLot, Name, distinct

router = router_of("vendor", "/rfps", tags=["RFPs"])
Deadline = Annotated[
    AwareDatetime, Field(gt=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))
]


class WriteRfp(Body):
    """The whole draft: what is left out is emptied."""

    title: Name
    lots: list[DraftLot] = Field(default=[], max_length=20)
    criteria: list[DraftCriterion] = Field(default=[], max_length=40)
    "Their weights total 100 when the RFP is issued; at most one is the price."
    deadline: Deadline | None = None
    knock_outs: KnockOuts = KnockOuts()
    invited: list[UUID] = Field(default=[], max_length=100)
    "Vendors."

    @model_validator(mode="after")
    def _distinct(self) -> "WriteRfp":
        distinct("lots", [lot.code for lot in self.lots])
        distinct("criteria", [criterion.code for criterion in self.criteria])
        distinct("invitations", [str(vendor) for vendor in self.invited])
        if sum(criterion.is_price for criterion in self.criteria) > 1:
            raise ValueError("only one criterion is the price")
        return self


class DraftRfp(WriteRfp):
    programme_id: UUID
    currency: Currency = "EUR"
    "In which every bid states its price."


class RfpView(View):
    """`scope` and `invited` are the client's to read: absent for vendors."""

    id: UUID
    programme_id: UUID
    business_case_id: UUID | None
    title: str
    currency: str
    scope: list[ScopeItem] | None
    lots: list[Lot]
    criteria: list[Criterion]
    deadline: datetime | None
    knock_outs: KnockOuts
    invited: list[UUID] | None
    state: RfpState
    version: int


def _view(rfp: Rfp, actor: Actor) -> RfpView:
    view = RfpView.model_validate(rfp)
    if actor.is_vendor:
        return view.model_copy(update={"scope": None, "invited": None, "business_case_id": None})
    return view


@router.post("", status_code=201)
async def draft_rfp(body: DraftRfp, db: Session, actor: Buyer, response: Response) -> RfpView:
    """Drafts a further RFP; the first is drafted when the business case is approved."""
    actor.check(body.programme_id)
    await _vendors_known(db, body.invited)
    rfp = Rfp(**dict(body), written_by=actor.id)
    db.add(rfp)
    response.headers["Location"] = f"/vendor/v1/rfps/{rfp.id}"
    response.headers["ETag"] = etag(rfp.version)
    return _view(rfp, actor)


@router.get("")
async def list_rfps(
    db: Session,
    actor: Bidder,
    programme: UUID | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[RfpView]:
    """Of one programme or of all that the caller may see; for a vendor those that invite it."""
    query = select(Rfp)
    if programme:
        query = query.where(Rfp.programme_id == programme)
    if actor.is_vendor:
        query = query.join(Invitation, col(Invitation.rfp_id) == Rfp.id)
    return await page(db, query, Rfp, actor, lambda rfp: _view(rfp, actor), limit, after)


@router.get("/{id}")
async def read_rfp(id: UUID, db: Session, actor: Bidder, response: Response) -> RfpView:
    """With its `ETag`. A vendor sees it once it is issued and only where it is invited."""
    rfp = await seen_rfp(db, id, actor)
    response.headers["ETag"] = etag(rfp.version)
    return _view(rfp, actor)


async def seen_rfp(db: Db, id: UUID, actor: Actor, *, lock: bool = False) -> Rfp:
    """404 for a vendor that is not invited; invitations exist from the issue on."""
    rfp = await (db.locked if lock else db.seen)(Rfp, id, actor)
    if actor.is_vendor:
        mine = select(Invitation.id).where(Invitation.rfp_id == id)
        if (await db.scalars(mine.where(Invitation.vendor_id == actor.vendor))).first() is None:
            raise not_found("rfp", id)
    return rfp


@router.put("/{id}")
async def edit_rfp(
    id: UUID,
    body: WriteRfp,
    db: Session,
    actor: Buyer,
    response: Response,
    if_match: IfMatch = None,
) -> RfpView:
    """Replaces the draft. 412 where somebody else changed it first, 409 once it is issued."""
    rfp = await db.locked(Rfp, id, actor)
    must_match(if_match, rfp.version)
    await _vendors_known(db, body.invited)
    rfp.rewrite(dict(body), actor)
    response.headers["ETag"] = etag(rfp.version)
    return _view(rfp, actor)


async def _vendors_known(db: Db, invited: list[UUID]) -> None:
    known = set(await db.all(select(Vendor.id).where(col(Vendor.id).in_(invited))))
    for place, vendor in enumerate(invited):
        if vendor not in known:
            raise invalid(f"/invited/{place}", "There is no such vendor.")


@router.post("/{id}/issue")
async def issue_rfp(id: UUID, db: Session, actor: Buyer, response: Response) -> RfpView:
    """Publishes it, weights and all, to those invited. Needs lots, a deadline, weights of 100."""
    rfp = await db.locked(Rfp, id, actor)
    publish(db, rfp.issue(db.now, db.scope.stated))
    db.add_all(Invitation(rfp_id=id, vendor_id=vendor) for vendor in rfp.invited)
    response.headers["ETag"] = etag(rfp.version)
    return _view(rfp, actor)


@router.post("/{id}/open")
async def open_bids(id: UUID, db: Session, actor: Buyer, response: Response) -> RfpView:
    """Opens every bid at once, for all to see who may; 409 before the deadline is past."""
    rfp = await db.locked(Rfp, id, actor)
    query = select(Bid).where(Bid.rfp_id == id, Bid.state == BidState.SEALED)
    publish(db, rfp.open(db.now, db.scope.stated, await db.all(query)))
    response.headers["ETag"] = etag(rfp.version)
    return _view(rfp, actor)
