"""What the assessment service tells: stage 1, and the savings ledger."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from libs.common.events.base import Event, Part
from libs.common.money import Money


class Recommendation(StrEnum):
    OUTSOURCE = "outsource"
    SELECTIVE = "selective"
    IMPROVE_FIRST = "improve_first"
    KEEP = "keep"
    HARD_STOP = "hard_stop"


class SavingKind(StrEnum):
    REALISED = "realised"
    DEFERRED = "deferred"
    "Comes later than the business case said: counts against it."


class ScopeItem(Part):
    """A process that the business case hands over."""

    process_id: UUID
    name: str
    annual_cost: Money
    annual_volume: int | None = None


class ProgrammeRegistered(Event):
    headline = "Programme {name} registered for {client}"
    programme_id: UUID
    name: str
    client: str
    currency: str
    driver: str


class RoleGranted(Event):
    headline = "{person} is {role}"
    programme_id: UUID
    person: str
    role: str


class RoleRevoked(Event):
    headline = "{person} is no longer {role}"
    programme_id: UUID
    person: str
    role: str


class ProcessScored(Event):
    headline = "{name} scored: {recommendation}"
    programme_id: UUID
    process_id: UUID
    name: str
    recommendation: Recommendation
    operational: Decimal | None
    "0 to 100; none where a hard stop decides or nothing was answered."
    strategic: Decimal | None
    coverage: Decimal
    "Share of the weights that were answered, 0 to 1."


class BusinessCaseApproved(Event):
    headline = "Business case approved: {saving_percent} % saving in steady state"
    programme_id: UUID
    business_case_id: UUID
    scope: list[ScopeItem]
    baseline: Money
    steady_state: Money
    saving_percent: Decimal
    net_present_value: Money
    approved_by: str


class ProgrammeRejected(Event):
    headline = "Programme rejected: {reason}"
    programme_id: UUID
    reason: str
    rejected_by: str


class RiskIdentified(Event):
    headline = "Risk: {title}"
    programme_id: UUID
    risk_id: UUID
    title: str
    probability: Decimal
    impact: Money
    expected_value: Money


class RiskRaised(Event):
    """By what the transition tells; nobody has judged its probability and impact."""

    headline = "Risk: {title}"
    programme_id: UUID
    risk_id: UUID
    title: str
    level: str
    "Of knowledge: `single`, `unretained`, `leaving` or `lost`, the mildest first."


class RiskWorsened(Event):
    headline = "A risk is worse: {title}"
    programme_id: UUID
    risk_id: UUID
    title: str
    was: str | None = None
    level: str


class RiskClosed(Event):
    headline = "Risk closed: {title}, since {because}"
    programme_id: UUID
    risk_id: UUID
    title: str
    because: str


class SavingsRecorded(Event):
    headline = "Savings {kind}: {amount.amount} {amount.currency}, {line}"
    programme_id: UUID
    entry_id: UUID
    line: str
    kind: SavingKind
    amount: Money
    "Of the whole period; a deferral is negative."
    starts_on: date
    ends_on: date | None = None
