"""Hypercare of a wave: exit criteria, daily records, incidents, its end planned and extended."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlmodel import Field, UniqueConstraint

from libs.common.auth.actor import Actor
from libs.common.db import Exact, Moment, json_field
from libs.common.events.transition.hypercare import (
    ExitCriterionAccepted,
    HypercareBegun,
    HypercareDayRecorded,
    HypercareExtended,
    HypercareOverran,
    HypercarePlanned,
    ToldCriterion,
)
from libs.common.life_cycle import LifeCycle
from libs.common.problems import invalid
from services.transition.models.base import Base, OfVendor
from services.transition.models.plan_items import Deed
from services.transition.roll_out.exit_criteria import DayRecord, ExitCriterion


class HypercareState(StrEnum):
    PLANNED = "planned"
    "Until its wave is live."
    RUNNING = "running"
    OVERRAN = "overran"


class HypercareStep(StrEnum):
    BEGIN = "begin"
    ACCEPT = "accept"
    EXTEND = "extend"
    OVERRUN = "overrun"
    BEGIN_ANEW = "begin-anew"


_BEGUN = {
    HypercareStep.EXTEND: HypercareState.RUNNING,
    HypercareStep.BEGIN_ANEW: HypercareState.PLANNED,
}
HYPERCARE_LIFE: LifeCycle[HypercareState, HypercareStep] = LifeCycle(
    "hypercare",
    {
        HypercareState.PLANNED: {
            HypercareStep.BEGIN: HypercareState.RUNNING,
            HypercareStep.BEGIN_ANEW: HypercareState.PLANNED,
        },
        HypercareState.RUNNING: {
            **_BEGUN,
            HypercareStep.ACCEPT: HypercareState.RUNNING,
            HypercareStep.OVERRUN: HypercareState.OVERRAN,
        },
        HypercareState.OVERRAN: {**_BEGUN, HypercareStep.ACCEPT: HypercareState.OVERRAN},
    },
    kinds={HypercareState.PLANNED: "not-live"},
    also={
        "criterion-met": "the criterion that is to be accepted is met",
        "hypercare-planned": "the hypercare of the wave is planned already",
        "is-handed-over": "the wave is handed over",
        "is-stabilised": "the wave is stable: its hypercare has ended",
    },
)


class AcceptedCriterion(BaseModel):
    """Not met, and taken as it is by the sponsor."""

    model_config = ConfigDict(frozen=True)
    criterion: str
    reason: str
    accepted_by: str
    accepted_on: date


class Extension(BaseModel):
    model_config = ConfigDict(frozen=True)
    was: date
    now: date
    reason: str
    extended_by: str
    at: datetime


class Hypercare(OfVendor, Base, table=True):
    """`ends_on`: planned, once the wave is live."""

    __table_args__ = (UniqueConstraint("wave_id"),)

    wave_id: UUID
    wave: str
    working_days: int
    criteria: list[ExitCriterion] = json_field(list[ExitCriterion])
    planned_by: str | None = None
    "Who set the criteria."
    ends_on: date | None = None
    overran: bool = False
    accepted: list[AcceptedCriterion] = json_field(list[AcceptedCriterion], default_factory=list)
    extensions: list[Extension] = json_field(list[Extension], default_factory=list)

    @property
    def state(self) -> HypercareState:
        if self.ends_on is None:
            return HypercareState.PLANNED
        return HypercareState.OVERRAN if self.overran else HypercareState.RUNNING

    @property
    def named(self) -> dict[str, Any]:
        return {**self.ours, "wave_id": self.wave_id, "wave": self.wave}

    def planned(self, by: str) -> Iterator[HypercarePlanned]:
        told = [ToldCriterion(code=c.code, sentence=c.sentence) for c in self.criteria]
        yield HypercarePlanned(
            **self.named, working_days=self.working_days, criteria=told, planned_by=by
        )

    def begin(self, on: date, ends_on: date) -> Iterator[HypercareBegun]:
        self._after(HypercareStep.BEGIN)
        self.ends_on, self.overran = ends_on, False
        yield HypercareBegun(**self.named, begins_on=on, ends_on=ends_on)

    def begin_anew(self) -> None:
        """After a roll-back: what was accepted counts no longer."""
        self._after(HypercareStep.BEGIN_ANEW)
        self.ends_on, self.overran, self.accepted = None, False, []

    def must_be_judged_by(self, actor: Actor, accepted: Sequence[str]) -> None:
        """Whoever set the criteria, or took one of these as it is, does not say that the wave is
        stable by them. `accepted`: those that are not met."""
        actor.not_by(self.planned_by or "", f"set when {self.wave} is stable")
        for each in self.accepted:
            if each.criterion in accepted:
                actor.not_by(each.accepted_by, f"took {each.criterion} as it is")

    def criterion(self, field: str, code: str) -> ExitCriterion:
        found = next((each for each in self.criteria if each.code == code), None)
        if found is None:
            known = ", ".join(each.code for each in self.criteria)
            raise invalid(field, f"{code} is no exit criterion of {self.wave}: {known} are.")
        return found

    def extend(self, to: date, deed: Deed) -> Iterator[HypercareExtended]:
        self._after(HypercareStep.EXTEND)
        assert self.ends_on  # noqa: S101
        if to <= self.ends_on:
            raise invalid("/to", f"It is planned until {self.ends_on} already.")
        was, self.ends_on, self.overran = self.ends_on, to, False
        extension = Extension(was=was, now=to, reason=deed.note, extended_by=deed.by, at=deed.at)
        self.extensions = [*self.extensions, extension]
        yield HypercareExtended(
            **self.named, was=was, now=to, reason=deed.note, extended_by=deed.by
        )

    def overrun(self, not_met: Sequence[str]) -> Iterator[HypercareOverran]:
        """Once for each planned end."""
        if self.state is not HypercareState.RUNNING:
            return
        self._after(HypercareStep.OVERRUN)
        assert self.ends_on  # noqa: S101
        self.overran = True
        yield HypercareOverran(**self.named, ends_on=self.ends_on, not_met=list(not_met))

    def accept(self, criterion: str, deed: Deed) -> Iterator[ExitCriterionAccepted]:
        self._after(HypercareStep.ACCEPT)
        told = {
            "criterion": criterion,
            "reason": deed.note,
            "accepted_by": deed.by,
            "accepted_on": deed.on,
        }
        others = [each for each in self.accepted if each.criterion != criterion]
        self.accepted = [*others, AcceptedCriterion.model_validate(told)]
        yield ExitCriterionAccepted(**self.named, **told)

    def _after(self, step: HypercareStep) -> HypercareState:
        return HYPERCARE_LIFE.after(f"The hypercare of {self.wave}", self.state, step)


class HypercareRecord(OfVendor, Base, table=True):
    """What one criterion showed on one day. `total`: of how many, where a share is measured."""

    __tablename__ = "hypercare_record"
    __table_args__ = (UniqueConstraint("wave_id", "criterion", "day"),)

    wave_id: UUID = Field(index=True)
    criterion: str
    day: date
    value: Exact
    total: int | None = None
    recorded_by: str
    recorded_at: Moment

    @property
    def as_day(self) -> DayRecord:
        return DayRecord(day=self.day, value=self.value, total=self.total)

    def told(self, hypercare: Hypercare, *, corrected: bool) -> Iterator[HypercareDayRecorded]:
        yield HypercareDayRecorded(
            **hypercare.named,
            day=self.day,
            criterion=self.criterion,
            value=self.value,
            total=self.total,
            corrected=corrected,
            recorded_by=self.recorded_by,
        )
