"""Improvements: proposed, approved by somebody else, and what they bring."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from libs.common.auth.actor import Actor
from libs.common.db import Exact, OptionalExact, Owned, json_field
from libs.common.events.governance import BenefitRealised, ImprovementApproved
from libs.common.explain import Explanation
from libs.common.money import Money
from libs.common.problems import refused
from services.governance.models.base import Base


class ImprovementState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REALISED = "realised"


class Improvement(Owned, Base, table=True):
    programme_id: UUID = Field(index=True)
    vendor_id: UUID | None = None
    contract_id: UUID | None = None
    title: str
    expected_per_year: Exact
    currency: str
    explanation: Explanation | None = json_field(Explanation | None, default=None)
    state: ImprovementState = ImprovementState.PROPOSED
    proposed_by: str
    approved_by: str | None = None
    realised_per_year: OptionalExact = None
    starts_on: date | None = None

    @property
    def expected(self) -> Money:
        return Money(amount=self.expected_per_year, currency=self.currency)

    @property
    def realised(self) -> Money | None:
        amount = self.realised_per_year
        return None if amount is None else Money(amount=amount, currency=self.currency)

    def approve(self, by: Actor) -> Iterator[ImprovementApproved]:
        if self.state is not ImprovementState.PROPOSED:
            raise refused("already-approved", f"The improvement is {self.state} already.")
        by.not_by(self.proposed_by, "proposed this improvement")
        self.state, self.approved_by = ImprovementState.APPROVED, by.id
        yield ImprovementApproved(
            programme_id=self.programme_id,
            vendor_id=self.vendor_id,
            improvement_id=self.id,
            title=self.title,
            expected_per_year=self.expected,
            approved_by=by.id,
        )

    def realise(self, per_year: Money, starts_on: date) -> Iterator[BenefitRealised]:
        if self.state is not ImprovementState.APPROVED:
            raise refused(
                "not-approved",
                f"The improvement is {self.state}.",
                do="Have it approved first; a benefit is realised once.",
            )
        self.state, self.starts_on = ImprovementState.REALISED, starts_on
        self.realised_per_year = per_year.amount
        yield BenefitRealised(
            programme_id=self.programme_id,
            vendor_id=self.vendor_id,
            improvement_id=self.id,
            title=self.title,
            per_year=per_year,
            starts_on=starts_on,
        )
