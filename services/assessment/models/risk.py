"""Risks of a programme."""

from collections.abc import Iterator
from uuid import UUID

from sqlmodel import Field

from libs.common.db import Exact, Owned
from libs.common.events.assessment import (
    RiskIdentified,
)
from libs.common.money import Money
from services.assessment.models.base import Base


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
