"""The plan of a contract's transition: its dates follow from its tasks."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime
from sqlmodel import Field

from libs.common.db import Owned, json_field
from libs.common.events.transition.forecasts import ForecastMoved
from libs.common.events.transition.plans import (
    PlannedWave,
    TransitionClosed,
    TransitionPlanned,
    TransitionReopened,
    WaveAdded,
)
from libs.common.explain import Explanation
from libs.common.ids import new_id
from libs.common.life_cycle import LifeCycle
from libs.common.problems import invalid, refused
from services.transition.claims.refused import RefusedReport
from services.transition.claims.terms import ClaimTerms
from services.transition.exchange.plan_document import (
    DAY,
    PlannedCalendar,
    PlannedTask,
    Resource,
    SlackConvention,
)
from services.transition.models.base import Base
from services.transition.models.tasks import Task
from services.transition.models.waves import Wave
from services.transition.plan.clock import Clocks
from services.transition.plan.contract_calendar import calendar_of, today_in
from services.transition.plan.network import PlanNetwork, last_day
from services.transition.scheduling.network import LOGIC, MICROSOFT, Convention

MOST_TOLD = 100
"Critical tasks that an event names; the plan has them all."


class PlanState(StrEnum):
    ACTIVE = "active"
    CLOSED = "closed"


class PlanStep(StrEnum):
    CLOSE = "close"
    EXTEND = "extend"
    REOPEN = "reopen"


PLAN_LIFE: LifeCycle[PlanState, PlanStep] = LifeCycle(
    "plan",
    {
        PlanState.ACTIVE: {
            PlanStep.CLOSE: PlanState.CLOSED,
            PlanStep.EXTEND: PlanState.ACTIVE,
        },
        PlanState.CLOSED: {
            PlanStep.EXTEND: PlanState.ACTIVE,
            PlanStep.REOPEN: PlanState.ACTIVE,
        },
    },
    kinds={PlanState.CLOSED: "already-closed"},
    also={"not-all-live": "a wave is not live yet"},
)


class Plan(Owned, Base, table=True):
    programme_id: UUID = Field(index=True)
    vendor_id: UUID
    contract_id: UUID = Field(index=True)
    title: str
    country: str
    acceptance_days: int
    claim_terms: ClaimTerms = json_field(ClaimTerms, default=ClaimTerms())
    starts_at: datetime = Field(sa_type=DateTime)
    "On the wall of its place."
    baseline_finishes_on: date
    "As first planned."
    finishes_on: date
    calendar: str
    calendars: tuple[PlannedCalendar, ...] = json_field(tuple[PlannedCalendar, ...])
    resources: tuple[Resource, ...] = json_field(tuple[Resource, ...], default=())
    notice_days: int = 90
    "Calendar days that the contract gives to leave it."
    minutes_per_day: int = DAY
    currency: str = "EUR"
    slack: SlackConvention = SlackConvention.LOGIC
    revision: UUID = Field(default_factory=new_id)
    "Another one for each change of a fact: what was computed from the facts is kept by it."
    critical_path: list[str] = json_field(list[str])
    warnings: list[str] = json_field(list[str])
    template: Explanation = json_field(Explanation)
    is_exit: bool = False
    state: PlanState = PlanState.ACTIVE
    closed_on: date | None = None
    refused_reports: list[RefusedReport] = json_field(list[RefusedReport], default_factory=list)
    "Of the vendor's, that are still to be made good."

    @property
    def ours(self) -> dict[str, Any]:
        return {
            "programme_id": self.programme_id,
            "vendor_id": self.vendor_id,
            "plan_id": self.id,
        }

    @property
    def starts_on(self) -> date:
        return self.starts_at.date()

    @property
    def clocks(self) -> Clocks:
        return Clocks(self.calendars, self.calendar)

    @property
    def convention(self) -> Convention:
        return MICROSOFT if self.slack is SlackConvention.MICROSOFT else LOGIC

    def days(self, minutes: int) -> Decimal:
        """Working days of the plan, half-up to the hundredth."""
        return (Decimal(minutes) / self.minutes_per_day).quantize(Decimal("0.01"), ROUND_HALF_UP)

    def business_day(self, day: date) -> date:
        """The first from that date on."""
        return calendar_of(self.country).add_business_days(day, 0)

    def today(self, now: datetime) -> date:
        return today_in(self.country, now)

    def must_not_be_ahead(self, field: str, day: date, now: datetime) -> None:
        if day > self.today(now):
            raise invalid(field, f"{day} lies in the future: today is {self.today(now)}.")

    def task(self, drafted: PlannedTask, position: int) -> Task:
        return Task(**self.ours, contract_id=self.contract_id, position=position, **dict(drafted))

    def forecast(
        self, network: PlanNetwork, waves: Sequence[Wave], cause: str
    ) -> Iterator[ForecastMoved]:
        """Takes over what the facts now come to, and tells where the end or a go-live moves."""
        self.revision, was = new_id(), self.finishes_on
        self.finishes_on = last_day(network.finish)
        self.critical_path = network.critical_path
        moved = [wave for wave in waves if wave.is_expected(network)]
        if moved or was != self.finishes_on:
            yield ForecastMoved(
                **self.ours,
                contract_id=self.contract_id,
                was=was,
                finishes_on=self.finishes_on,
                waves=[_told(wave) for wave in moved],
                critical_path=self.critical_path[:MOST_TOLD],
                cause=cause,
            )

    def planned(
        self, waves: Sequence[Wave], before_live: Mapping[str, list[str]]
    ) -> Iterator[TransitionPlanned]:
        """`before_live`: by wave, the milestones that its go-live waits for."""
        yield TransitionPlanned(
            **self.ours,
            contract_id=self.contract_id,
            starts_on=self.starts_on,
            finishes_on=self.finishes_on,
            waves=[_told(wave) for wave in waves],
            critical_path=self.critical_path[:MOST_TOLD],
            is_exit=self.is_exit,
            before_live=dict(before_live),
        )

    def extended(self, wave: Wave) -> Iterator[WaveAdded]:
        """A plan that was closed is open again."""
        self.state, self.closed_on = self._after(PlanStep.EXTEND), None
        yield WaveAdded(**self.ours, contract_id=self.contract_id, wave=_told(wave))

    def close(self, waves: Sequence[Wave], on: date) -> Iterator[TransitionClosed]:
        state = self._after(PlanStep.CLOSE)
        if waiting := [wave.code for wave in waves if wave.live_on is None]:
            do = "Take them live first."
            raise refused("not-all-live", f"Not live yet: {', '.join(waiting)}.", do=do)
        last = max((wave.live_on for wave in waves if wave.live_on), default=on)
        if on < last:
            raise invalid("/closed_on", f"The last wave went live on {last}, after {on}.")
        self.state, self.closed_on = state, on
        told = {"contract_id": self.contract_id, "is_exit": self.is_exit}
        yield TransitionClosed(**self.ours, **told, closed_on=on)

    def reopen(self, reason: str) -> Iterator[TransitionReopened]:
        """A wave of it went back: there is work to do again."""
        state, was = self._after(PlanStep.REOPEN), self.closed_on
        assert was is not None  # noqa: S101
        self.state, self.closed_on = state, None
        yield TransitionReopened(
            **self.ours, contract_id=self.contract_id, reason=reason, was_closed_on=was
        )

    def _after(self, step: PlanStep) -> PlanState:
        because = f"It was closed on {self.closed_on}." if self.closed_on else ""
        return PLAN_LIFE.after(self.title, self.state, step, because=because)


def _told(wave: Wave) -> PlannedWave:
    return PlannedWave(
        wave_id=wave.id,
        code=wave.code,
        title=wave.title,
        processes=wave.processes,
        planned_on=wave.planned_on,
        expected_on=wave.expected_on,
    )
