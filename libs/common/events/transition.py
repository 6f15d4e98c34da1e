"""What the transition service tells: stages 3 and 4."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from libs.common.events.base import Event, Part


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


class CriterionResult(Part):
    """`value` and `threshold` as shares 0 to 1 where they are measured."""

    code: str
    title: str
    mandatory: bool
    met: bool
    value: Decimal | None = None
    threshold: Decimal | None = None
    waived: bool = False


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
