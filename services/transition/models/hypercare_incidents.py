"""Incidents in the first weeks of a wave: raised, resolved, opened again."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import Field, UniqueConstraint

from libs.common.events.transition.hypercare import (
    HypercareIncidentRaised,
    HypercareIncidentReopened,
    HypercareIncidentResolved,
)
from libs.common.events.transition.party import Party
from libs.common.life_cycle import LifeCycle
from libs.common.problems import invalid
from services.transition.models.base import Base, OfVendor
from services.transition.models.plan_items import Deed


class IncidentState(StrEnum):
    OPEN = "open"
    RESOLVED = "resolved"


class IncidentStep(StrEnum):
    RESOLVE = "resolve"
    REOPEN = "reopen"


INCIDENT_LIFE: LifeCycle[IncidentState, IncidentStep] = LifeCycle(
    "hypercare incident",
    {
        IncidentState.OPEN: {IncidentStep.RESOLVE: IncidentState.RESOLVED},
        IncidentState.RESOLVED: {IncidentStep.REOPEN: IncidentState.OPEN},
    },
)


class HypercareIncident(OfVendor, Base, table=True):
    """`severity` 1 to 4; while one of severity 1 is open the wave is not stable."""

    __tablename__ = "hypercare_incident"
    __table_args__ = (UniqueConstraint("plan_id", "code"),)

    wave_id: UUID = Field(index=True)
    wave: str
    code: str
    title: str
    severity: int
    side: Party
    "Whose move it is."
    raised_on: date
    raised_by: str
    state: IncidentState = IncidentState.OPEN
    since: date
    "It is in that state."
    resolution: str = ""

    @property
    def named(self) -> dict[str, Any]:
        return {
            **self.ours,
            "wave_id": self.wave_id,
            "wave": self.wave,
            "incident_id": self.id,
            "incident": self.code,
            "severity": self.severity,
        }

    def raised(self) -> Iterator[HypercareIncidentRaised]:
        yield HypercareIncidentRaised(
            **self.named, title=self.title, raised_on=self.raised_on, raised_by=self.raised_by
        )

    def resolve(self, deed: Deed) -> Iterator[HypercareIncidentResolved]:
        self._take(IncidentStep.RESOLVE, deed)
        self.resolution = deed.note
        yield HypercareIncidentResolved(
            **self.named, resolution=deed.note, resolved_on=deed.on, resolved_by=deed.by
        )

    def reopen(self, deed: Deed) -> Iterator[HypercareIncidentReopened]:
        self._take(IncidentStep.REOPEN, deed)
        self.resolution = ""
        yield HypercareIncidentReopened(
            **self.named, reason=deed.note, reopened_on=deed.on, reopened_by=deed.by
        )

    def _take(self, step: IncidentStep, deed: Deed) -> None:
        state = INCIDENT_LIFE.after(self.code, self.state, step)
        if deed.on < self.since:
            raise invalid("/on", f"{self.code} is {self.state} since {self.since}.")
        self.state, self.since = state, deed.on
