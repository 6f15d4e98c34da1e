"""Service credits: proposed, contested with evidence, agreed or withdrawn."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field, UniqueConstraint

from libs.common.auth.actor import Actor
from libs.common.db import Exact, Owned, json_field
from libs.common.events.governance import (
    ServiceCreditAgreed,
    ServiceCreditContested,
    ServiceCreditProposed,
    ServiceCreditWithdrawn,
)
from libs.common.explain import Explanation
from libs.common.money import Money
from libs.common.problems import invalid, refused
from services.governance.models.base import Base
from services.governance.models.service_level import ServiceLevelMonth


class CreditState(StrEnum):
    PROPOSED = "proposed"
    CONTESTED = "contested"
    AGREED = "agreed"
    WITHDRAWN = "withdrawn"


class Credit(Owned, Base, table=True):
    __table_args__ = (UniqueConstraint("service_level_id", "month"),)

    programme_id: UUID = Field(index=True)
    vendor_id: UUID
    contract_id: UUID = Field(index=True)
    service_level_id: UUID
    code: str
    month: str
    amount: Exact
    before_cap: Exact
    currency: str
    contract_version: int
    rule_version: int
    explanation: Explanation = json_field(Explanation)
    state: CreditState = CreditState.PROPOSED
    proposed_by: str
    contest_reason: str | None = None
    contested_by: str | None = None
    evidence: list[str] = json_field(list[str], default_factory=list)
    agreed_by: str | None = None
    credit_note_month: str | None = None
    withdrawn_by: str | None = None
    withdrawal_reason: str | None = None

    @classmethod
    def of(
        cls,
        month: ServiceLevelMonth,
        before_cap: Money,
        amount: Money,
        contract_version: int,
        explanation: Explanation,
    ) -> "Credit":
        return cls(
            programme_id=month.programme_id,
            vendor_id=month.vendor_id,
            contract_id=month.contract_id,
            service_level_id=month.service_level_id,
            code=month.code,
            month=month.month,
            amount=amount.amount,
            before_cap=before_cap.amount,
            currency=amount.currency,
            contract_version=contract_version,
            rule_version=explanation.version,
            explanation=explanation,
            proposed_by=month.closed_by,
        )

    @property
    def money(self) -> Money:
        return Money(amount=self.amount, currency=self.currency)

    @property
    def uncapped(self) -> Money:
        return Money(amount=self.before_cap, currency=self.currency)

    def proposed(self) -> Iterator[ServiceCreditProposed]:
        yield ServiceCreditProposed(
            programme_id=self.programme_id,
            vendor_id=self.vendor_id,
            contract_id=self.contract_id,
            service_level_id=self.service_level_id,
            credit_id=self.id,
            code=self.code,
            month=self.month,
            amount=self.money,
            rule_version=self.rule_version,
        )

    def contest(
        self, by: Actor, reason: str, evidence: Sequence[str]
    ) -> Iterator[ServiceCreditContested]:
        if self.state is not CreditState.PROPOSED:
            raise refused("not-proposed", f"The credit is {self.state} already.")
        self.state, self.contested_by = CreditState.CONTESTED, by.id
        self.contest_reason, self.evidence = reason, list(evidence)
        yield ServiceCreditContested(
            programme_id=self.programme_id,
            vendor_id=self.vendor_id,
            credit_id=self.id,
            reason=reason,
            contested_by=by.id,
            evidence=list(evidence),
        )

    def agree(self, by: Actor, credit_note_month: str) -> Iterator[ServiceCreditAgreed]:
        self._must_be_open(by)
        if credit_note_month <= self.month:
            raise invalid("/credit_note_month", f"An invoice after {self.month} takes the credit.")
        self.state, self.agreed_by = CreditState.AGREED, by.id
        self.credit_note_month = credit_note_month
        yield ServiceCreditAgreed(
            programme_id=self.programme_id,
            vendor_id=self.vendor_id,
            credit_id=self.id,
            month=self.month,
            amount=self.money,
            credit_note_month=credit_note_month,
            agreed_by=by.id,
        )

    def withdraw(self, by: Actor, reason: str) -> Iterator[ServiceCreditWithdrawn]:
        self._must_be_open(by)
        self.state, self.withdrawn_by = CreditState.WITHDRAWN, by.id
        self.withdrawal_reason = reason
        yield ServiceCreditWithdrawn(
            programme_id=self.programme_id,
            vendor_id=self.vendor_id,
            credit_id=self.id,
            month=self.month,
            amount=self.money,
            reason=reason,
            withdrawn_by=by.id,
        )

    def _must_be_open(self, by: Actor) -> None:
        """A contest is decided by somebody other than who closed the month."""
        if self.state not in (CreditState.PROPOSED, CreditState.CONTESTED):
            raise refused("already-decided", f"The credit is {self.state} already.")
        if self.state is CreditState.CONTESTED:
            by.not_by(self.proposed_by, "closed the month that brought this credit")
