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


class ForecastMoved(Event):
    """Facts moved the end, or a go-live. `waves`: those whose expected date is another now."""

    headline = "The transition is expected to end on {finishes_on} instead of {was}: {cause}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    contract_id: UUID
    was: date
    finishes_on: date
    waves: list[PlannedWave] = []
    critical_path: list[str] = []
    "The first hundred critical tasks."
    cause: str = ""

    def told(self) -> str:
        """Of the go-lives, where the end stays."""
        if self.finishes_on != self.was or not self.waves:
            return super().told()
        live = ", ".join(
            f"{wave.code} is expected live on {wave.expected_on}" for wave in self.waves
        )
        return f"{live}: {self.cause}"


class BaselineTaken(Event):
    headline = "Baseline {number} of the plan taken: {title}, to end on {finishes_on}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    baseline_id: UUID
    number: int
    title: str
    reason: str = ""
    finishes_on: date
    taken_by: str


class FinishSimulated(Event):
    headline = "{draws} draws: the transition ends by {p50} in one of two, by {p80} in four of five"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    simulation_id: UUID
    draws: int
    planned: date
    p50: date
    p80: date
    promised_on: date
    on_time: Decimal | None = None
    "Share of the draws that keep the promised date."


class FeedOpened(Event):
    headline = "{opened_by} opened a calendar feed of the milestones: {title}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    feed_id: UUID
    title: str
    opened_by: str


class FeedRevoked(Event):
    headline = "{revoked_by} revoked the calendar feed {title}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    feed_id: UUID
    title: str
    revoked_by: str


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


class Party(StrEnum):
    CLIENT = "client"
    VENDOR = "vendor"


class AccessRequested(Event):
    headline = "Access to {system} asked for {who}, needed by {needed_by}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    request_id: UUID
    code: str
    system: str
    who: str
    seats: int
    level: str
    wave: str
    requested_on: date
    needed_by: date
    days: int
    "Working days that granting it takes."
    blocks: list[str]
    "Codes of the tasks that wait for it."
    asked_by: Party
    requested_by: str


class AccessGranted(Event):
    headline = "Access to {system} for {who} granted on {granted_on}, needed by {needed_by}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    request_id: UUID
    code: str
    system: str
    who: str
    wave: str
    requested_on: date
    needed_by: date
    granted_on: date
    granted_by: str
    note: str
    evidence: list[Digest]


class AccessRefused(Event):
    """It is no part of the plan any more, and nothing waits for it."""

    headline = "Access to {system} for {who} refused: {reason}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    request_id: UUID
    code: str
    system: str
    who: str
    wave: str
    requested_on: date
    refused_on: date
    refused_by: str
    reason: str
    blocks: list[str]
    evidence: list[Digest]


class AccessRevoked(Event):
    """`work_waits`: what needs it is still to be done, so the plan moves. `back_after`: the working
    days that giving it back is expected to take."""

    headline = "Access to {system} for {who} revoked on {revoked_on}: {reason}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    request_id: UUID
    code: str
    system: str
    who: str
    wave: str
    granted_on: date
    "Or restored, where it was revoked before."
    revoked_on: date
    revoked_by: str
    reason: str
    caused_by: Party
    work_waits: bool
    back_after: int
    evidence: list[Digest]


class AccessRestored(Event):
    headline = "Access to {system} for {who}, revoked on {revoked_on}, is back on {restored_on}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    request_id: UUID
    code: str
    system: str
    who: str
    wave: str
    revoked_on: date
    restored_on: date
    caused_by: Party
    "Of the revocation."
    reason: str
    "Why it had been revoked."
    restored_by: str
    note: str
    evidence: list[Digest]


class AccessOverdue(Event):
    """Not granted by the day on which it is needed; or revoked since, and not back by the end of
    that day."""

    headline = "Access to {system} for {who} is overdue, needed by {needed_by}: {obliged}'s move"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    request_id: UUID
    code: str
    system: str
    who: str
    wave: str
    requested_on: date
    needed_by: date
    revoked_on: date | None = None
    overdue_from: date
    "The first day too late."
    obliged: Party
    blocks: list[str]


