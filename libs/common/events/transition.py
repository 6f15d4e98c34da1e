"""What the transition service tells: stages 3 and 4."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from libs.common.events.base import Event, Part
from libs.common.events.vendor import Digest


class GateOutcome(StrEnum):
    GO = "GO"
    CONDITIONAL = "CONDITIONAL"
    NO_GO = "NO-GO"


class PlannedWave(Part):
    wave_id: UUID
    code: str
    title: str
    processes: list[str]
    planned_on: date
    expected_on: date | None = None
    "When the network of tasks allows it: the planned date or later."


class CriterionResult(Part):
    """`value` and `threshold` as shares 0 to 1 where they are measured."""

    code: str
    title: str
    mandatory: bool
    met: bool
    value: Decimal | None = None
    threshold: Decimal | None = None
    waived: bool = False
    note: str = ""
    "What it rests on, or what is missing."
    answered_by: str | None = None
    "Who signed for it; none where it is measured."
    evidence: list[Digest] = []


class TransitionPlanned(Event):
    headline = "Transition planned from {starts_on} to {finishes_on}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    contract_id: UUID
    starts_on: date
    finishes_on: date
    waves: list[PlannedWave]
    critical_path: list[str]
    is_exit: bool = False


class WaveAdded(Event):
    headline = "Wave {wave.code} added: {wave.title}, planned on {wave.planned_on}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    contract_id: UUID
    wave: PlannedWave


class FreezeDeclared(Event):
    headline = "Freeze {title}: nothing goes live from {starts_on} to {ends_on}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    title: str
    starts_on: date
    ends_on: date


class TopicsListed(Event):
    headline = "Topics of the knowledge transfer listed"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    topics: list[str]


class MilestoneAccepted(Event):
    headline = "Milestone {milestone} accepted"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    claim_id: UUID
    report_id: UUID
    "The event in which the vendor reported it."
    milestone: str
    accepted_by: str
    reached_on: date | None = None


class MilestoneDisputed(Event):
    headline = "Milestone {milestone} disputed: {reason}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    claim_id: UUID
    report_id: UUID
    milestone: str
    reason: str
    disputed_by: str


class ClaimFellSilent(Event):
    headline = "No answer to the claim of {milestone} within {days} business days"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    claim_id: UUID
    milestone: str
    days: int


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


class ScheduleSlipped(Event):
    headline = "{milestone} slipped by {days} days: {reason}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    milestone: str
    was: date
    now: date
    days: int
    reason: str


class CriterionAnswered(Event):
    headline = "Gate {wave}: {answered_by} answered for {criterion}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    gate_id: UUID
    wave: str
    criterion: str
    met: bool
    note: str
    evidence: list[Digest]
    answered_by: str
    answered_on: date


class CriterionWaived(Event):
    headline = "Gate {wave}: {criterion} waived until {expires_on}: {reason}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    gate_id: UUID
    wave: str
    criterion: str
    owner: str
    reason: str
    expires_on: date
    granted_by: str
    granted_on: date | None = None


class WaiverExpired(Event):
    """The gate is open again; after go-live it stays passed, and somebody must act."""

    headline = "Gate {wave}: the waiver of {criterion} expired on {expired_on}, owned by {owner}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    gate_id: UUID
    wave_id: UUID
    wave: str
    criterion: str
    owner: str
    expired_on: date
    after_go_live: bool


class GateDecided(Event):
    headline = "Gate {wave}: {outcome}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    gate_id: UUID
    wave_id: UUID
    wave: str
    outcome: GateOutcome
    criteria: list[CriterionResult]
    decided_on: date
    decided_by: str
    rule_version: int
    score: Decimal | None = None
    "Share of the criteria that are met or waived, 0 to 1."
    reasons: list[str] = []


class WaveRescheduled(Event):
    headline = "Wave {wave} moved from {was} to {now}: {reason}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    wave_id: UUID
    wave: str
    was: date
    now: date
    days: int
    reason: str


class WaveWentLive(Event):
    headline = "Wave {wave} live"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    contract_id: UUID
    wave_id: UUID
    wave: str
    processes: list[str]
    live_on: date


class WaveRolledBack(Event):
    headline = "Wave {wave} rolled back: {reason}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    contract_id: UUID
    wave_id: UUID
    wave: str
    rolled_back_on: date
    reason: str


class TransitionClosed(Event):
    headline = "Transition closed"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    contract_id: UUID
    closed_on: date
