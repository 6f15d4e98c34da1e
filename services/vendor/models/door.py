"""What the door gives a vendor for each event it has recorded."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from libs.common.db import Moment, Owned
from services.vendor.models.base import Base


class ReceiptState(StrEnum):
    """`recorded` is all the door itself can say; the rest comes back from those it concerns."""

    RECORDED = "recorded"
    ACCEPTED = "accepted"
    ACCEPTED_IN_PART = "accepted_in_part"
    DISPUTED = "disputed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


class Receipt(Owned, Base, table=True):
    """It bears the id that the door gave the event: one recorded event, one receipt."""

    __table_args__ = (
        UniqueConstraint("tenant", "vendor_id", "source", "external_id", name="uq_receipt_event"),
    )

    vendor_id: UUID
    programme_id: UUID
    contract_id: UUID
    source: str = Field(max_length=200)
    external_id: str = Field(max_length=200)
    type: str = Field(max_length=120)
    digest: str = Field(max_length=64)
    "SHA-256 of what was recorded: tells a repeat from a reused id."
    recorded_at: Moment
    state: ReceiptState = ReceiptState.RECORDED
    reason_kind: str | None = None
    reason: str | None = None

    def accepted(self) -> None:
        self._answered(ReceiptState.ACCEPTED)

    def taken(self) -> None:
        """Of a report of many lines; what was refused in part stays refused."""
        if self.state is ReceiptState.RECORDED:
            self.accepted()

    def accepted_in_part(self, reason: str) -> None:
        self._answered(ReceiptState.ACCEPTED_IN_PART, "accepted-in-part", reason)

    def rejected(self, reason: str) -> None:
        self._answered(ReceiptState.REJECTED, "rejected", reason)

    def withdrawn(self, reason: str) -> None:
        self._answered(ReceiptState.WITHDRAWN, "withdrawn", reason)

    def disputed(self, reason: str) -> None:
        self._answered(ReceiptState.DISPUTED, "disputed", reason)

    def refused(self, kind: str, reason: str) -> None:
        self._answered(ReceiptState.REFUSED, kind, reason)

    def _answered(
        self, state: ReceiptState, kind: str | None = None, reason: str | None = None
    ) -> None:
        self.state, self.reason_kind, self.reason = state, kind, reason
