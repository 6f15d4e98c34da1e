"""Levelled plans: when each task could be done by those who are there."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from libs.common.db import Moment, OptionalMoment, json_field
from libs.common.events.transition.proposals import LevellingAdopted, PlanLevelled
from libs.common.life_cycle import LifeCycle
from libs.common.problems import refused
from services.transition.levelling.levelled_plan import LevelledPlan
from services.transition.models.base import Base, OfVendor


class LevellingState(StrEnum):
    FOUND = "found"
    ADOPTED = "adopted"


class LevellingStep(StrEnum):
    ADOPT = "adopt"


LEVELLING_LIFE: LifeCycle[LevellingState, LevellingStep] = LifeCycle(
    "levelling",
    {
        LevellingState.FOUND: {LevellingStep.ADOPT: LevellingState.ADOPTED},
        LevellingState.ADOPTED: {},
    },
    kinds={LevellingState.ADOPTED: "already-adopted"},
    also={
        "plan-changed": "the plan changed since it was levelled",
        "what-if": "it was levelled with other capacities than the plan has",
    },
)


class Levelling(OfVendor, Base, table=True):
    """`revision`: of the plan that was levelled; another one now means that facts changed.
    `capacities`: those that were stated in place of the plan's own."""

    revision: UUID = Field(index=True)
    made_at: Moment
    made_by: str
    seconds: int
    "That the search was given."
    capacities: dict[str, int] = json_field(dict[str, int])
    levelled: LevelledPlan = json_field(LevelledPlan)
    adopted_at: OptionalMoment = None
    adopted_by: str | None = None

    @property
    def state(self) -> LevellingState:
        return LevellingState.FOUND if self.adopted_at is None else LevellingState.ADOPTED

    def told(self) -> Iterator[PlanLevelled]:
        yield PlanLevelled(
            **self.ours,
            levelling_id=self.id,
            was=self.levelled.finish_before,
            finishes_on=self.levelled.finish_after,
            moved=len(self.levelled.moves),
            optimal=self.levelled.optimal,
        )

    def adopt(self, revision: UUID, by: str, at: datetime) -> Iterator[LevellingAdopted]:
        """`revision`: of the plan now."""
        because = f"It was adopted by {self.adopted_by}."
        LEVELLING_LIFE.after("The levelling", self.state, LevellingStep.ADOPT, because=because)
        if self.capacities:
            raise refused(
                "what-if",
                f"It was levelled with other capacities of {', '.join(sorted(self.capacities))}"
                " than the plan has.",
                do="Change the plan's resources and level it again.",
            )
        if self.revision != revision:
            raise refused(
                "plan-changed", "The plan changed since it was levelled.", do="Level it again."
            )
        self.adopted_at, self.adopted_by = at, by
        yield LevellingAdopted(
            **self.ours,
            levelling_id=self.id,
            adopted_by=by,
            dated=len(self.levelled.dates),
            finishes_on=self.levelled.finish_after,
        )
