"""Whether a wave may go live."""

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
    measured: bool = False
    "Computed from facts, so that nobody answers for it."


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
