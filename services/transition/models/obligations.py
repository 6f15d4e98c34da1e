"""What one side owes the other on the way: due, met or late, waived, taken away again."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlmodel import UniqueConstraint

from libs.common.db import json_field
from libs.common.events.transition.party import Party
from libs.common.events.transition.relief import (
    ObligationCalled,
    ObligationFellLate,
    ObligationListed,
    ObligationMet,
    ObligationReminded,
    ObligationReopened,
    ObligationWaived,
)
from libs.common.explain import Explanation
from libs.common.life_cycle import LifeCycle
from services.transition.models.base import Base, OfVendor
from services.transition.models.plan_items import Deed, InTurn


class ObligationKind(StrEnum):
    ACCESS = "access"
    DATA = "data"
    PEOPLE = "people"
    DECISIONS = "decisions"
    PREMISES = "premises"
    OTHER = "other"


class ObligationSource(StrEnum):
    """Where it was agreed."""

    CONTRACT = "contract"
    PLAN = "plan"
    MEETING = "meeting"


class ObligationState(StrEnum):
    WAITING = "waiting"
    "For the event or the request from which its days count."
    DUE = "due"
    LATE = "late"
    MET = "met"
    MET_LATE = "met_late"
    WAIVED = "waived"


class ObligationStep(StrEnum):
    LIST = "list"
    CALL = "call"
    FALL_LATE = "fall-late"
    MEET = "meet"
    WAIVE = "waive"
    REOPEN = "reopen"


MET = (ObligationState.MET, ObligationState.MET_LATE)
"By the day on which it was met, whenever that is told."
OBLIGATION_LIFE: LifeCycle[ObligationState, ObligationStep] = LifeCycle(
    "obligation",
    {
        ObligationState.WAITING: {
            ObligationStep.CALL: ObligationState.DUE,
            ObligationStep.WAIVE: ObligationState.WAIVED,
        },
        ObligationState.DUE: {
            ObligationStep.FALL_LATE: ObligationState.LATE,
            ObligationStep.MEET: MET,
            ObligationStep.WAIVE: ObligationState.WAIVED,
        },
        ObligationState.LATE: {
            ObligationStep.MEET: MET,
            ObligationStep.WAIVE: ObligationState.WAIVED,
        },
        ObligationState.MET: {ObligationStep.REOPEN: ObligationState.DUE},
        ObligationState.MET_LATE: {ObligationStep.REOPEN: ObligationState.DUE},
        ObligationState.WAIVED: {},
    },
)


class Lapse(BaseModel):
    """A time in which it was owed and not there: from the day on which it was due, or lost, to
    that on which it was made good."""

    model_config = ConfigDict(frozen=True)
    from_on: date
    until_on: date | None = None
    caused_by: Party


class Obligation(InTurn, OfVendor, Base, table=True):
    """`task`: the code of its task in the plan, where others wait for it."""

    __table_args__ = (UniqueConstraint("plan_id", "code"),)

    contract_id: UUID
    kind: ObligationKind
    title: str
    side: Party
    "Who owes it."
    owner: str
    wave: str | None = None
    blocks: list[str] = json_field(list[str])
    task: str | None = None
    source: ObligationSource
    clause: str = ""
    due_on: date | None = None
    waits_for: str = ""
    days: int | None = None
    "Business days after what it waits for."
    remind_days: int
    "Business days before it is due."
    listed_by: str
    explanation: Explanation | None = json_field(Explanation | None, default=None)
    "How its day was found."
    state: ObligationState = ObligationState.WAITING
    lapses: list[Lapse] = json_field(list[Lapse], default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.state in (ObligationState.DUE, ObligationState.LATE)

    @property
    def due(self) -> date:
        """Of one that is not waiting."""
        assert self.due_on  # noqa: S101
        return self.due_on

    def list_(self, deed: Deed) -> Iterator[ObligationListed]:
        if self.due_on is not None:
            self.state = ObligationState.DUE
        self.note(ObligationStep.LIST, self.state, deed)
        yield ObligationListed(
            **self._named,
            kind=self.kind,
            owner=self.owner,
            due_on=self.due_on,
            days=self.days,
            waits_for=self.waits_for,
            blocks=self.blocks,
            wave=self.wave,
            source=self.source,
            clause=self.clause,
            listed_by=deed.by,
        )

    def call(self, deed: Deed, due_on: date, why: Explanation) -> Iterator[ObligationCalled]:
        """What it waited for happened on the day of the deed."""
        self._take(ObligationStep.CALL, deed)
        self.due_on, self.explanation = due_on, why
        yield ObligationCalled(
            **self._named,
            waits_for=self.waits_for,
            called_on=deed.on,
            due_on=due_on,
            called_by=deed.by,
        )

    def remind(self) -> Iterator[ObligationReminded]:
        if self.state is ObligationState.DUE:
            yield ObligationReminded(**self._named, owner=self.owner, due_on=self.due)

    def fall_late(self, deed: Deed) -> Iterator[ObligationFellLate]:
        """Told once; the deed's day is the first too late."""
        if self.state is not ObligationState.DUE:
            return
        self._take(ObligationStep.FALL_LATE, deed)
        self.lapses = [*self.lapses, Lapse(from_on=self.due, caused_by=self.side)]
        yield ObligationFellLate(
            **self._named,
            owner=self.owner,
            due_on=self.due,
            late_from=deed.on,
            blocks=self.blocks,
        )

    def meet(self, deed: Deed, days_late: int) -> Iterator[ObligationMet]:
        state = ObligationState.MET_LATE if deed.on > self._due_or_today(deed) else MET[0]
        self._take(ObligationStep.MEET, deed, state)
        self._end_lapse(deed.on)
        yield ObligationMet(
            **self._named,
            due_on=self.due,
            met_on=deed.on,
            days_late=days_late,
            met_by=deed.by,
            note=deed.note,
            evidence=deed.evidence,
        )

    def waive(self, deed: Deed) -> Iterator[ObligationWaived]:
        """Whoever it is owed to wants it no more; what was late until then was late."""
        self._take(ObligationStep.WAIVE, deed)
        self._end_lapse(deed.on)
        yield ObligationWaived(
            **self._named,
            waived_on=deed.on,
            waived_by=deed.by,
            reason=deed.note,
            evidence=deed.evidence,
        )

    def reopen(self, deed: Deed, due_on: date) -> Iterator[ObligationReopened]:
        """Owed again from the day on which it was lost, and late behind `due_on`."""
        self._take(ObligationStep.REOPEN, deed)
        self.due_on = due_on
        yield ObligationReopened(
            **self._named,
            lost_on=deed.on,
            due_on=due_on,
            reason=deed.note,
            reopened_by=deed.by,
            evidence=deed.evidence,
        )

    @property
    def _named(self) -> dict[str, Any]:
        return {
            **self.ours,
            "obligation_id": self.id,
            "code": self.code,
            "title": self.title,
            "side": self.side,
        }

    def _due_or_today(self, deed: Deed) -> date:
        return self.due_on or deed.on

    def _end_lapse(self, on: date) -> None:
        """Met in time after all, there was none."""
        if not self.lapses or self.lapses[-1].until_on is not None:
            if self.state is ObligationState.MET_LATE:
                whole = Lapse(from_on=self.due, until_on=on, caused_by=self.side)
                self.lapses = [*self.lapses, whole]
            return
        lapse = self.lapses[-1].model_copy(update={"until_on": on})
        kept = [lapse] if lapse.from_on < on else []
        self.lapses = [*self.lapses[:-1], *kept]

    def _take(self, step: ObligationStep, deed: Deed, to: ObligationState | None = None) -> None:
        state = OBLIGATION_LIFE.after(self.code, self.state, step, to)
        if step is not ObligationStep.MEET:
            self.must_follow(deed.on)
        self.state = state
        self.note(step, self.state, deed)
