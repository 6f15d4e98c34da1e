"""Agreements that keep key people: proposed, agreed, and what became of them."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlmodel import Field

from libs.common.db import Owned, json_field
from libs.common.events.transition.party import Party
from libs.common.events.transition.retention import (
    RetentionAgreed,
    RetentionBroken,
    RetentionEnded,
    RetentionEnding,
    RetentionFulfilled,
    RetentionProposed,
)
from libs.common.life_cycle import LifeCycle
from libs.common.money import Money
from libs.common.problems import invalid
from services.transition.models.base import Base
from services.transition.models.plan_items import Deed, WithHistory


class RetentionState(StrEnum):
    PROPOSED = "proposed"
    AGREED = "agreed"
    FULFILLED = "fulfilled"
    BROKEN = "broken"
    ENDED = "ended"


class RetentionStep(StrEnum):
    PROPOSE = "propose"
    AGREE = "agree"
    FULFIL = "fulfil"
    BREAK = "break"
    END = "end"


RETENTION_LIFE: LifeCycle[RetentionState, RetentionStep] = LifeCycle(
    "retention agreement",
    {
        RetentionState.PROPOSED: {
            RetentionStep.AGREE: RetentionState.AGREED,
            RetentionStep.END: RetentionState.ENDED,
        },
        RetentionState.AGREED: {
            RetentionStep.FULFIL: RetentionState.FULFILLED,
            RetentionStep.BREAK: RetentionState.BROKEN,
            RetentionStep.END: RetentionState.ENDED,
        },
        RetentionState.FULFILLED: {},
        RetentionState.BROKEN: {},
        RetentionState.ENDED: {},
    },
    also={
        "already-kept": "an agreement with that person is open",
    },
)
OPEN = (RetentionState.PROPOSED, RetentionState.AGREED)


class RetentionAgreement(WithHistory, Owned, Base, table=True):
    """`person`: a team member's code. Those of the client's people name no vendor: a vendor's
    session does not find them. The amount is shown to the person's own side alone."""

    __tablename__ = "retention_agreement"
    reminder: ClassVar[str] = "retention_ends_soon"
    end_timer: ClassVar[str] = "retention_ends"

    programme_id: UUID = Field(index=True)
    vendor_id: UUID | None = None
    plan_id: UUID = Field(index=True)
    person: str
    side: Party
    from_on: date
    until: date
    wave: str | None = None
    topics: list[str] = json_field(list[str])
    amount: Money | None = json_field(Money | None, default=None)
    remind_days: int
    state: RetentionState = RetentionState.PROPOSED

    @property
    def holds(self) -> bool:
        return self.state is RetentionState.AGREED

    def propose(self, deed: Deed) -> Iterator[RetentionProposed]:
        self.note(RetentionStep.PROPOSE, self.state, deed)
        yield RetentionProposed(
            **self._told,
            **self._for,
            from_on=self.from_on,
            proposed_on=deed.on,
            proposed_by=deed.by,
        )

    def agree(self, deed: Deed) -> Iterator[RetentionAgreed]:
        """Before its last day is over."""
        if deed.on > self.until:
            raise invalid("/on", f"It would have ended on {self.until}, before {deed.on}.")
        self._take(RetentionStep.AGREE, deed)
        yield RetentionAgreed(
            **self._told, agreed_on=deed.on, agreed_by=deed.by, evidence=deed.evidence
        )

    def end(self, deed: Deed) -> Iterator[RetentionEnded]:
        self._take(RetentionStep.END, deed)
        yield RetentionEnded(**self._told, ended_on=deed.on, ended_by=deed.by)

    def remind(self) -> Iterator[RetentionEnding]:
        if self.holds:
            yield RetentionEnding(**self._told, **self._for)

    def fulfil(self, deed: Deed) -> Iterator[RetentionFulfilled]:
        self._take(RetentionStep.FULFIL, deed)
        yield RetentionFulfilled(**self._told)

    def person_left(self, deed: Deed) -> Iterator[RetentionBroken | RetentionFulfilled]:
        """Broken where the last day lies before the agreed one; nothing where none was agreed."""
        if not self.holds:
            return
        if deed.on >= self.until:
            yield from self.fulfil(deed)
            return
        self._take(RetentionStep.BREAK, deed)
        yield RetentionBroken(**self._told, **self._for, left_on=deed.on)

    @property
    def _told(self) -> dict[str, Any]:
        fields = {"programme_id", "vendor_id", "plan_id", "person", "side", "until"}
        return {**self.model_dump(include=fields), "agreement_id": self.id}

    @property
    def _for(self) -> dict[str, Any]:
        return {"wave": self.wave, "topics": self.topics}

    def _take(self, step: RetentionStep, deed: Deed) -> None:
        state = RETENTION_LIFE.after(f"The agreement with {self.person}", self.state, step)
        last = self.last
        if deed.on < last.on and step is not RetentionStep.BREAK:
            raise invalid("/on", f"{last.step} was on {last.on}, after {deed.on}.")
        self.state = state
        self.note(step, self.state, deed)
