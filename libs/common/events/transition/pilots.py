"""A part of a wave's work, done by the new team before the wave goes live."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from libs.common.events.base import Part
from libs.common.events.transition.of_plan import OfPlan
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Digest


class PilotOutcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    INCONCLUSIVE = "inconclusive"


class Attainment(StrEnum):
    MET = "met"
    NOT_MET = "not met"
    NOT_ENOUGH_DATA = "not enough data"


class Measures(StrEnum):
    SHARE = "share"
    "Of cases that meet it, 0 to 1."
    MEAN = "mean"
    "Of a value in a unit."


class Bound(StrEnum):
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class ExitCriterion(Part):
    """What a pilot must show, of so many cases at least."""

    code: str
    title: str
    measures: Measures
    unit: str = ""
    bound: Bound
    threshold: Decimal
    minimum_cases: int


class CriterionAttained(Part):
    """`value` between `low` and `high` with 95 % confidence. `surely`: so would be both bounds."""

    code: str
    title: str
    attainment: Attainment
    cases: int
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    surely: bool = False
    note: str = ""
    on_vendors_word: int = 0
    "Of the cases, those that the vendor alone measured, without evidence."


class OfPilot(OfPlan, abstract=True):
    pilot_id: UUID


class PilotPlanned(OfPilot):
    headline = "Pilot {title} of {wave}, run {run}: {cases} cases from {starts_on} to {ends_on}"
    wave: str
    code: str
    title: str
    run: int
    repeats: UUID | None = None
    processes: list[str]
    cases: int
    starts_on: date
    ends_on: date
    criteria: list[ExitCriterion]
    reason: str = ""
    "Why it is repeated."
    planned_by: str
    planned_on: date


class PilotResultsReported(OfPilot):
    """`met` of the cases, or their mean `value` with the `deviation` between them."""

    headline = "Pilot {code} of {wave}: {cases} cases of {criterion} on {day}"
    wave: str
    code: str
    run: int
    criterion: str
    day: date
    cases: int
    met: int | None = None
    value: Decimal | None = None
    deviation: Decimal | None = None
    evidence: list[Digest] = []
    told_by: Party
    reported_by: str


class PilotEnded(OfPilot):
    headline = "Pilot {title} of {wave}, run {run}: {outcome}"
    wave: str
    code: str
    title: str
    run: int
    outcome: PilotOutcome
    criteria: list[CriterionAttained]
    reasons: list[str]
    rule_version: int
    note: str = ""
    ended_by: str
    ended_on: date


class PilotLessonLearnt(OfPilot):
    headline = "Pilot {code} of {wave} taught: {what}"
    lesson_id: UUID
    wave: str
    code: str
    what: str
    owner: str
    due_on: date
    noted_by: str


class PilotLessonDone(OfPilot):
    headline = "Pilot {code} of {wave}: done, {what}"
    lesson_id: UUID
    wave: str
    code: str
    what: str
    owner: str
    due_on: date
    done_on: date
    note: str
    evidence: list[Digest] = []
    done_by: str


class PilotLessonOverdue(OfPilot):
    headline = "Pilot {code} of {wave}: {owner} was to have done by {due_on}: {what}"
    lesson_id: UUID
    wave: str
    code: str
    what: str
    owner: str
    due_on: date
