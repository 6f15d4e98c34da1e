"""Milestones that the vendor claims, and the answers."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from libs.common.events.base import Part
from libs.common.events.transition.of_plan import OfPlan
from libs.common.events.transition.party import Party
from libs.common.events.vendor.contracts import OnSilence
from libs.common.events.vendor.evidence import Digest


class ClaimClock(StrEnum):
    """What is awaited: the client's first word, the vendor's answer, the client's decision."""

    ACCEPTANCE = "acceptance"
    ANSWER = "answer"
    DECISION = "decision"


class ClaimOutcome(StrEnum):
    UPHELD = "upheld"
    REJECTED = "rejected"


class OpenCondition(Part):
    code: str
    what: str
    side: Party
    owner: str
    due_on: date


class OfClaim(OfPlan, abstract=True):
    claim_id: UUID


class MilestoneAccepted(OfClaim):
    headline = "Milestone {milestone} accepted"
    report_id: UUID
    "The event in which the vendor reported it."
    milestone: str
    accepted_by: str
    reached_on: date | None = None
    claimed_by: str = ""
    "The person of the vendor who claimed it, where one was named."


class MilestoneDisputed(OfClaim):
    headline = "Milestone {milestone} disputed: {reason}"
    report_id: UUID
    milestone: str
    reason: str
    disputed_by: str
    claimed_by: str = ""
    answer_by: datetime | None = None


class ClaimFellSilent(OfClaim):
    headline = "No answer to the claim of {milestone} within {days} business days"
    milestone: str
    days: int
    awaited: ClaimClock = ClaimClock.ACCEPTANCE
    side: Party = Party.CLIENT
    due_at: datetime | None = None

    def told(self) -> str:
        if self.awaited is ClaimClock.ACCEPTANCE:
            return super().told()
        whose = f"No {self.awaited} of the {self.side} on the claim of {self.milestone}"
        return f"{whose} within {self.days} business days"


class ClaimReminded(OfClaim):
    """Half of the time is over."""

    headline = "{side} has {hours_left} business hours left for {awaited} of {milestone}"
    milestone: str
    awaited: ClaimClock
    side: Party
    due_at: datetime
    hours_left: Decimal


class MilestoneAcceptedInPart(OfClaim):
    headline = "Milestone {milestone} accepted in part: {reason}"
    report_id: UUID
    milestone: str
    counts_as_reached: bool
    reached_on: date
    conditions: list[OpenCondition]
    reason: str
    accepted_by: str
    answer_by: datetime
    claimed_by: str = ""


class DisputeAnswered(OfClaim):
    headline = "The vendor answers on {milestone}: {answer}"
    milestone: str
    answer: str
    answered_by: str
    evidence: list[Digest]
    decide_by: datetime
    report_id: UUID | None = None
    "The event in which the vendor reported it, where it came through the door."


class ClaimDecided(OfClaim):
    headline = "The claim of {milestone} is {outcome}: {reason}"
    report_id: UUID
    milestone: str
    outcome: ClaimOutcome
    reason: str
    decided_by: str
    claimed_by: str = ""


class ClaimWithdrawn(OfClaim):
    headline = "The vendor takes back its claim of {milestone}: {reason}"
    milestone: str
    claimed_in: UUID
    "The event in which the vendor had reported it."
    reason: str
    withdrawn_by: str
    report_id: UUID | None = None
    "The event in which the vendor reported that, where it came through the door."
    claimed_by: str = ""


class ClaimReplaced(OfClaim):
    """Claimed anew, instead of an answer to what was said of it."""

    headline = "{milestone} is claimed anew"
    milestone: str
    replaced_by: UUID
    "The event of the new claim."


class ClaimDeemedAccepted(OfClaim):
    """By the contract, where the client is silent."""

    headline = "No answer to the claim of {milestone} by {due_at}: deemed accepted by the contract"
    report_id: UUID
    milestone: str
    reached_on: date
    days: int
    due_at: datetime
    on_silence: OnSilence
    claimed_by: str = ""


class ClaimDeemedRejected(OfClaim):
    """By the contract, where the client is silent."""

    headline = "No answer to the claim of {milestone} by {due_at}: deemed rejected by the contract"
    report_id: UUID
    milestone: str
    days: int
    due_at: datetime
    on_silence: OnSilence
    claimed_by: str = ""


class ClaimClockStopped(OfClaim):
    headline = "The {side}'s clock on {milestone} stands still: {reason}"
    milestone: str
    awaited: ClaimClock
    side: Party
    stopped_by: str
    "What stops it."
    reason: str
    stopped_at: datetime
    hours_left: Decimal


class ClaimClockResumed(OfClaim):
    headline = "The {side}'s clock on {milestone} runs on, until {due_at}"
    milestone: str
    awaited: ClaimClock
    side: Party
    stopped_by: str
    "What stopped it, and does no more."
    resumed_at: datetime
    due_at: datetime
    hours_left: Decimal
    still_stopped_by: list[str] = []
    "What it stands still by all the same; it runs on where nothing does."

    def told(self) -> str:
        if not self.still_stopped_by:
            return super().told()
        still = ", ".join(self.still_stopped_by)
        return f"The {self.side}'s clock on {self.milestone} still stands still, by {still}"


class ClaimTermsChanged(OfPlan):
    headline = "Evidence of claims required: {evidence_required}"
    evidence_required: bool
    changed_by: str
