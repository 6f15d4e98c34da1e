"""What the routes of roll-backs take and show."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from libs.common.bodies import Body, View
from libs.common.events.terms import Code
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Evidence
from services.transition.api.common import Day, Reason, Text
from services.transition.models.roll_back_life import RollBackState
from services.transition.models.roll_back_parts import Lesson, StepOutcome, TakenStep


class ProposeRollBack(Body):
    """`caused_by`: the side on whose account it is; while it lasts on the client's, the vendor's
    clocks stand still. `criterion`: whose waiver expired, where that is why."""

    reason: Reason
    caused_by: Party
    criterion: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    evidence: Evidence = []
    on: Day | None = None
    "Today, unless stated."


class OnDay(Body):
    on: Day | None = None
    "Today, unless stated."


TODAY = OnDay()


class WithReason(OnDay):
    reason: Reason


class TakeStepBack(OnDay):
    step: Code
    outcome: StepOutcome
    note: Annotated[str, Field(max_length=2000)] = ""
    "Needed where it failed or is skipped."


class NoteLesson(OnDay):
    lesson: Reason
    owner: Text
    due: Day | None = None


class Attribute(WithReason):
    caused_by: Party


class RollBackView(View):
    """`clocks_from`: since when the vendor's clocks stand still, where they do; `clocks_until`: the
    first day on which they run again."""

    id: UUID
    plan_id: UUID
    wave_id: UUID
    wave: str
    state: RollBackState
    reason: str
    evidence: list[str]
    criterion: str | None
    caused_by: Party | None
    emergency: bool
    proposed_by: str
    proposed_on: date
    decided_by: str | None
    decided_on: date | None
    decision: str
    steps: list[TakenStep]
    rolled_back_on: date | None
    clocks_from: date | None
    clocks_until: date | None
    lessons: list[Lesson]
