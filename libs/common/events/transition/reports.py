"""Vendors' reports that cannot be used."""

from uuid import UUID

from libs.common.events.base import Event


class ReportRefused(Event):
    headline = "A vendor's report was refused: {reason}"
    programme_id: UUID
    vendor_id: UUID
    report_id: UUID
    kind: str
    "Stable: `unknown-milestone`, `already-accepted`, …"
    reason: str
    claim_id: UUID | None = None
    "The claim that stands in the way, where one does."
