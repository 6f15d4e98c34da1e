"""What was signed, and how it was amended."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from libs.common.events.base import Event
from libs.common.events.terms import Code, PriceLine, ServiceLevelTerms, WaveTerms
from libs.common.events.vendor.evidence import Digest
from libs.common.money import Money, Share


class PreconditionCleared(Event):
    headline = "Precondition cleared: {title}, on {cleared_on}"
    programme_id: UUID
    contract_id: UUID
    code: Code
    title: str
    cleared_on: date
    cleared_by: str
    evidence: Digest | None = None


class OnSilence(StrEnum):
    """What it means that the client neither accepts nor disputes a claim within its days."""

    ESCALATE = "escalate"
    DEEMED_ACCEPTED = "deemed_accepted"
    DEEMED_REJECTED = "deemed_rejected"


class ContractSigned(Event):
    headline = "Contract signed: {title}"
    programme_id: UUID
    vendor_id: UUID
    contract_id: UUID
    title: str
    signed_on: date
    starts_on: date
    term_months: int
    monthly_fee: Money
    at_risk_share: Share
    service_levels: list[ServiceLevelTerms]
    waves: list[WaveTerms]
    price: list[PriceLine]
    country: str
    "Whose public holidays the contract's calendar keeps, ISO 3166."
    acceptance_days: int = 3
    "Business days in which the client accepts or disputes a claim."
    notice_days: int = 90
    answer_days: int = 3
    "Business days in which the vendor answers a dispute."
    decision_days: int = 3
    "Business days in which the client then decides."
    on_silence: OnSilence = OnSilence.ESCALATE
    evidence_required: bool = False
    "Whether a claim needs files and the name of the person who claims."


class ContractAmended(Event):
    headline = "Contract amended from {valid_from}: {reason}"
    programme_id: UUID
    vendor_id: UUID
    contract_id: UUID
    version: int
    valid_from: date
    reason: str
    price: list[PriceLine]
    monthly_fee: Money
    annual_saving: Money | None = None
