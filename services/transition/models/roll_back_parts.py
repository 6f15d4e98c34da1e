"""What a roll-back is made of: its steps, and what it taught."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from libs.common.events.transition.party import Party


class StepOutcome(StrEnum):
    OPEN = "open"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"


class TakenStep(BaseModel):
    """One step back. Failed, it is to be done again or skipped."""

    model_config = ConfigDict(frozen=True)
    code: str
    title: str
    side: Party
    outcome: StepOutcome = StepOutcome.OPEN
    note: str = ""
    taken_by: str | None = None
    taken_at: datetime | None = None

    @property
    def is_closed(self) -> bool:
        return self.outcome in (StepOutcome.DONE, StepOutcome.SKIPPED)


class Lesson(BaseModel):
    model_config = ConfigDict(frozen=True)
    lesson: str
    owner: str
    due: date | None
    noted_by: str
    noted_on: date
