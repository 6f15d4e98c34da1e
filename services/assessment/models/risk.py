"""Risks of a programme: noted by people, or raised by what the transition tells."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from libs.common.db import OptionalExact, Owned
from libs.common.events.assessment import RiskClosed, RiskIdentified, RiskRaised, RiskWorsened
from libs.common.events.transition.knowledge_risks import RiskLevel
from libs.common.money import Money
from services.assessment.models.base import Base


class RiskState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Risk(Owned, Base, table=True):
    """Probability, impact and expected value are none where nobody has judged them."""

    programme_id: UUID = Field(index=True)
    title: str
    probability: OptionalExact = None
    impact: OptionalExact = None
    currency: str
    expected_value: OptionalExact = None
    owner: str
    "Empty where nobody is named yet."
    noted_by: str
    thing: str | None = Field(default=None, index=True)
    "What it is about, where an event raised it: there is one risk of it at a time."
    level: RiskLevel | None = None
    state: RiskState = RiskState.OPEN
    raised_on: date | None = None
    closed_on: date | None = None
    closed_because: str | None = None

    def identified(self, impact: Money, expected: Money) -> Iterator[RiskIdentified]:
        assert self.probability is not None  # noqa: S101
        yield RiskIdentified(
            programme_id=self.programme_id,
            risk_id=self.id,
            title=self.title,
            probability=self.probability,
            impact=impact,
            expected_value=expected,
        )

    def raised(self, level: RiskLevel) -> Iterator[RiskRaised]:
        yield RiskRaised(
            programme_id=self.programme_id, risk_id=self.id, title=self.title, level=level
        )

    def worsen(self, title: str, level: RiskLevel) -> Iterator[RiskWorsened]:
        was, self.title, self.level = self.level, title, level
        yield RiskWorsened(
            programme_id=self.programme_id, risk_id=self.id, title=title, was=was, level=level
        )

    def close(self, on: date, because: str) -> Iterator[RiskClosed]:
        self.state, self.closed_on, self.closed_because = RiskState.CLOSED, on, because
        yield RiskClosed(
            programme_id=self.programme_id, risk_id=self.id, title=self.title, because=because
        )
