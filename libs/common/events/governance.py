"""What the governance service tells: stages 4 and 5."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from libs.common.events.base import Event, Part
from libs.common.events.vendor.evidence import Digest
from libs.common.events.vendor.measurements import Tally
from libs.common.money import Money

Month = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
"A calendar month, `2026-02`."


class LevelCounts(Part):
    """What one report says of one service level, its days added up."""

    service_level: str
    first_on: date
    last_on: date
    days: int
    met: int
    total: int
    excluded: int


class MeasurementsTaken(Event):
    headline = "Measurements of the {source} taken: {count} lines"
    programme_id: UUID
    vendor_id: UUID
    contract_id: UUID
    report_id: UUID
    "Of a vendor: the event in which it reported."
    source: str
    "`vendor` or `client`."
    count: int
    "Lines that count; of a day that is told twice, the last stands."
    counts: list[LevelCounts]
    measurements: list[Tally] = []
    "The client's own lines; a vendor's stand in its report."


class ReportRefused(Event):
    headline = "A vendor's measurements were refused: {reason}"
    programme_id: UUID
    vendor_id: UUID
    contract_id: UUID
    report_id: UUID
    kind: str
    "Of the first line at fault: `unknown-service-level`, `impossible-counts` or `day-ahead`."
    reason: str
    "Which lines are at fault, and why."
    lines: int
    refused: int
    "How many of the lines; the others were taken."


class MonthClosed(Event):
    headline = "{code} closed for {month}: {outcome}"
    programme_id: UUID
    vendor_id: UUID
    contract_id: UUID
    service_level_id: UUID
    code: str
    month: Month
    phase: str
    outcome: str
    "`met`, `below_expected`, `breached` or `no_score`."
    percent: Decimal | None
    "Half-up to 0.1; none where nothing counts."
    met: int
    counted: int
    expected: Decimal
    minimum: Decimal
    source: str | None
    "By whose measurements: `vendor` or `client`; none where nobody measured."
    closed_by: str


class SlaBreached(Event):
    headline = "{code} breached in {month}: {attained} % against {minimum} %"
    programme_id: UUID
    vendor_id: UUID
    contract_id: UUID
    service_level_id: UUID
    code: str
    month: Month
    attained: Decimal
    minimum: Decimal


class ServiceCreditProposed(Event):
    headline = "Service credit proposed: {amount.amount} {amount.currency} for {code} in {month}"
    programme_id: UUID
    vendor_id: UUID
    contract_id: UUID
    service_level_id: UUID
    credit_id: UUID
    code: str
    month: Month
    amount: Money
    rule_version: int


class ServiceCreditContested(Event):
    headline = "Service credit contested: {reason}"
    programme_id: UUID
    vendor_id: UUID
    credit_id: UUID
    reason: str
    contested_by: str
    evidence: list[Digest] = []


class ServiceCreditAgreed(Event):
    headline = "Service credit agreed: {amount.amount} {amount.currency}"
    programme_id: UUID
    vendor_id: UUID
    credit_id: UUID
    month: Month
    amount: Money
    credit_note_month: Month
    agreed_by: str


class ServiceCreditWithdrawn(Event):
    headline = "Service credit withdrawn: {reason}"
    programme_id: UUID
    vendor_id: UUID
    credit_id: UUID
    month: Month
    amount: Money
    reason: str
    withdrawn_by: str


class EscalationRaised(Event):
    headline = "Escalated: {subject}"
    programme_id: UUID
    vendor_id: UUID | None = None
    escalation_id: UUID
    subject: str
    cause: str
    "Type of the event that brought it, `termination-right`, or `manual`."
    raised_by: str
    level: str | None = None
    "Who is to hear of it, where an event brought it: `programme_office` or `sponsor`."


class EscalationResolved(Event):
    headline = "Escalation resolved: {resolution}"
    programme_id: UUID
    vendor_id: UUID | None = None
    escalation_id: UUID
    resolution: str
    resolved_by: str


class ImprovementApproved(Event):
    headline = "Improvement approved: {title}"
    programme_id: UUID
    vendor_id: UUID | None = None
    improvement_id: UUID
    title: str
    expected_per_year: Money
    approved_by: str


class BenefitRealised(Event):
    headline = "Benefit realised: {per_year.amount} {per_year.currency} a year from {starts_on}"
    programme_id: UUID
    vendor_id: UUID | None = None
    improvement_id: UUID
    title: str
    per_year: Money
    starts_on: date


class ScalingRequested(Event):
    headline = "Scaling requested: {title}"
    programme_id: UUID
    vendor_id: UUID
    contract_id: UUID
    scaling_id: UUID
    title: str
    processes: list[str]
    planned_on: date


class ExitTriggered(Event):
    headline = "Exit triggered: {reason}"
    programme_id: UUID
    vendor_id: UUID
    contract_id: UUID
    exit_id: UUID
    reason: str
    leave_on: date
    to_vendor_id: UUID | None = None
    "Who takes the work over; none: the client itself."
