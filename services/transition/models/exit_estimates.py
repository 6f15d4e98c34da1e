"""How long a way out would take, as reckoned on a day."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import Field

from libs.common.db import Owned, json_field
from libs.common.events.transition.exits import ExitTimeEstimated
from libs.common.explain import Explained, Explanation
from services.transition.exits.exit_time import ExitTime
from services.transition.models.base import Base
from services.transition.models.plans import Plan


class ExitEstimate(Owned, Base, table=True):
    """Never changed. The client's own, so it names no vendor."""

    __tablename__ = "exit_estimate"

    programme_id: UUID = Field(index=True)
    plan_id: UUID = Field(index=True)
    estimated_on: date
    asked_by: str
    topics: int
    only_the_vendor_knows: list[str] = json_field(list[str])
    found: ExitTime = json_field(ExitTime)
    shape: Explanation = json_field(Explanation)
    explanation: Explanation = json_field(Explanation)

    def told(self, plan: Plan) -> Iterator[ExitTimeEstimated]:
        found = self.found.model_dump(exclude={"late_days"})
        yield ExitTimeEstimated(
            programme_id=self.programme_id,
            plan_id=self.plan_id,
            contract_id=plan.contract_id,
            estimate_id=self.id,
            estimated_on=self.estimated_on,
            topics=self.topics,
            only_the_vendor_knows=self.only_the_vendor_knows,
            **found,
        )


def exit_estimate(
    plan: Plan,
    today: date,
    by: str,
    topics: int,
    lost: Sequence[str],
    shape: Explanation,
    found: Explained[ExitTime],
) -> ExitEstimate:
    return ExitEstimate(
        programme_id=plan.programme_id,
        plan_id=plan.id,
        estimated_on=today,
        asked_by=by,
        topics=topics,
        only_the_vendor_knows=list(lost),
        found=found.value,
        shape=shape,
        explanation=found.explanation,
    )
