"""What is told of cutovers, and what is shown."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from libs.common.bodies import Body, View
from libs.common.events.terms import Code
from libs.common.events.transition.cutovers import RehearsalKind
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Evidence
from services.transition.api.common import Day, Reason, Text
from services.transition.exchange.plan_document import Name
from services.transition.models.cutovers import CutoverState, ItemState
from services.transition.roll_out.running_time import RunningTime

Minutes = Annotated[int, Field(ge=1, le=14_400)]
REHEARSAL_DAYS = 60
"For which a rehearsal of the rollback counts, unless stated."


class ListedItem(Body):
    """`after`: codes of the items that it waits for. `rollback`: how it is taken back."""

    code: Code
    title: Text
    side: Party
    person: Text
    minutes: Minutes
    after: Annotated[list[Name], Field(max_length=50)] = []
    mandatory: bool = True
    past_no_return: bool = False
    "To be begun only once somebody has decided to pass the point of no return."
    rollback: Annotated[str, Field(max_length=200)] = ""


class ListCutover(Body):
    """Without items: the usual checklist."""

    items: Annotated[list[ListedItem], Field(min_length=1, max_length=200)] | None = None
    rehearsal_days: Annotated[int, Field(ge=1, le=366)] = REHEARSAL_DAYS


class NewItems(Body):
    items: Annotated[list[ListedItem], Field(min_length=1, max_length=200)]


USUAL = ListCutover()


class Rehearsed(Body):
    """`failed`: what did, where it did not pass."""

    kind: RehearsalKind
    on: Day | None = None
    "Today, unless stated."
    minutes: Minutes
    passed: bool
    failed: Annotated[str, Field(max_length=2000)] = ""
    evidence: Evidence = []

    @model_validator(mode="after")
    def _plain(self) -> Self:
        if self.passed == bool(self.failed.strip()):
            raise ValueError("say what failed where it did not pass, and nothing where it did")
        return self


class Decided(Body):
    reason: Reason


class ItemDone(Body):
    note: Annotated[str, Field(max_length=2000)] = ""
    evidence: Evidence = []


DONE = ItemDone()


class CutoverItemView(View):
    id: UUID
    code: str
    title: str
    side: Party
    person: str
    minutes: int
    after: list[str]
    mandatory: bool
    past_no_return: bool
    rollback: str
    state: ItemState
    closed_at: datetime | None
    closed_by: str | None
    reason: str


class CutoverSummary(View):
    id: UUID
    plan_id: UUID
    wave_id: UUID
    wave: str
    state: CutoverState
    rehearsal_days: int
    begun_at: datetime | None
    committed_by: str | None
    committed_at: datetime | None
    completed_at: datetime | None


class CutoverView(CutoverSummary):
    items: list[CutoverItemView]
    time: RunningTime
    "Minutes, as they stand now."


class RehearsalView(View):
    id: UUID
    kind: RehearsalKind
    rehearsed_on: date
    minutes: int
    passed: bool
    failed: str
    evidence: list[str]
    recorded_by: str
