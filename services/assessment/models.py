"""The state of stage 1: programmes, their processes, business cases, risks, and the savings."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field, SQLModel

from libs.common.auth.actor import Actor
from libs.common.db import Exact, OptionalExact, Owned, json_field
from libs.common.events.assessment import (
    BusinessCaseApproved,
    ProcessScored,
    ProgrammeRegistered,
    ProgrammeRejected,
    Recommendation,
    RiskIdentified,
    SavingKind,
    SavingsRecorded,
    ScopeItem,
)
from libs.common.events.vendor import WaveTerms
from libs.common.explain import Explanation
from libs.common.money import Money, rounded
from libs.common.problems import refused
from libs.common.tables import service_registry
from services.assessment.business_case import Outlook, Proposal
from services.assessment.suitability import Office, Suitability


class Base(SQLModel, registry=service_registry()):
    pass


class Phase(StrEnum):
    ASSESSING = "assessing"
    APPROVED = "approved"
    REJECTED = "rejected"


class CaseState(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    REJECTED = "rejected"


class Programme(Owned, Base, table=True):
    name: str
    client: str
    currency: str
    driver: str
    objectives: list[str] = json_field(list[str])
    phase: Phase = Phase.ASSESSING
    registered_by: str

    @property
    def programme_id(self) -> UUID:
        return self.id

    def registered(self) -> Iterator[ProgrammeRegistered]:
        yield ProgrammeRegistered(
            programme_id=self.id,
            name=self.name,
            client=self.client,
            currency=self.currency,
            driver=self.driver,
        )

    def must_be_assessed(self) -> None:
        if self.phase is not Phase.ASSESSING:
            raise refused("not-assessing", f"The programme is {self.phase} already.")


class Process(Owned, Base, table=True):
    programme_id: UUID = Field(index=True)
    name: str
    office: Office
    annual_cost: Exact
    currency: str
    fte: Exact
    annual_volume: int | None = None
    triggers: list[str] = json_field(list[str])
    recommendation: Recommendation | None = None
    operational: OptionalExact = None
    strategic: OptionalExact = None
    explanation: Explanation | None = json_field(Explanation | None, default=None)

    @property
    def cost(self) -> Money:
        return Money(amount=self.annual_cost, currency=self.currency)

    def scored(self, score: Suitability, explanation: Explanation) -> Iterator[ProcessScored]:
        self.recommendation = score.recommendation
        self.operational, self.strategic = score.operational, score.strategic
        self.explanation = explanation
        yield ProcessScored(
            programme_id=self.programme_id,
            process_id=self.id,
            name=self.name,
            recommendation=score.recommendation,
            operational=score.operational,
            strategic=score.strategic,
            coverage=score.coverage,
        )

    def in_scope(self) -> ScopeItem:
        """Refuses a process that was not found fit to be handed over."""
        if self.recommendation in (Recommendation.HARD_STOP, Recommendation.KEEP, None):
            raise refused(
                "not-suitable",
                f"{self.name} is {self.recommendation or 'not scored'}: no case can hand it over.",
                do="Score it, or leave it out of the scope.",
            )
        return ScopeItem(
            process_id=self.id,
            name=self.name,
            annual_cost=self.cost,
            annual_volume=self.annual_volume,
        )


class BusinessCase(Owned, Base, table=True):
    __tablename__ = "business_case"

    programme_id: UUID = Field(index=True)
    currency: str
    proposal: Proposal = json_field(Proposal)
    outlook: Outlook = json_field(Outlook)
    explanation: Explanation = json_field(Explanation)
    scope: list[ScopeItem] = json_field(list[ScopeItem])
    state: CaseState = CaseState.DRAFT
    written_by: str
    decided_by: str | None = None

    def approve(self, programme: Programme, approver: Actor) -> Iterator[BusinessCaseApproved]:
        self._decide(programme, approver, CaseState.APPROVED)
        programme.phase = Phase.APPROVED
        yield BusinessCaseApproved(
            programme_id=self.programme_id,
            business_case_id=self.id,
            scope=self.scope,
            baseline=self._money(self.outlook.baseline),
            steady_state=self._money(self.outlook.steady_state),
            saving_percent=self.outlook.saving_percent,
            net_present_value=self._money(self.outlook.net_present_value),
            approved_by=approver.id,
        )

    def reject(
        self, programme: Programme, decider: Actor, reason: str
    ) -> Iterator[ProgrammeRejected]:
        self._decide(programme, decider, CaseState.REJECTED)
        programme.phase = Phase.REJECTED
        yield ProgrammeRejected(
            programme_id=self.programme_id, reason=reason, rejected_by=decider.id
        )

    def _decide(self, programme: Programme, decider: Actor, outcome: CaseState) -> None:
        programme.must_be_assessed()
        if self.state is not CaseState.DRAFT:
            raise refused("already-decided", f"The business case is {self.state} already.")
        decider.not_by(self.written_by, "wrote this business case")
        self.state, self.decided_by = outcome, decider.id

    def _money(self, amount: Decimal) -> Money:
        return Money.of(rounded(amount, self.currency), self.currency)


class Risk(Owned, Base, table=True):
    programme_id: UUID = Field(index=True)
    title: str
    probability: Exact
    impact: Exact
    currency: str
    expected_value: Exact
    owner: str
    noted_by: str

    def identified(self) -> Iterator[RiskIdentified]:
        yield RiskIdentified(
            programme_id=self.programme_id,
            risk_id=self.id,
            title=self.title,
            probability=self.probability,
            impact=Money(amount=self.impact, currency=self.currency),
            expected_value=Money(amount=self.expected_value, currency=self.currency),
        )


class SavingsEntry(Owned, Base, table=True):
    """One line of the savings ledger. Deferrals are negative."""

    __tablename__ = "savings_entry"

    programme_id: UUID = Field(index=True)
    line: str
    kind: SavingKind
    amount: Exact
    currency: str
    starts_on: date
    ends_on: date | None = None
    source_id: UUID
    "What it comes from: an improvement, or a wave."
    explanation: Explanation | None = json_field(Explanation | None, default=None)

    def recorded(self) -> Iterator[SavingsRecorded]:
        yield SavingsRecorded(
            programme_id=self.programme_id,
            entry_id=self.id,
            line=self.line,
            kind=self.kind,
            amount=Money(amount=self.amount, currency=self.currency),
            starts_on=self.starts_on,
            ends_on=self.ends_on,
        )


class SignedContract(Owned, Base, table=True):
    """What the ledger needs of a contract: its fees, and which wave carries which processes."""

    __tablename__ = "signed_contract"

    programme_id: UUID = Field(index=True)
    vendor_id: UUID
    annual_fees: Exact
    waves: list[WaveTerms] = json_field(list[WaveTerms])

    @property
    def processes(self) -> list[str]:
        return [name for wave in self.waves for name in wave.processes]

    def carried_by(self, wave: str) -> list[str]:
        """Nothing where the contract does not know the wave: it was added later."""
        return [name for terms in self.waves if terms.code == wave for name in terms.processes]
