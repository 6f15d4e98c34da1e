"""The process inventory, with what each scored."""

from collections.abc import Iterator
from uuid import UUID

from sqlmodel import Field

from libs.common.db import Exact, OptionalExact, Owned, json_field
from libs.common.events.assessment import (
    ProcessScored,
    Recommendation,
    ScopeItem,
)
from libs.common.explain import Explanation
from libs.common.money import Money
from libs.common.problems import refused
from services.assessment.models.base import Base
from services.assessment.suitability import Office, Suitability


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
