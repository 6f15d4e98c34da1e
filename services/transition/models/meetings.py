"""Meetings, one ahead of each series: held, missed or called off."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlmodel import Field, UniqueConstraint

from libs.common.db import Moment, OptionalMoment, json_field
from libs.common.events import Event
from libs.common.events.transition.meetings import (
    MeetingCalledOff,
    MeetingHeld,
    MeetingMissed,
    MeetingsMissedInARow,
)
from libs.common.events.transition.party import Party
from libs.common.life_cycle import LifeCycle
from libs.common.problems import invalid
from services.transition.meetings.next_agenda import AgendaPoint
from services.transition.models.base import Base, OfVendor
from services.transition.models.meeting_series import MeetingSeries

ESCALATES_AFTER = 2


class MeetingState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    MISSED = "missed"
    CALLED_OFF = "called_off"


class MeetingStep(StrEnum):
    HOLD = "hold"
    CALL_OFF = "call_off"
    MISS = "miss"


MEETING_LIFE: LifeCycle[MeetingState, MeetingStep] = LifeCycle(
    "meeting",
    {
        MeetingState.PLANNED: {
            MeetingStep.HOLD: MeetingState.HELD,
            MeetingStep.CALL_OFF: MeetingState.CALLED_OFF,
            MeetingStep.MISS: MeetingState.MISSED,
        },
        MeetingState.MISSED: {MeetingStep.HOLD: MeetingState.HELD},
        MeetingState.HELD: {},
        MeetingState.CALLED_OFF: {},
    },
)


class Meeting(OfVendor, Base, table=True):
    """`outside`: sides for which it lies outside their hours. `agenda`: as it stood when held."""

    __tablename__ = "meeting"
    __table_args__ = (UniqueConstraint("series_id", "planned_on"),)
    timer: ClassVar[str] = "meeting_missed"

    series_id: UUID = Field(index=True)
    code: str
    planned_on: date
    "In the home zone."
    starts_at: Moment
    minutes: int
    outside: list[Party] = json_field(list[Party], default_factory=list)
    why: str = ""
    "Of its time, in a sentence."
    state: MeetingState = MeetingState.PLANNED
    held_on: date | None = None
    present: list[str] = json_field(list[str], default_factory=list)
    agenda: list[AgendaPoint] = json_field(list[AgendaPoint], default_factory=list)
    told_by: str | None = None
    told_at: OptionalMoment = None
    reason: str = ""

    @property
    def told(self) -> dict[str, Any]:
        return {**self.ours, "meeting_id": self.id, "code": self.code}

    @property
    def named(self) -> str:
        return f"{self.code} of {self.planned_on}"

    def hold(
        self,
        series: MeetingSeries,
        on: date,
        present: Sequence[str],
        agenda: list[AgendaPoint],
        by: str,
        at: datetime,
    ) -> Iterator[MeetingHeld]:
        """On its day or later. Whoever met outside their hours has had a turn."""
        state = MEETING_LIFE.after(self.named, self.state, MeetingStep.HOLD)
        if on < self.planned_on:
            raise invalid("/on", f"{self.named} was not held before its day, on {on}.")
        self.state, self.held_on, self.agenda = state, on, agenda
        self.present, self.told_by, self.told_at = list(dict.fromkeys(present)), by, at
        series.turns = series.turns.after(self.outside)
        yield MeetingHeld(
            **self.told,
            series_id=series.id,
            planned_on=self.planned_on,
            held_on=on,
            people=len(self.present),
            agenda=len(agenda),
            outside_hours=self.outside,
            reported_by=by,
        )

    def call_off(self, reason: str, by: str, at: datetime) -> Iterator[MeetingCalledOff]:
        """It counts neither as held nor as missed."""
        self.state = MEETING_LIFE.after(self.named, self.state, MeetingStep.CALL_OFF)
        self.reason, self.told_by, self.told_at = reason, by, at
        yield MeetingCalledOff(
            **self.told,
            series_id=self.series_id,
            planned_on=self.planned_on,
            called_off_by=by,
            reason=reason,
        )

    def miss(self, series: MeetingSeries) -> Iterator[Event]:
        """Two in a row escalate; it can still be reported held."""
        self.state = MEETING_LIFE.after(self.named, self.state, MeetingStep.MISS)
        series.in_a_row += 1
        yield MeetingMissed(
            **self.told,
            series_id=series.id,
            planned_on=self.planned_on,
            in_a_row=series.in_a_row,
        )
        if series.in_a_row == ESCALATES_AFTER:
            yield MeetingsMissedInARow(
                **series.told, planned_on=self.planned_on, in_a_row=series.in_a_row
            )


def missed_in_a_row(newest_first: Sequence[MeetingState]) -> int:
    """Since the latest that was held; those ahead or called off count for nothing."""
    count = 0
    for state in newest_first:
        if state is MeetingState.HELD:
            break
        count += state is MeetingState.MISSED
    return count
