"""Waves: what goes live together."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from libs.common.db import json_field
from libs.common.events.transition.waves import WaveRescheduled, WaveRolledBack, WaveWentLive
from libs.common.explain import Explanation
from libs.common.problems import invalid, refused
from services.transition.freeze import FreezeSpan, freeze_on
from services.transition.models.base import Base, OfVendor
from services.transition.models.gates import Gate
from services.transition.plan_network import PlanNetwork, first_day


class WaveState(StrEnum):
    PLANNED = "planned"
    LIVE = "live"
    ROLLED_BACK = "rolled_back"


class Wave(OfVendor, Base, table=True):
    contract_id: UUID = Field(index=True)
    code: str
    title: str
    processes: list[str] = json_field(list[str])
    first_planned_on: date
    "As the contract, or the request that added the wave, has it."
    planned_on: date
    expected_on: date | None = None
    "When the way there allows it to start: the planned date or later."
    state: WaveState = WaveState.PLANNED
    live_on: date | None = None
    rolled_back_on: date | None = None
    live_task: str | None = None
    "Code of the task that puts it live."
    source_id: UUID | None = None
    "The request for scaling that it comes from."
    explanation: Explanation | None = json_field(Explanation | None, default=None)
    "How its date was found when it was last rescheduled."

    def is_expected(self, network: PlanNetwork) -> bool:
        """Takes over when it is expected to go live; whether that is another date than so far."""
        was = self.expected_on
        self.expected_on = self.live_on or self.planned_on
        if self.live_on is None and self.live_task is not None and self.live_task in network:
            self.expected_on = first_day(network[self.live_task].start)
        return self.expected_on != was

    def must_not_be_live(self) -> None:
        if self.state is WaveState.LIVE:
            raise refused("already-live", f"{self.code} is live since {self.live_on}.")

    def reschedule(
        self, to: date, reason: str, why: Explanation | None
    ) -> Iterator[WaveRescheduled]:
        self.must_not_be_live()
        if to == self.planned_on:
            raise refused("nothing-moves", f"{self.code} is planned on {to} already.")
        was, self.planned_on, self.explanation = self.planned_on, to, why
        self.state = WaveState.PLANNED
        yield WaveRescheduled(
            **self.ours,
            wave_id=self.id,
            wave=self.code,
            was=was,
            now=to,
            days=(to - was).days,
            reason=reason,
        )

    def go_live(
        self, on: date, gate: Gate, freezes: Sequence[FreezeSpan]
    ) -> Iterator[WaveWentLive]:
        self.must_not_be_live()
        if self.rolled_back_on and on < self.rolled_back_on:
            raise invalid("/live_on", f"{self.code} was rolled back on {self.rolled_back_on}.")
        gate.must_let_through(on)
        if freeze := freeze_on(on, freezes):
            raise refused(
                "in-freeze",
                f"{on} lies in the freeze {freeze.title}, which ends on {freeze.ends_on}.",
                do="Reschedule the wave behind it.",
            )
        self.state, self.live_on = WaveState.LIVE, on
        yield WaveWentLive(
            **self.ours,
            contract_id=self.contract_id,
            wave_id=self.id,
            wave=self.code,
            processes=self.processes,
            live_on=on,
        )

    def roll_back(self, on: date, reason: str, gate: Gate) -> Iterator[WaveRolledBack]:
        """Its gate begins anew: going live once more takes new answers and a new decision."""
        if self.live_on is None:
            raise refused("not-live", f"{self.code} is not live.")
        if on < self.live_on:
            raise invalid("/on", f"{self.code} went live on {self.live_on}, after {on}.")
        gate.begin_anew()
        self.state, self.live_on, self.rolled_back_on = WaveState.ROLLED_BACK, None, on
        yield WaveRolledBack(
            **self.ours,
            contract_id=self.contract_id,
            wave_id=self.id,
            wave=self.code,
            rolled_back_on=on,
            reason=reason,
        )
