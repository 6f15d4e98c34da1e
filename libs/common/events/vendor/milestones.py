"""What vendors report of milestones: claimed, in progress, withdrawn, answered, blocked."""

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime, Field

from libs.common.events.base import Event
from libs.common.events.terms import Code
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import NO_EVIDENCE, Evidence


class MilestoneReported(Event):
    headline = "Vendor reports {milestone} reached on {reached_on}"
    programme_id: UUID
    vendor_id: UUID
    contract_id: UUID
    milestone: Code
    reached_on: date
    evidence: Evidence = NO_EVIDENCE
    note: str = Field(default="", max_length=2000)
    reported_by: str = ""
    as_of: AwareDatetime | None = None
    "When this was so, where that is not the moment of the report: of two reports the newer counts."
    claimed_by: str = Field(default="", max_length=200)
    "The person who claims it: who reports may be a system."


class MilestoneWithdrawn(Event):
    """Takes back the claim that stands, as long as it is not decided."""

    headline = "Vendor takes back its claim of {milestone}: {reason}"
    programme_id: UUID
    vendor_id: UUID
    contract_id: UUID
    milestone: Code
    reason: str = Field(min_length=1, max_length=2000)
    reported_by: str = ""
    as_of: AwareDatetime | None = None


class ClaimAnswered(Event):
    """The vendor's answer where its claim was disputed, or accepted in part."""

    headline = "Vendor answers on {milestone}: {answer}"
    programme_id: UUID
    vendor_id: UUID
    contract_id: UUID
    milestone: Code
    answer: str = Field(min_length=1, max_length=2000)
    evidence: Evidence = NO_EVIDENCE
    reported_by: str = ""
    as_of: AwareDatetime | None = None


class BlockerRaised(Event):
    """Of a milestone or of a wave, one of the two."""

    headline = "Vendor raises a blocker of severity {severity}: {title}"
    programme_id: UUID
    vendor_id: UUID
    contract_id: UUID
    code: Code
    title: str = Field(min_length=1, max_length=200)
    severity: int = Field(ge=1, le=4)
    "1, the worst, to 4."
    milestone: Code | None = None
    wave: Code | None = None
    must_act: Party
    owner: str = Field(default="", max_length=200)
    "Who of that side, as far as it is known."
    needed_by: date
    note: str = Field(default="", max_length=2000)
    evidence: Evidence = NO_EVIDENCE
    reported_by: str = ""


class MilestoneProgressReported(Event):
    """On the way to a milestone. What is left out stays as it was told before; of each fact the
    newest word counts, by `as_of`, in whatever order reports come."""

    headline = "Vendor reports on {milestone}"
    programme_id: UUID
    vendor_id: UUID
    contract_id: UUID
    milestone: Code
    percent: int | None = Field(default=None, ge=0, le=100)
    started_on: date | None = None
    expected_on: date | None = None
    reason: str = Field(default="", max_length=2000)
    "Why it is expected then."
    reported_by: str = ""
    as_of: AwareDatetime | None = None

    def told(self) -> str:
        """With what was not left out."""
        started = None if self.started_on is None else f"begun on {self.started_on}"
        percent = None if self.percent is None else f"{self.percent} %"
        expected = None if self.expected_on is None else f"expected {self.expected_on}"
        facts = ", ".join(filter(None, (started, percent, expected)))
        return ": ".join(filter(None, (super().told(), facts)))
