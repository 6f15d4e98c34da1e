"""Business cases, written by one and decided by another."""

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from libs.common.auth.actor import Actor
from libs.common.db import Owned, json_field
from libs.common.events.assessment import (
    BusinessCaseApproved,
    ProgrammeRejected,
    ScopeItem,
)
from libs.common.explain import Explanation
from libs.common.money import Money, rounded
from libs.common.problems import refused
from services.assessment.business_case import Outlook, Proposal
from services.assessment.models.base import Base
from services.assessment.models.programme import Phase, Programme


class CaseState(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    REJECTED = "rejected"


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
