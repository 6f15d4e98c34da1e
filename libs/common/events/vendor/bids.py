"""From the request for proposals to the vendor who is selected."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from pydantic import Field

from libs.common.events.base import Event, Part
from libs.common.events.terms import Code
from libs.common.events.vendor.evidence import Digest
from libs.common.money import Money


class Lot(Part):
    code: Code
    title: str = Field(min_length=1, max_length=200)


class Criterion(Part):
    """What bids are judged by. `weight` in per cent; `floor` is never traded for price."""

    code: Code
    title: str = Field(min_length=1, max_length=200)
    weight: Decimal = Field(gt=0, le=100)
    floor: Decimal | None = Field(default=None, ge=0, le=100)
    is_price: bool = False
    "Scored from the price by the rule 100 × lowest / price; nobody scores it by hand."


class OpenedBid(Part):
    bid_id: UUID
    vendor_id: UUID
    lot: Code
    price: Money
    digest: Digest


class RfpIssued(Event):
    headline = "RFP issued: {title}, bids due {deadline}"
    programme_id: UUID
    rfp_id: UUID
    title: str
    lots: list[Lot]
    criteria: list[Criterion]
    deadline: datetime
    invited: list[UUID]


class BidSubmitted(Event):
    """Sealed: only its digest is told before the opening."""

    headline = "Sealed bid received for lot {lot}"
    programme_id: UUID
    vendor_id: UUID
    rfp_id: UUID
    bid_id: UUID
    lot: Code
    digest: Digest
    replaces: UUID | None = None


class BidsOpened(Event):
    headline = "Bids opened"
    programme_id: UUID
    rfp_id: UUID
    bids: list[OpenedBid]


class BidScored(Event):
    headline = "A bid scored for {criterion} by {evaluator}"
    programme_id: UUID
    rfp_id: UUID
    bid_id: UUID
    criterion: Code
    score: Decimal
    evaluator: str


class DueDiligenceRecorded(Event):
    """Carries no `vendor_id`: findings about a vendor are the client's to read."""

    headline = "Due diligence of a bidder recorded by {recorded_by}"
    programme_id: UUID
    rfp_id: UUID
    subject: UUID
    "The vendor."
    passed: bool
    recorded_by: str


class BidsEvaluated(Event):
    headline = "Lot {lot} evaluated: {leader} leads"
    programme_id: UUID
    rfp_id: UUID
    evaluation_id: UUID
    lot: Code
    ranking: list[UUID]
    "Bids, best first."
    knocked_out: list[UUID]
    leader: str
    rule_version: int


class VendorSelected(Event):
    headline = "Vendor selected for lot {lot}: {vendor_name}"
    programme_id: UUID
    vendor_id: UUID
    vendor_name: str
    rfp_id: UUID
    bid_id: UUID
    lot: Code
    score: Decimal
