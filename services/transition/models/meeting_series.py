"""Series of meetings: when they are, who is invited, and until when they go on."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlmodel import UniqueConstraint

from libs.common.db import json_field
from libs.common.events.transition.meetings import (
    MeetingSeriesEnded,
    MeetingSeriesLapsed,
    MeetingSeriesPlanned,
    MeetingSeriesResumed,
)
from libs.common.events.transition.party import Party
from libs.common.life_cycle import LifeCycle
from services.transition.meetings.fair_slot import Turns
from services.transition.meetings.rhythm import Rhythm
from services.transition.models.base import Base, OfVendor

LAPSES_AFTER = 5
"Missed in a row. Choice: a series that nobody keeps up ends making meetings."


class SeriesState(StrEnum):
    ACTIVE = "active"
    LAPSED = "lapsed"
    ENDED = "ended"


class SeriesStep(StrEnum):
    LAPSE = "lapse"
    RESUME = "resume"
    END = "end"


SERIES_LIFE: LifeCycle[SeriesState, SeriesStep] = LifeCycle(
    "meeting series",
    {
        SeriesState.ACTIVE: {
            SeriesStep.LAPSE: SeriesState.LAPSED,
            SeriesStep.END: SeriesState.ENDED,
        },
        SeriesState.LAPSED: {
            SeriesStep.RESUME: SeriesState.ACTIVE,
            SeriesStep.END: SeriesState.ENDED,
        },
        SeriesState.ENDED: {},
    },
    also={
        "hours-unknown": "taking turns needs the working hours of both sides",
        "no-common-hours": "no time lies within the hours of both sides",
    },
)


class Member(BaseModel):
    model_config = ConfigDict(frozen=True)
    name: str
    side: Party


class MeetingSeries(OfVendor, Base, table=True):
    """`at`: on the wall of its home zone, which it keeps; by turns, only where both work then.

    `turns`: how often each side has met outside its hours.
    """

    __tablename__ = "meeting_series"
    __table_args__ = (UniqueConstraint("plan_id", "code"),)

    code: str
    title: str
    purpose: str
    agenda: list[str] = json_field(list[str])
    "What stands on it each time."
    members: list[Member] = json_field(list[Member])
    rhythm: Rhythm = json_field(Rhythm)
    tz: str
    at: str
    minutes: int
    by_turns: bool = False
    starts_on: date
    ends_on: date | None = None
    state: SeriesState = SeriesState.ACTIVE
    turns: Turns = json_field(Turns, default_factory=Turns)
    in_a_row: int = 0
    "Missed since one was held."
    ended_on: date | None = None

    @property
    def told(self) -> dict[str, Any]:
        return {**self.ours, "series_id": self.id, "code": self.code}

    def plan(self, by: str) -> Iterator[MeetingSeriesPlanned]:
        yield MeetingSeriesPlanned(
            **self.told,
            title=self.title,
            rhythm=self.rhythm.every,
            tz=self.tz,
            at=self.at,
            by_turns=self.by_turns,
            starts_on=self.starts_on,
            planned_by=by,
        )

    def end(self, on: date, reason: str) -> Iterator[MeetingSeriesEnded]:
        state = SERIES_LIFE.after(self.code, self.state, SeriesStep.END)
        self.state, self.ended_on = state, on
        yield MeetingSeriesEnded(**self.told, ended_on=on, reason=reason)

    def lapse(self) -> Iterator[MeetingSeriesLapsed]:
        self.state = SERIES_LIFE.after(self.code, self.state, SeriesStep.LAPSE)
        yield MeetingSeriesLapsed(**self.told, missed=self.in_a_row)

    def resume(self) -> None:
        self.state = SERIES_LIFE.after(self.code, self.state, SeriesStep.RESUME)
        self.in_a_row = 0

    def resumed(self, next_on: date, by: str) -> MeetingSeriesResumed:
        return MeetingSeriesResumed(**self.told, next_on=next_on, resumed_by=by)
