"""Morale pulses: a few questions to a team, answered without a name, kept as counts."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field as Bounded
from sqlmodel import UniqueConstraint

from libs.common.db import Exact, json_field
from libs.common.events.transition.party import Party
from libs.common.events.transition.people import (
    MoraleFell,
    PulseCancelled,
    PulseCounted,
    PulseOpened,
)
from libs.common.life_cycle import LifeCycle
from services.transition.models.base import Base
from services.transition.models.of_client import FeedsGates
from services.transition.models.plan_items import Deed
from services.transition.people.morale import Morale
from services.transition.people.morale_trend import MoraleTrend


class PulseState(StrEnum):
    OPEN = "open"
    COUNTED = "counted"
    CANCELLED = "cancelled"


class PulseStep(StrEnum):
    OPEN = "open"
    COUNT = "count"
    CANCEL = "cancel"


PULSE_LIFE: LifeCycle[PulseState, PulseStep] = LifeCycle(
    "pulse",
    {
        PulseState.OPEN: {
            PulseStep.COUNT: PulseState.COUNTED,
            PulseStep.CANCEL: PulseState.CANCELLED,
        },
        PulseState.COUNTED: {},
        PulseState.CANCELLED: {},
    },
    also={
        "not-enough-answers": "too few have answered for anything to be shown",
    },
)
Counts = Annotated[list[int], Bounded(min_length=5, max_length=5)]
"Answers by score, 1 to 5."


class Pulse(FeedsGates, Base, table=True):
    """Counted once: a second count could be told apart from the first by one answer."""

    __table_args__ = (UniqueConstraint("plan_id", "code"),)

    title: str
    side: Party
    team: str
    questions: list[str] = json_field(list[str])
    opens_on: date
    tell_fall_beyond: Exact
    "In points of the scale."
    state: PulseState = PulseState.OPEN
    counts: list[Counts] = json_field(list[Counts], default_factory=list)
    "By question. Never shown."
    counted_on: date | None = None
    morale: Morale | None = json_field(Morale | None, default=None)
    trend: MoraleTrend | None = json_field(MoraleTrend | None, default=None)

    def open(self, deed: Deed) -> Iterator[PulseOpened]:
        self.note(PulseStep.OPEN, self.state, deed)
        yield PulseOpened(
            **self.ours,
            pulse_id=self.id,
            title=self.title,
            side=self.side,
            team=self.team,
            questions=len(self.questions),
            opens_on=self.opens_on,
            opened_by=deed.by,
        )

    def count(
        self, counts: Sequence[Counts], morale: Morale, trend: MoraleTrend | None, deed: Deed
    ) -> Iterator[PulseCounted | MoraleFell]:
        self._take(PulseStep.COUNT, deed)
        self.counts, self.counted_on = list(counts), deed.on
        self.morale, self.trend = morale, trend
        yield PulseCounted(
            **self.ours,
            pulse_id=self.id,
            side=self.side,
            team=self.team,
            counted_on=deed.on,
            mean=morale.mean,
            favourable=morale.favourable,
            counted_by=deed.by,
        )
        if trend is not None and trend.fell:
            yield MoraleFell(
                **self.ours,
                pulse_id=self.id,
                side=self.side,
                team=self.team,
                was=trend.was,
                now=trend.now,
                threshold=self.tell_fall_beyond,
                counted_on=deed.on,
            )

    def cancel(self, deed: Deed) -> Iterator[PulseCancelled]:
        self._take(PulseStep.CANCEL, deed)
        yield PulseCancelled(
            **self.ours,
            pulse_id=self.id,
            team=self.team,
            cancelled_on=deed.on,
            cancelled_by=deed.by,
            reason=deed.note,
        )

    def must_be_open(self) -> None:
        PULSE_LIFE.after(self.code, self.state, PulseStep.COUNT)

    def _take(self, step: PulseStep, deed: Deed) -> None:
        state = PULSE_LIFE.after(self.code, self.state, step)
        self.must_follow(deed.on)
        self.state = state
        self.note(step, state, deed)
