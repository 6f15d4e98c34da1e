"""Vendors' reports that cannot be used."""

from datetime import datetime
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
    contract_id: UUID | None = None
    plan_id: UUID | None = None
    of: str = ""
    "The milestone, blocker or topic that it speaks of."
    report_type: str = ""
    "Type of the event in which it was brought."
    due_at: datetime | None = None
    "By when it should be made good; none where nothing needs to be."
