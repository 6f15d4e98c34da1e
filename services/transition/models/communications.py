"""The communication plan: who is told what, how, by whom, until when; whether it was."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict
from sqlmodel import UniqueConstraint

from libs.common.db import json_field
from libs.common.events.transition.communication import (
    CommunicationCancelled,
    CommunicationMissed,
    CommunicationPlanned,
    CommunicationRevised,
    CommunicationSent,
    FeedbackGathered,
    Tone,
)
from libs.common.life_cycle import LifeCycle
from services.transition.models.base import Base
from services.transition.models.of_client import FeedsGates
from services.transition.models.plan_items import Deed, ItemChange


class Channel(StrEnum):
    E_MAIL = "e_mail"
    LETTER = "letter"
    INTRANET = "intranet"
    MEETING = "meeting"
    TOWN_HALL = "town_hall"
    TALK = "talk"
    CALL = "call"
    WEBSITE = "website"


class CommunicationState(StrEnum):
    PLANNED = "planned"
    SENT = "sent"
    MISSED = "missed"
    CANCELLED = "cancelled"


class CommunicationStep(StrEnum):
    PLAN = "plan"
    REVISE = "revise"
    SEND = "send"
    MISS = "miss"
    CANCEL = "cancel"
    GATHER_FEEDBACK = "gather_feedback"


COMMUNICATION_LIFE: LifeCycle[CommunicationState, CommunicationStep] = LifeCycle(
    "communication",
    {
        CommunicationState.PLANNED: {
            CommunicationStep.REVISE: CommunicationState.PLANNED,
            CommunicationStep.SEND: CommunicationState.SENT,
            CommunicationStep.MISS: CommunicationState.MISSED,
            CommunicationStep.CANCEL: CommunicationState.CANCELLED,
        },
        CommunicationState.MISSED: {CommunicationStep.SEND: CommunicationState.SENT},
        CommunicationState.SENT: {CommunicationStep.GATHER_FEEDBACK: CommunicationState.SENT},
        CommunicationState.CANCELLED: {},
    },
)


class Feedback(BaseModel):
    model_config = ConfigDict(frozen=True)
    stakeholder: str
    tone: Tone
    note: str
    on: date
    by: str


class Communication(FeedsGates, Base, table=True):
    """Due on a day, or so many days after the go-live of its wave (before it, if negative)."""

    __table_args__ = (UniqueConstraint("plan_id", "code"),)
    timer: ClassVar[str] = "communication_due"

    audience: list[str] = json_field(list[str])
    "Codes of stakeholders."
    message: str
    channel: Channel
    sender: str
    languages: list[str] = json_field(list[str])
    wave: str | None = None
    fixed_on: date | None = None
    days_from_live: int | None = None
    was_due_on: date | None = None
    "As it was when it was sent, missed or cancelled: it moves no more."
    state: CommunicationState = CommunicationState.PLANNED
    sent_on: date | None = None
    reach: int | None = None
    feedback: list[Feedback] = json_field(list[Feedback], default_factory=list)

    def plan(self, due_on: date, deed: Deed) -> Iterator[CommunicationPlanned]:
        self.note(CommunicationStep.PLAN, self.state, deed)
        yield CommunicationPlanned(
            **self._told(due_on), **self._asked, languages=self.languages, planned_by=deed.by
        )

    def revise(
        self, changes: dict[str, Any], due_on: date, deed: Deed
    ) -> Iterator[CommunicationRevised]:
        """`due_on`: as changed."""
        self._take(CommunicationStep.REVISE, deed)
        for name, value in changes.items():
            setattr(self, name, value)
        yield CommunicationRevised(
            **self._told(due_on),
            **self._asked,
            revised_on=deed.on,
            revised_by=deed.by,
            reason=deed.note,
        )

    def send(self, due_on: date, reach: int | None, deed: Deed) -> Iterator[CommunicationSent]:
        """Late where it was missed; what was due is kept as it was then."""
        due_on = self.was_due_on or due_on
        self._take(CommunicationStep.SEND, deed)
        self.was_due_on, self.sent_on, self.reach = due_on, deed.on, reach
        yield CommunicationSent(
            **self._told(due_on),
            sent_on=deed.on,
            in_time=deed.on <= due_on,
            reach=reach,
            sent_by=deed.by,
            evidence=deed.evidence,
        )

    def miss(self, due_on: date, deed: Deed) -> Iterator[CommunicationMissed]:
        """Told by the clock, once."""
        if self.state is not CommunicationState.PLANNED:
            return
        self.state = COMMUNICATION_LIFE.after(self.code, self.state, CommunicationStep.MISS)
        self.was_due_on = due_on
        self.note(CommunicationStep.MISS, self.state, deed)
        yield CommunicationMissed(**self._told(due_on), missed_from=deed.on, sender=self.sender)

    def cancel(self, due_on: date, deed: Deed) -> Iterator[CommunicationCancelled]:
        self._take(CommunicationStep.CANCEL, deed)
        self.was_due_on = due_on
        yield CommunicationCancelled(
            **self._told(due_on), cancelled_on=deed.on, cancelled_by=deed.by, reason=deed.note
        )

    def gather(self, stakeholder: str, tone: Tone, deed: Deed) -> Iterator[FeedbackGathered]:
        self._take(CommunicationStep.GATHER_FEEDBACK, deed)
        new = Feedback(stakeholder=stakeholder, tone=tone, note=deed.note, on=deed.on, by=deed.by)
        self.feedback = [*self.feedback, new]
        yield FeedbackGathered(
            **self.ours,
            communication_id=self.id,
            stakeholder=stakeholder,
            tone=tone,
            gathered_on=deed.on,
            gathered_by=deed.by,
        )

    @property
    def _asked(self) -> dict[str, Any]:
        return {
            "audience": self.audience,
            "channel": self.channel,
            "sender": self.sender,
            "days_from_live": self.days_from_live,
        }

    def _told(self, due_on: date) -> dict[str, Any]:
        mine = {"communication_id": self.id, "wave": self.wave, "due_on": due_on}
        return {**self.ours, **mine}

    def _take(self, step: CommunicationStep, deed: Deed) -> None:
        state = COMMUNICATION_LIFE.after(self.code, self.state, step)
        self.must_follow(deed.on)
        self.state = state
        self.note(step, state, deed)

    @property
    def last(self) -> ItemChange:
        """By people: what the clock noted may be put right by who sent it in time."""
        return next(c for c in reversed(self.history) if c.step != CommunicationStep.MISS)
