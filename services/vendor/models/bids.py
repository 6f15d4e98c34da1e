"""Bids under seal, and what the client's people find about them once they are opened."""

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field, UniqueConstraint

from libs.common.db import Exact, Moment, Owned, json_field
from libs.common.events.vendor.bids import BidScored, BidSubmitted, DueDiligenceRecorded, OpenedBid
from libs.common.money import Money
from libs.common.problems import refused
from services.vendor.models.base import Base
from services.vendor.sealed_bid import BidContent


class BidState(StrEnum):
    SEALED = "sealed"
    REPLACED = "replaced"
    "By a later bid of the vendor for the lot, before the deadline: never opened."
    OPENED = "opened"


class Bid(Owned, Base, table=True):
    programme_id: UUID
    rfp_id: UUID = Field(index=True)
    vendor_id: UUID = Field(index=True)
    lot: str
    content: BidContent = json_field(BidContent)
    salt: str
    digest: str
    state: BidState = BidState.SEALED
    replaces: UUID | None = None
    submitted_at: Moment
    submitted_by: str

    def submitted(self, earlier: "Bid | None") -> Iterator[BidSubmitted]:
        if earlier:
            earlier.state, self.replaces = BidState.REPLACED, earlier.id
        yield BidSubmitted(
            programme_id=self.programme_id,
            vendor_id=self.vendor_id,
            rfp_id=self.rfp_id,
            bid_id=self.id,
            lot=self.lot,
            digest=self.digest,
            replaces=self.replaces,
        )

    @property
    def price(self) -> Money:
        return self.content.price

    @property
    def answers(self) -> dict[str, str]:
        return self.content.answers

    @property
    def documents(self) -> list[str]:
        return self.content.documents

    def open(self) -> OpenedBid:
        self.state = BidState.OPENED
        return OpenedBid(
            bid_id=self.id,
            vendor_id=self.vendor_id,
            lot=self.lot,
            price=self.price,
            digest=self.digest,
        )

    def must_be_opened(self) -> None:
        if self.state is BidState.REPLACED:
            raise refused("sealed", "This bid was replaced by a later one and was never opened.")
        if self.state is not BidState.OPENED:
            raise refused("sealed", "Bids stay sealed until they are all opened.")


class Score(Owned, Base, table=True):
    """What one evaluator finds of one bid by one criterion."""

    __table_args__ = (UniqueConstraint("bid_id", "criterion", "evaluator"),)

    programme_id: UUID
    rfp_id: UUID = Field(index=True)
    bid_id: UUID
    criterion: str
    evaluator: str
    score: Exact
    comment: str = ""

    def is_now(self, score: Decimal, comment: str) -> Iterator[BidScored]:
        self.score, self.comment = score, comment
        yield BidScored(
            programme_id=self.programme_id,
            rfp_id=self.rfp_id,
            bid_id=self.bid_id,
            criterion=self.criterion,
            score=self.score,
            evaluator=self.evaluator,
        )


class DueDiligence(Owned, Base, table=True):
    """Of one vendor for one RFP; the last one counts."""

    __tablename__ = "due_diligence"

    programme_id: UUID
    rfp_id: UUID = Field(index=True)
    vendor_id: UUID
    passed: bool
    findings: str
    recorded_at: Moment
    recorded_by: str

    def recorded(self) -> Iterator[DueDiligenceRecorded]:
        yield DueDiligenceRecorded(
            programme_id=self.programme_id,
            rfp_id=self.rfp_id,
            subject=self.vendor_id,
            passed=self.passed,
            recorded_by=self.recorded_by,
        )
