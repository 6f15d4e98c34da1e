"""Waves: what goes live together."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlmodel import Field

from libs.common.db import json_field
from libs.common.events.transition.waves import (
    ExitShown,
    WaveRescheduled,
    WaveRolledBack,
    WaveStabilised,
    WaveWentLive,
)
from libs.common.explain import Explanation
from libs.common.life_cycle import LifeCycle
from libs.common.problems import invalid, refused
from services.transition.models.base import Base, OfVendor
from services.transition.models.gates import Gate
from services.transition.plan.network import PlanNetwork, first_day
from services.transition.roll_out.freeze import FreezeSpan, freeze_on

if TYPE_CHECKING:
    from services.transition.models.roll_backs import RollBack


class WaveState(StrEnum):
    PLANNED = "planned"
    LIVE = "live"
    "In hypercare."
    STABILISED = "stabilised"
    HANDED_OVER = "handed_over"
    ROLLED_BACK = "rolled_back"


class WaveStep(StrEnum):
    RESCHEDULE = "reschedule"
    GO_LIVE = "go-live"
    STABILISE = "stabilise"
    HAND_OVER = "hand-over"
    ROLL_BACK = "roll-back"


NOT_LIVE: dict[WaveStep, WaveState] = {
    WaveStep.RESCHEDULE: WaveState.PLANNED,
    WaveStep.GO_LIVE: WaveState.LIVE,
}
WAVE_LIFE: LifeCycle[WaveState, WaveStep] = LifeCycle(
    "wave",
    {
        WaveState.PLANNED: NOT_LIVE,
        WaveState.LIVE: {
            WaveStep.STABILISE: WaveState.STABILISED,
            WaveStep.ROLL_BACK: WaveState.ROLLED_BACK,
        },
        WaveState.STABILISED: {
            WaveStep.HAND_OVER: WaveState.HANDED_OVER,
            WaveStep.ROLL_BACK: WaveState.ROLLED_BACK,
        },
        WaveState.HANDED_OVER: {},
        WaveState.ROLLED_BACK: NOT_LIVE,
    },
    kinds={
        WaveState.PLANNED: "not-live",
        WaveState.LIVE: "already-live",
        WaveState.ROLLED_BACK: "not-live",
    },
    also={
        "before-gate": "the gate was decided on a later day",
        "blocked": "a blocker or an incident of severity 1 is open",
        "cutover-open": "its cutover is not done",
        "earlier-wave-not-live": "a wave that goes live before it by the plan is not live",
        "exit-criteria-not-met": "a criterion is neither met nor accepted",
        "gate-not-passed": "its gate is not decided, or was decided NO-GO",
        "handover-not-accepted": "its handover is begun and not accepted",
        "in-freeze": "the day lies in a freeze",
        "no-exit-criteria": "its hypercare is not planned",
        "no-live-task": "the plan has no task that puts it live",
        "not-computed": "its date was stated, so that nothing explains it",
        "nothing-moves": "it is planned on that day already",
        "waiver-expired": "a waiver that the decision at its gate rests on has expired",
    },
)


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
    stabilised_on: date | None = None
    handed_over_on: date | None = None
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

    @property
    def named(self) -> dict[str, Any]:
        """What every event of it says."""
        return {**self.ours, "wave_id": self.id, "wave": self.code}

    def after(self, step: WaveStep) -> WaveState:
        """Refuses by name what its state does not allow."""
        return WAVE_LIFE.after(self.code, self.state, step)

    def must_be_live_by(self, field: str, on: date) -> None:
        """Refuses (409) where it is not live, and (422) a day before it went live."""
        if self.live_on is None:
            raise refused("not-live", f"{self.code} is not live.")
        if on < self.live_on:
            raise invalid(field, f"{self.code} went live on {self.live_on}, after {on}.")

    def reschedule(
        self, to: date, reason: str, why: Explanation | None
    ) -> Iterator[WaveRescheduled]:
        state = self.after(WaveStep.RESCHEDULE)
        if to == self.planned_on:
            raise refused("nothing-moves", f"{self.code} is planned on {to} already.")
        was, self.planned_on, self.explanation = self.planned_on, to, why
        self.state = state
        yield WaveRescheduled(
            **self.named,
            was=was,
            now=to,
            days=(to - was).days,
            reason=reason,
        )

    def go_live(
        self, on: date, gate: Gate, freezes: Sequence[FreezeSpan]
    ) -> Iterator[WaveWentLive]:
        state = self.after(WaveStep.GO_LIVE)
        if self.rolled_back_on and on < self.rolled_back_on:
            raise invalid("/live_on", f"{self.code} was rolled back on {self.rolled_back_on}.")
        gate.must_let_through(on)
        if freeze := freeze_on(on, freezes):
            raise refused(
                "in-freeze",
                f"{on} lies in the freeze {freeze.title}, which ends on {freeze.ends_on}.",
                do="Reschedule the wave behind it.",
            )
        self.state, self.live_on = state, on
        yield WaveWentLive(
            **self.named,
            contract_id=self.contract_id,
            processes=self.processes,
            live_on=on,
        )

    def stabilise(
        self, on: date, by: str, accepted: Sequence[str], shown: Sequence[ExitShown] = ()
    ) -> Iterator[WaveStabilised]:
        """`accepted`: exit criteria that are not met, which the sponsor took as they are."""
        state = self.after(WaveStep.STABILISE)
        self.must_be_live_by("/on", on)
        assert self.live_on  # noqa: S101
        self.state, self.stabilised_on = state, on
        yield WaveStabilised(
            **self.named,
            contract_id=self.contract_id,
            live_on=self.live_on,
            stabilised_on=on,
            stabilised_by=by,
            accepted=list(accepted),
            shown=list(shown),
        )

    def hand_over(self, on: date) -> None:
        """The handover tells of it."""
        state = self.after(WaveStep.HAND_OVER)
        if self.stabilised_on and on < self.stabilised_on:
            raise invalid("/on", f"{self.code} was stabilised on {self.stabilised_on}, after {on}.")
        self.state, self.handed_over_on = state, on

    def roll_back(self, on: date, why: "RollBack", gate: Gate) -> Iterator[WaveRolledBack]:
        """Its gate begins anew: going live once more takes new answers and a new decision."""
        state = self.after(WaveStep.ROLL_BACK)
        self.must_be_live_by("/on", on)
        gate.begin_anew()
        self.state, self.rolled_back_on = state, on
        self.live_on, self.stabilised_on = None, None
        yield WaveRolledBack(
            **self.named,
            contract_id=self.contract_id,
            rolled_back_on=on,
            reason=why.reason,
            roll_back_id=why.id,
            emergency=why.emergency,
            caused_by=why.caused_by,
        )
