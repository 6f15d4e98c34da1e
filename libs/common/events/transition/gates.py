"""What a gate asks for, what was answered and decided, and how it stands since."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from libs.common.events.base import Part
from libs.common.events.transition.of_plan import OfPlan
from libs.common.events.vendor.evidence import Digest


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
    vendors_word: str = ""
    "How much of it rests on the vendor's word alone; empty where nothing does."


class WaiverUsed(Part):
    """Let a wave pass without one criterion, up to and including `expires_on`."""

    criterion: str
    owner: str
    reason: str
    expires_on: date
    granted_by: str
    granted_on: date


class OfGate(OfPlan, abstract=True):
    gate_id: UUID
    wave: str


class CriterionAdded(OfGate):
    headline = "Gate {wave}: {title} is a criterion as well: {reason}"
    criterion: str
    title: str
    mandatory: bool
    reason: str
    added_by: str
    added_on: date


class CriterionChanged(OfGate):
    """`answer_dropped`: it had been answered, and must be answered anew."""

    headline = "Gate {wave}: {title} asks for something else: {reason}"
    criterion: str
    title: str
    was_mandatory: bool
    mandatory: bool
    was_threshold: Decimal | None
    threshold: Decimal | None
    answer_dropped: bool
    reason: str
    changed_by: str
    changed_on: date


class CriterionAnswered(OfGate):
    headline = "Gate {wave}: {answered_by} answered for {criterion}"
    criterion: str
    met: bool
    note: str
    evidence: list[Digest]
    answered_by: str
    answered_on: date


class GateDecided(OfGate):
    headline = "Gate {wave}: {outcome}"
    wave_id: UUID
    outcome: GateOutcome
    criteria: list[CriterionResult]
    decided_on: date
    decided_by: str
    rule_version: int
    score: Decimal | None = None
    "Share of the criteria that are met or waived, 0 to 1."
    reasons: list[str] = []
    score_threshold: Decimal | None = None
    blockers: list[str] | None = None
    "None: not told by the version that decided."
    waivers: list[WaiverUsed] = []
    "Those that it rests on."
    signers: list[str] = []
    round: int | None = None
    "Of signatures, where it took more than one."
    evidence: dict[str, Any] = {}
    "All that was frozen and signed: verdict, results, blockers, waivers, answers, explanations."
    digest: str = ""
    "SHA-256 of `evidence` as JSON with sorted keys and no spaces: what was signed."


class GateOutlookChanged(OfGate):
    """What the gate would decide on that day."""

    headline = "Gate {wave}: a decision would now come to {now}, not {was}"
    was: GateOutcome
    now: GateOutcome
    why: list[str]
    changed_on: date


class GateNoLongerHolds(OfGate):
    """Between the decision and go-live: the wave may not go live on it. Told once per change."""

    headline = "Gate {wave}: {outcome} of {decided_on} no longer holds"
    wave_id: UUID
    outcome: GateOutcome
    decided_on: date
    fallen: list[str]
    "Mandatory criteria that are measured and no longer met, and open blockers: a sentence each."
    advice: str
    "What can be done about it."
    fell_on: date


class GateHoldsAgain(OfGate):
    headline = "Gate {wave}: {outcome} of {decided_on} holds again"
    wave_id: UUID
    outcome: GateOutcome
    decided_on: date
    had_fallen: list[str]
    holds_from: date
