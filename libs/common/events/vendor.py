"""What the vendor service tells: stage 2, and what vendors report through the door."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, Field

from libs.common.auth.roles import Right
from libs.common.events.base import Event, Part
from libs.common.events.terms import Code, PriceLine, ServiceLevelTerms, WaveTerms
from libs.common.events.transition.party import Party
from libs.common.money import Money, Share

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"SHA-256 of a file, hexadecimal."
Evidence = Annotated[list[Digest], Field(max_length=100)]
NO_EVIDENCE: Any = Field(default_factory=list, json_schema_extra={"default": []})
"Made anew for each event: a list given as the default is copied, at the price of all the rest."
Count = Annotated[int, Field(ge=0, le=1_000_000_000)]


class Lot(Part):
    code: Code
    title: str = Field(min_length=1, max_length=200)


class Criterion(Part):
    """What bids are judged by. `weight` in per cent; `floor` is never traded for price."""

    code: Code
    title: str = Field(min_length=1, max_length=200)
    weight: Decimal = Field(gt=0, le=100)
    floor: Decimal | None = Field(default=None, ge=0, le=100)
    is_price: bool = False
    "Scored from the price by the rule 100 × lowest / price; nobody scores it by hand."


class OpenedBid(Part):
    bid_id: UUID
    vendor_id: UUID
    lot: Code
    price: Money
    digest: Digest


class VendorRegistered(Event):
    headline = "Vendor {name} registered"
    vendor_id: UUID
    name: str
    country: str


class CertificateRecorded(Event):
    headline = "Certificate for {standard} recorded, valid until {valid_until}"
    vendor_id: UUID
    certificate_id: UUID
    standard: str
    valid_until: date
    digest: Digest | None = None


class CertificationExpiring(Event):
    headline = "{standard} expires on {valid_until}"
    vendor_id: UUID
    standard: str
    valid_until: date


class ApiKeyIssued(Event):
    headline = "API key {name} issued, prefix {prefix}"
    vendor_id: UUID
    key_id: UUID
    name: str
    prefix: str
    rights: list[Right]
    issued_by: str


class ApiKeyRevoked(Event):
    headline = "API key {name} revoked, prefix {prefix}"
    vendor_id: UUID
    key_id: UUID
    name: str
    prefix: str
    revoked_by: str


class RfpIssued(Event):
    headline = "RFP issued: {title}, bids due {deadline}"
    programme_id: UUID
    rfp_id: UUID
    title: str
    lots: list[Lot]
    criteria: list[Criterion]
    deadline: datetime
    invited: list[UUID]


class BidSubmitted(Event):
    """Sealed: only its digest is told before the opening."""

    headline = "Sealed bid received for lot {lot}"
    programme_id: UUID
    vendor_id: UUID
    rfp_id: UUID
    bid_id: UUID
    lot: Code
    digest: Digest
    replaces: UUID | None = None


class BidsOpened(Event):
    headline = "Bids opened"
    programme_id: UUID
    rfp_id: UUID
    bids: list[OpenedBid]


class BidScored(Event):
    headline = "A bid scored for {criterion} by {evaluator}"
    programme_id: UUID
    rfp_id: UUID
    bid_id: UUID
    criterion: Code
    score: Decimal
    evaluator: str


class DueDiligenceRecorded(Event):
    """Carries no `vendor_id`: findings about a vendor are the client's to read."""

    headline = "Due diligence of a bidder recorded by {recorded_by}"
    programme_id: UUID
    rfp_id: UUID
    subject: UUID
    "The vendor."
    passed: bool
    recorded_by: str


class BidsEvaluated(Event):
    headline = "Lot {lot} evaluated: {leader} leads"
    programme_id: UUID
    rfp_id: UUID
    evaluation_id: UUID
    lot: Code
    ranking: list[UUID]
    "Bids, best first."
    knocked_out: list[UUID]
    leader: str
    rule_version: int


class VendorSelected(Event):
    headline = "Vendor selected for lot {lot}: {vendor_name}"
    programme_id: UUID
    vendor_id: UUID
    vendor_name: str
    rfp_id: UUID
    bid_id: UUID
    lot: Code
    score: Decimal


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


class TransferStep(StrEnum):
    """The steps of a topic, in order."""

    DOCUMENTED = "documented"
    TAUGHT = "taught"
    SHADOWED = "shadowed"
    REVERSE_SHADOWED = "reverse_shadowed"
    TESTED = "tested"


class HandledCase(Part):
    """`reference`: by which both sides find the case."""

    reference: str = Field(min_length=1, max_length=100)
    unaided: bool = False


class KnowledgeTransferReported(Event):
    headline = "{person} on {topic_code}: {step}"
    programme_id: UUID
    vendor_id: UUID
    contract_id: UUID
    topic_code: Code
    person: str = Field(min_length=1, max_length=200)
    step: TransferStep
    done_on: date
    cases: Count = 0
    "Of reverse shadowing: how many cases were handled."
    unaided: Count = 0
    "And how many of them without help."
    evidence: Evidence = NO_EVIDENCE
    reported_by: str = ""
    handled: Annotated[list[HandledCase], Field(max_length=1000)] = NO_EVIDENCE
    "The cases one by one, so that each counts once; `cases` is then left out, or their number."
    seen_by: Annotated[str, Field(max_length=200)] = ""
    "Who sat beside, or marked the test."


class Tally(Part):
    """One day of one service level: how many cases met the target, of how many that count."""

    service_level: Code
    taken_on: date
    met: Count
    total: Count
    excluded: Count = 0


class MeasurementsReported(Event):
    headline = "Vendor reports measurements"
    programme_id: UUID
    vendor_id: UUID
    contract_id: UUID
    measurements: list[Tally] = Field(min_length=1, max_length=5000)
    reported_by: str = ""
