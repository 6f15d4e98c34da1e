"""What the routes of pilots take and show."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator

from libs.common.bodies import Body, View
from libs.common.events.terms import Code
from libs.common.events.transition.party import Party
from libs.common.events.transition.pilots import (
    Bound,
    CriterionAttained,
    ExitCriterion,
    Measures,
    PilotOutcome,
)
from libs.common.events.vendor.evidence import Digest, Evidence
from services.transition.api.common import Day, Reason, Text
from services.transition.models.pilot_lessons import LessonState
from services.transition.models.pilots import PilotState

Cases = Annotated[int, Field(ge=1, le=10_000_000)]
Figure = Annotated[Decimal, Field(max_digits=18, decimal_places=6)]
Note = Annotated[str, StringConstraints(max_length=2000)]


class AskedFor(Body):
    """`threshold`: a share 0 to 1, or a mean in `unit`."""

    code: Code
    title: Text
    measures: Measures
    unit: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""
    bound: Bound = Bound.AT_LEAST
    threshold: Figure
    minimum_cases: Cases

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.measures is Measures.SHARE and not 0 <= self.threshold <= 1:
            raise ValueError("the threshold of a share lies from 0 to 1")
        if self.measures is Measures.MEAN and not self.unit:
            raise ValueError("a mean has a unit")
        return self

    @property
    def criterion(self) -> ExitCriterion:
        return ExitCriterion.model_validate(self.model_dump())


class Sample(Body):
    """`cases`: how many are planned, from `starts_on` to `ends_on`, both included."""

    cases: Cases
    starts_on: Day
    ends_on: Day
    criteria: Annotated[list[AskedFor], Field(min_length=1, max_length=30)]

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.ends_on < self.starts_on:
            raise ValueError("it ends before it starts")
        codes = [criterion.code for criterion in self.criteria]
        if len(set(codes)) < len(codes):
            raise ValueError("two criteria have the same code")
        if any(criterion.minimum_cases > self.cases for criterion in self.criteria):
            raise ValueError("a criterion asks for more cases than are planned")
        return self


class PlanPilot(Sample):
    wave: Code
    code: Code
    title: Text
    processes: Annotated[list[Text], Field(min_length=1, max_length=100)]


class RepeatPilot(Sample):
    """The next run, with its own sample and criteria."""

    reason: Reason


class TellResult(Body):
    """Of a share: how many cases `met` it. Of a mean: their `value`, and from two cases on the
    sample standard `deviation` between them."""

    criterion: Code
    day: Day
    cases: Cases
    met: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    value: Figure | None = None
    deviation: Annotated[Figure, Field(ge=0)] | None = None
    evidence: Evidence = []


class TellResults(Body):
    results: Annotated[list[TellResult], Field(min_length=1, max_length=500)]


class EndPilot(Body):
    on: Day | None = None
    "Today, unless stated."
    note: Note = ""


class NoteLesson(Body):
    what: Reason
    owner: Text
    due_on: Day


class DoLesson(Body):
    on: Day | None = None
    "Today, unless stated."
    note: Reason
    evidence: list[Digest] = Field(default=[], max_length=50)


class PilotSummary(View):
    """`attained` and `reasons`: as it ended."""

    id: UUID
    plan_id: UUID
    wave: str
    code: str
    title: str
    run: int
    repeats: UUID | None
    processes: list[str]
    cases: int
    starts_on: date
    ends_on: date
    criteria: list[ExitCriterion]
    state: PilotState
    attained: list[CriterionAttained]
    reasons: list[str]
    planned_on: date
    planned_by: str
    ended_on: date | None
    ended_by: str | None


class Standing(BaseModel):
    """What it would come to with what was reported so far."""

    outcome: PilotOutcome
    criteria: list[CriterionAttained]
    reasons: list[str]


class PilotView(PilotSummary):
    stands: Standing


class BatchView(View):
    id: UUID
    pilot_id: UUID
    criterion: str
    day: date
    cases: int
    met: int | None
    value: Decimal | None
    deviation: Decimal | None
    evidence: list[Digest]
    told_by: Party
    reported_by: str
    reported_at: datetime


class LessonView(View):
    """`overdue`: it was told that it is late, and it is not done."""

    id: UUID
    pilot_id: UUID
    what: str
    owner: str
    due_on: date
    state: LessonState
    overdue: bool
    done_on: date | None
    done_by: str | None
    note: str