class IntegrationPlanned(Event):
    headline = "Integration {code} planned: {from_system} and {to_system}, needed by {needed_by}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    integration_id: UUID
    code: str
    title: str
    from_system: str
    to_system: str
    direction: str
    kind: str
    wave: str
    starts_on: date
    needed_by: date
    days: int
    "Working days that it takes."
    blocks: list[str]
    "Codes of the tasks that wait for it."
    builder: Party
    planned_by: str


class IntegrationBuilt(Event):
    headline = "Integration {code} built on {built_on}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    integration_id: UUID
    code: str
    wave: str
    built_on: date
    told_by: Party
    reported_by: str
    note: str
    evidence: list[Digest]


class IntegrationConnected(Event):
    headline = "Integration {code} connected on {connected_on}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    integration_id: UUID
    code: str
    wave: str
    connected_on: date
    disconnected_on: date | None = None
    "Where it was connected before and taken off."
    connected_by: str
    note: str
    evidence: list[Digest]


class IntegrationTested(Event):
    headline = "Integration {code} tested and passed on {tested_on}, needed by {needed_by}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    integration_id: UUID
    code: str
    wave: str
    needed_by: date
    tested_on: date
    tested_by: str
    note: str
    evidence: list[Digest]


class IntegrationTestFailed(Event):
    """Built, but not connected, until the fault is gone. `work_waits`: what needs it is still to be
    done, so the plan moves."""

    headline = "Integration {code} failed its test on {tested_on}: {reason}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    integration_id: UUID
    code: str
    wave: str
    tested_on: date
    tested_by: str
    reason: str
    work_waits: bool
    back_after: int
    obliged: Party
    evidence: list[Digest]


class IntegrationDisconnected(Event):
    """`work_waits`: what needs it is still to be done, so the plan moves. `back_after`: the working
    days that connecting it again is expected to take."""

    headline = "Integration {code} disconnected on {disconnected_on}: {reason}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    integration_id: UUID
    code: str
    wave: str
    connected_on: date
    disconnected_on: date
    disconnected_by: str
    reason: str
    caused_by: Party
    work_waits: bool
    back_after: int
    evidence: list[Digest]


class IntegrationOverdue(Event):
    """Not tested by the day on which it is needed; or failed or off since, and not back by the end
    of the day."""

    headline = "Integration {code} is overdue, needed by {needed_by}: {obliged}'s move"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    integration_id: UUID
    code: str
    title: str
    wave: str
    state: str
    "What it waits for follows: built, connected, tested."
    needed_by: date
    overdue_from: date
    "The first day too late."
    obliged: Party
    blocks: list[str]


class WaveProposalMade(Event):
    """`outcome`: how many processes in how many waves, or that constraints allow none."""

    headline = "Wave plan proposed: {outcome}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    proposal_id: UUID
    outcome: str
    processes: int
    waves: int
    last_live_on: date | None = None
    optimal: bool
    contradiction: list[str] = []
    "Constraints that cannot all hold."


class WaveProposalAdopted(Event):
    """`waves`: those that moved, by code; each tells of its own move too."""

    headline = "Proposed wave plan adopted by {adopted_by}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    proposal_id: UUID
    adopted_by: str
    waves: list[str]


class PlanLevelled(Event):
    """What levelling would come to; nothing moved."""

    headline = "Levelled, the transition would end on {finishes_on} instead of {was}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    levelling_id: UUID
    was: date
    finishes_on: date
    moved: int
    "Tasks that would begin on another day or hour."
    optimal: bool


class LevellingAdopted(Event):
    headline = "Levelled plan adopted by {adopted_by}: {dated} tasks wait until they can be staffed"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    levelling_id: UUID
    adopted_by: str
    dated: int
    "Tasks that were told not to begin before a date."
    finishes_on: date
