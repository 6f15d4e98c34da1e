"""What is still open of a milestone that was accepted in part."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlmodel import Field

from libs.common.db import Moment, json_field
from libs.common.events.transition.claim_conditions import (
    ClaimConditionDelivered,
    ClaimConditionDropped,
    ClaimConditionMet,
    ClaimConditionNotMet,
    ClaimConditionOverdue,
    ClaimConditionSentBack,
)
from libs.common.events.transition.claims import OpenCondition
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Digest
from libs.common.life_cycle import LifeCycle
from libs.common.problems import invalid, refused
from services.transition.models.base import Base, OfVendor
from services.transition.models.plan_items import Deed


class ConditionState(StrEnum):
    OPEN = "open"
    DELIVERED = "delivered"
    "The vendor says so; the client has not looked yet."
    MET = "met"
    NOT_MET = "not_met"
    DROPPED = "dropped"


class ConditionStep(StrEnum):
    DELIVER = "deliver"
    SEND_BACK = "send-back"
    MEET = "meet"
    FAIL = "fail"
    DROP = "drop"


CONDITION_LIFE: LifeCycle[ConditionState, ConditionStep] = LifeCycle(
    "claim condition",
    {
        ConditionState.OPEN: {
            ConditionStep.DELIVER: ConditionState.DELIVERED,
            ConditionStep.MEET: ConditionState.MET,
            ConditionStep.FAIL: ConditionState.NOT_MET,
            ConditionStep.DROP: ConditionState.DROPPED,
        },
        ConditionState.DELIVERED: {
            ConditionStep.MEET: ConditionState.MET,
            ConditionStep.SEND_BACK: ConditionState.OPEN,
            ConditionStep.DROP: ConditionState.DROPPED,
        },
        ConditionState.MET: {},
        ConditionState.NOT_MET: {},
        ConditionState.DROPPED: {},
    },
    also={
        "clients-own": "the client is to meet it, so that it does not fail the vendor",
        "not-due-yet": "it may still be met",
    },
)


class Condition(OfVendor, Base, table=True):
    """`owner`: who of the side sees to it. Dropped: the claim was decided without it. `note`,
    `evidence`: of the last step."""

    __tablename__ = "claim_condition"
    timer: ClassVar[str] = "condition_overdue"

    claim_id: UUID = Field(index=True)
    milestone: str
    code: str
    what: str
    side: Party
    owner: str
    due_on: date
    due_at: Moment
    overdue: bool = False
    state: ConditionState = ConditionState.OPEN
    delivered_on: date | None = None
    delivered_by: str | None = None
    noted_on: date | None = None
    noted_by: str | None = None
    note: str = ""
    evidence: list[Digest] = json_field(list[Digest], default_factory=list)

    @property
    def as_told(self) -> OpenCondition:
        return OpenCondition(
            code=self.code, what=self.what, side=self.side, owner=self.owner, due_on=self.due_on
        )

    def deliver(self, deed: Deed) -> Iterator[ClaimConditionDelivered]:
        """The vendor's word; the client still says whether it is met."""
        self._note(ConditionStep.DELIVER, deed)
        self.delivered_on, self.delivered_by = deed.on, deed.by
        yield ClaimConditionDelivered(
            **self._told,
            what=self.what,
            delivered_on=deed.on,
            delivered_by=deed.by,
            note=deed.note,
            evidence=list(deed.evidence),
        )

    def send_back(self, deed: Deed) -> Iterator[ClaimConditionSentBack]:
        """What was delivered is not what was asked for; it is open again, until the same day."""
        CONDITION_LIFE.after(self.code, self.state, ConditionStep.SEND_BACK)
        assert self.delivered_on  # noqa: S101 - in that state there is one
        self._must_follow(self.delivered_on, "was delivered", deed.on)
        self._note(ConditionStep.SEND_BACK, deed)
        self.delivered_on, self.delivered_by = None, None
        told = {"reason": deed.note, "sent_back_on": deed.on, "sent_back_by": deed.by}
        yield ClaimConditionSentBack(**self._told, **told)

    def must_come_after(self, accepted_on: date, on: date) -> None:
        """Refuses (422) what is dated before the claim was accepted on this condition."""
        self._must_follow(accepted_on, "was made a condition", on)

    def _must_follow(self, since: date, what: str, on: date) -> None:
        if on < since:
            raise invalid("/on", f"{self.code} {what} on {since}, after {on}.")

    def meet(self, deed: Deed) -> Iterator[ClaimConditionMet]:
        if self.delivered_on is not None:
            self._must_follow(self.delivered_on, "was delivered", deed.on)
        self._note(ConditionStep.MEET, deed)
        yield ClaimConditionMet(
            **self._told, met_on=deed.on, noted_by=deed.by, evidence=list(deed.evidence)
        )

    def fail(self, deed: Deed) -> Iterator[ClaimConditionNotMet]:
        """Once its day has passed; what the client owes itself does not fail the vendor."""
        CONDITION_LIFE.after(self.code, self.state, ConditionStep.FAIL)
        if self.side is Party.CLIENT:
            raise refused("clients-own", f"{self.code} is for the client to meet.")
        if deed.on <= self.due_on:
            raise refused(
                "not-due-yet",
                f"{self.code} may be met until {self.due_on}.",
                do="Wait until its day has passed.",
            )
        self._note(ConditionStep.FAIL, deed)
        yield ClaimConditionNotMet(**self._told, reason=deed.note, noted_by=deed.by)

    def drop(self) -> Iterator[ClaimConditionDropped]:
        self.state = CONDITION_LIFE.after(self.code, self.state, ConditionStep.DROP)
        yield ClaimConditionDropped(**self._told)

    def fall_overdue(self) -> Iterator[ClaimConditionOverdue]:
        """Told once. It can still be met."""
        if self.overdue or self.state is not ConditionState.OPEN:
            return
        self.overdue = True
        told = {**self._told, "what": self.what, "side": self.side}
        yield ClaimConditionOverdue(**told, owner=self.owner, due_on=self.due_on)

    @property
    def _told(self) -> dict[str, Any]:
        of_it = {"claim_id": self.claim_id, "condition_id": self.id, "code": self.code}
        return {**self.ours, **of_it, "milestone": self.milestone}

    def _note(self, step: ConditionStep, deed: Deed) -> None:
        self.state = CONDITION_LIFE.after(self.code, self.state, step)
        self.noted_on, self.noted_by, self.note = deed.on, deed.by, deed.note
        self.evidence = list(deed.evidence)
