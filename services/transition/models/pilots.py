"""Pilots: a part of a wave's work, done by the new team and measured before the wave goes live."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Field, UniqueConstraint

from libs.common.auth.actor import Actor
from libs.common.db import Moment, OptionalExact, json_field
from libs.common.events.transition.party import Party
from libs.common.events.transition.pilots import (
    CriterionAttained,
    ExitCriterion,
    PilotEnded,
    PilotOutcome,
    PilotPlanned,
    PilotResultsReported,
)
from libs.common.events.vendor.evidence import Digest
from libs.common.explain import Explained, Explanation
from libs.common.life_cycle import LifeCycle
from libs.common.problems import invalid
from services.transition.models.base import Base, OfVendor
from services.transition.pilots.batch import Batch
from services.transition.pilots.result import PilotResult


class PilotState(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"
    INCONCLUSIVE = "inconclusive"


class PilotStep(StrEnum):
    REPORT = "report"
    END = "end"
    REPEAT = "repeat"


ENDED = (PilotState.PASSED, PilotState.FAILED, PilotState.INCONCLUSIVE)
PILOT_LIFE: LifeCycle[PilotState, PilotStep] = LifeCycle(
    "pilot",
    {
        PilotState.PLANNED: {
            PilotStep.REPORT: PilotState.RUNNING,
            PilotStep.END: PilotState.INCONCLUSIVE,
        },
        PilotState.RUNNING: {PilotStep.REPORT: PilotState.RUNNING, PilotStep.END: ENDED},
        PilotState.PASSED: {PilotStep.REPEAT: PilotState.PASSED},
        PilotState.FAILED: {PilotStep.REPEAT: PilotState.FAILED},
        PilotState.INCONCLUSIVE: {PilotStep.REPEAT: PilotState.INCONCLUSIVE},
    },
    also={
        "repeated-already": "a later run repeats it",
    },
)
"Repeated: the next run is a pilot of its own."


class Deed(NamedTuple):
    by: str
    on: date
    note: str = ""


class Pilot(OfVendor, Base, table=True):
    """`cases`: how many are planned, from `starts_on` to `ends_on`, both included."""

    __table_args__ = (UniqueConstraint("plan_id", "code", "run"),)

    wave: str
    code: str
    title: str
    run: int = 1
    repeats: UUID | None = None
    processes: list[str] = json_field(list[str])
    cases: int
    starts_on: date
    ends_on: date
    criteria: list[ExitCriterion] = json_field(list[ExitCriterion])
    state: PilotState = PilotState.PLANNED
    attained: list[CriterionAttained] = json_field(list[CriterionAttained], default_factory=list)
    reasons: list[str] = json_field(list[str], default_factory=list)
    explanation: Explanation | None = json_field(Explanation | None, default=None, nullable=True)
    planned_on: date
    planned_by: str
    ended_on: date | None = None
    ended_by: str | None = None

    @property
    def named(self) -> str:
        return f"Pilot {self.code}, run {self.run},"

    @property
    def told(self) -> dict[str, Any]:
        return {**self.ours, "pilot_id": self.id, "wave": self.wave, "code": self.code}

    def plan(self, why: str = "") -> Iterator[PilotPlanned]:
        yield PilotPlanned(
            **self.told,
            title=self.title,
            run=self.run,
            repeats=self.repeats,
            processes=self.processes,
            cases=self.cases,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            criteria=self.criteria,
            reason=why,
            planned_by=self.planned_by,
            planned_on=self.planned_on,
        )

    def report(self, batches: Sequence["PilotBatch"]) -> Iterator[PilotResultsReported]:
        self.state = PILOT_LIFE.after(self.named, self.state, PilotStep.REPORT)
        for batch in batches:
            yield batch.reported(self)

    def must_be_ended_by(self, actor: Actor) -> None:
        """Whoever set what it must show does not say that it was shown."""
        actor.not_by(self.planned_by, "set what the pilot must show")

    def end(self, result: Explained[PilotResult], deed: Deed) -> Iterator[PilotEnded]:
        """As computed: nobody says how it came out."""
        found = result.value
        to = PilotState(found.outcome)
        self.state = PILOT_LIFE.after(self.named, self.state, PilotStep.END, to)
        if deed.on < self.starts_on:
            raise invalid("/on", f"It begins on {self.starts_on}.")
        self.attained, self.reasons = found.criteria, found.reasons
        self.explanation = result.explanation
        self.ended_on, self.ended_by = deed.on, deed.by
        yield PilotEnded(
            **self.told,
            title=self.title,
            run=self.run,
            outcome=found.outcome,
            criteria=found.criteria,
            reasons=found.reasons,
            rule_version=result.explanation.version,
            note=deed.note,
            ended_by=deed.by,
            ended_on=deed.on,
        )

    @property
    def outcome(self) -> PilotOutcome | None:
        return PilotOutcome(self.state) if self.state in ENDED else None


class PilotBatch(OfVendor, Base, table=True):
    """Cases of one day, measured by one criterion."""

    __tablename__ = "pilot_batch"

    pilot_id: UUID = Field(index=True)
    criterion: str
    day: date
    cases: int
    met: int | None = None
    value: OptionalExact = None
    deviation: OptionalExact = None
    evidence: list[Digest] = json_field(list[Digest], default_factory=list)
    told_by: Party
    reported_by: str
    reported_at: Moment

    @property
    def as_batch(self) -> Batch:
        return Batch(
            day=self.day,
            cases=self.cases,
            met=self.met,
            value=self.value,
            deviation=self.deviation,
            on_vendors_word=self.told_by is Party.VENDOR and not self.evidence,
        )

    def reported(self, pilot: Pilot) -> PilotResultsReported:
        return PilotResultsReported(
            **pilot.told,
            run=pilot.run,
            criterion=self.criterion,
            **self.as_batch.model_dump(exclude={"on_vendors_word"}),
            evidence=self.evidence,
            told_by=self.told_by,
            reported_by=self.reported_by,
        )
