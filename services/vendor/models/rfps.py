"""Requests for proposals: drafted, issued to those invited, opened once the deadline is past."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlmodel import Field, UniqueConstraint

from libs.common.auth.actor import Actor
from libs.common.db import OptionalMoment, Owned, json_field
from libs.common.events.assessment import ScopeItem
from libs.common.events.vendor.bids import BidsOpened, Criterion, Lot, RfpIssued
from libs.common.problems import Problem, invalid, refused
from services.vendor.knock_outs import KnockOuts
from services.vendor.models.base import Base
from services.vendor.models.bids import Bid

WEIGHTS = Decimal(100)


class RfpState(StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"
    OPENED = "opened"


class Rfp(Owned, Base, table=True):
    """Vendors reach it through their invitation: routes check it."""

    open_to_vendors: ClassVar[bool] = True

    programme_id: UUID = Field(index=True)
    business_case_id: UUID | None = None
    title: str
    currency: str
    scope: list[ScopeItem] = json_field(list[ScopeItem], default=[])
    lots: list[Lot] = json_field(list[Lot], default=[])
    criteria: list[Criterion] = json_field(list[Criterion], default=[])
    knock_outs: KnockOuts = json_field(KnockOuts, default=KnockOuts())
    invited: list[UUID] = json_field(list[UUID], default=[])
    deadline: OptionalMoment = None
    state: RfpState = RfpState.DRAFT
    rehearsed: bool = False
    "Issued at a stated moment: only then may bids and the opening state theirs."
    version: int = 1
    "Counts the edits of the draft; what `ETag` shows."
    written_by: str

    def must_be_draft(self) -> None:
        if self.state is not RfpState.DRAFT:
            raise refused("not-draft", "The RFP was issued: what it says can no longer change.")

    def rewrite(self, fields: dict[str, Any], editor: Actor) -> None:
        self.must_be_draft()
        for name, value in fields.items():
            setattr(self, name, value)
        self.version, self.written_by = self.version + 1, editor.id

    def issue(self, now: datetime, rehearsed: bool) -> Iterator[RfpIssued]:
        self.must_be_draft()
        deadline = self._complete(now)
        self.state, self.version = RfpState.ISSUED, self.version + 1
        self.rehearsed = rehearsed
        yield RfpIssued(
            programme_id=self.programme_id,
            rfp_id=self.id,
            title=self.title,
            lots=self.lots,
            criteria=self.criteria,
            deadline=deadline,
            invited=self.invited,
        )

    def _complete(self, now: datetime) -> datetime:
        """The deadline, of an RFP that lacks nothing."""
        total = sum((c.weight for c in self.criteria), Decimal(0))
        if not self.lots or not self.invited:
            raise _incomplete("An RFP needs at least one lot and one invited vendor.")
        if total != WEIGHTS:
            raise _incomplete(f"The weights total {total}, not 100.", "weights-not-100")
        if self.deadline is None or self.deadline <= now:
            raise _incomplete("An RFP needs a deadline that lies ahead.")
        return self.deadline

    def must_take_bids(self, now: datetime, rehearsed: bool) -> None:
        """A bid at the very moment of the deadline is in time."""
        deadline = self._issued(rehearsed)
        if now > deadline or self.state is RfpState.OPENED:
            raise refused("late-bid", f"Bids were due by {deadline.isoformat()}.")

    def _issued(self, rehearsed: bool) -> datetime:
        """The deadline, of an RFP that was issued. Nobody talks the clock past a real one."""
        if self.deadline is None or self.state is RfpState.DRAFT:
            raise refused("not-issued", "The RFP has not been issued.")
        if rehearsed and not self.rehearsed:
            raise refused(
                "in-earnest",
                "The RFP was issued in earnest: its deadline runs by the clock.",
                do="Leave Baton-Date out.",
            )
        return self.deadline

    def must_have(self, lot: str) -> None:
        if lot not in {one.code for one in self.lots}:
            raise invalid("/lot", f"The RFP has no lot {lot}.")

    def must_score_by_hand(self, criterion: str) -> None:
        by_hand = {one.code for one in self.criteria if not one.is_price}
        if criterion not in by_hand:
            raise invalid("/criterion", f"Nobody scores {criterion} by hand in this RFP.")

    def must_be_opened(self) -> None:
        if self.state is not RfpState.OPENED:
            raise sealed()

    def open(self, now: datetime, rehearsed: bool, bids: Sequence[Bid]) -> Iterator[BidsOpened]:
        """All at once, in the order in which they came."""
        deadline = self._issued(rehearsed)
        if self.state is RfpState.OPENED:
            raise refused("already-opened", "The bids were opened already.")
        if now <= deadline:
            raise refused(
                "before-deadline",
                f"Bids may come until {deadline.isoformat()}; none is opened before.",
            )
        self.state = RfpState.OPENED
        opened = [bid.open() for bid in sorted(bids, key=lambda bid: (bid.submitted_at, bid.id))]
        yield BidsOpened(programme_id=self.programme_id, rfp_id=self.id, bids=opened)


class Invitation(Owned, Base, table=True):
    """Lets one vendor see one RFP."""

    __table_args__ = (UniqueConstraint("rfp_id", "vendor_id"),)

    rfp_id: UUID
    vendor_id: UUID = Field(index=True)


def sealed() -> Problem:
    return refused(
        "sealed",
        "Bids stay sealed until they are all opened, after the deadline.",
        do="POST /vendor/v1/rfps/{id}/open once the deadline is past.",
    )


def _incomplete(detail: str, kind: str = "not-complete") -> Problem:
    return refused(kind, detail, do="Complete the draft with PUT, then issue it.")
