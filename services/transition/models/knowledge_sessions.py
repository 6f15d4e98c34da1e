"""Sessions in which topics are taught: planned for a moment, held with attendance, or cancelled."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import UniqueConstraint

from libs.common.db import Moment, json_field
from libs.common.events.transition.knowledge import Learned
from libs.common.events.transition.knowledge_sessions import (
    Attendance,
    KnowledgeSessionCancelled,
    KnowledgeSessionChanged,
    KnowledgeSessionHeld,
    KnowledgeSessionLostTrainer,
    KnowledgeSessionPlanned,
)
from libs.common.events.vendor.evidence import Digest
from libs.common.life_cycle import LifeCycle
from services.transition.models.base import Base, OfVendor
from services.transition.models.plan_items import Deed


class SessionState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class SessionStep(StrEnum):
    CHANGE = "change"
    HOLD = "hold"
    CANCEL = "cancel"


SESSION_LIFE: LifeCycle[SessionState, SessionStep] = LifeCycle(
    "knowledge session",
    {
        SessionState.PLANNED: {
            SessionStep.CHANGE: SessionState.PLANNED,
            SessionStep.HOLD: SessionState.HELD,
            SessionStep.CANCEL: SessionState.CANCELLED,
        },
        SessionState.HELD: {},
        SessionState.CANCELLED: {},
    },
    also={
        "no-trainer": "its trainer had left",
        "not-begun": "it has not begun",
    },
)


class Held(NamedTuple):
    attendance: list[Attendance]
    taught: list[Learned]


class KnowledgeSession(OfVendor, Base, table=True):
    """`zone`: of whoever planned it; `vendor_zone`: where the vendor's people sit."""

    __tablename__ = "knowledge_session"
    __table_args__ = (UniqueConstraint("plan_id", "code"),)

    contract_id: UUID
    code: str
    title: str
    topics: list[str] = json_field(list[str])
    trainer: str
    invited: list[str] = json_field(list[str])
    starts_at: Moment
    minutes: int
    zone: str
    vendor_zone: str
    state: SessionState = SessionState.PLANNED
    lost_trainer: bool = False
    "Its trainer has left, and nobody else is named."
    attendance: list[Attendance] = json_field(list[Attendance], default_factory=list)
    closed_on: date | None = None
    "Held or cancelled."
    closed_by: str | None = None
    reason: str = ""
    "Why it was cancelled, or what was noted when it was held."
    evidence: list[Digest] = json_field(list[Digest], default_factory=list)

    @property
    def is_planned(self) -> bool:
        return self.state is SessionState.PLANNED

    def plan(self, deed: Deed) -> Iterator[KnowledgeSessionPlanned]:
        yield KnowledgeSessionPlanned(
            **self._told,
            **self._when,
            topics=self.topics,
            vendor_zone=self.vendor_zone,
            planned_by=deed.by,
        )

    def change(self, to: dict[str, Any], deed: Deed) -> Iterator[KnowledgeSessionChanged]:
        """Another moment, trainer or list of people. Who trains now is there."""
        self.state = SESSION_LIFE.after(self.code, self.state, SessionStep.CHANGE)
        was_at, was_with = self.starts_at, self.trainer
        for name, value in to.items():
            setattr(self, name, value)
        if self.trainer != was_with:
            self.lost_trainer = False
        yield KnowledgeSessionChanged(
            **self._told,
            **self._when,
            was_at=was_at,
            was_with=was_with,
            reason=deed.note,
            changed_by=deed.by,
        )

    def must_allow(self, step: SessionStep) -> None:
        """Refuses (409) a step that its state does not take."""
        SESSION_LIFE.after(self.code, self.state, step)

    def hold(self, held: Held, deed: Deed) -> Iterator[KnowledgeSessionHeld]:
        self._close(SessionStep.HOLD, deed)
        self.attendance, self.evidence = held.attendance, deed.evidence
        yield KnowledgeSessionHeld(
            **self._told,
            topics=self.topics,
            trainer=self.trainer,
            held_on=deed.on,
            attendance=held.attendance,
            taught=held.taught,
            evidence=deed.evidence,
            noted_by=deed.by,
        )

    def cancel(self, deed: Deed) -> Iterator[KnowledgeSessionCancelled]:
        self._close(SessionStep.CANCEL, deed)
        yield KnowledgeSessionCancelled(
            **self._told,
            topics=self.topics,
            cancelled_on=deed.on,
            cancelled_by=deed.by,
            reason=deed.note,
        )

    def lose_trainer(
        self, left_on: date, successor: str | None
    ) -> Iterator[KnowledgeSessionLostTrainer]:
        """Told once, until somebody else is named."""
        if self.lost_trainer or not self.is_planned:
            return
        self.lost_trainer = True
        yield KnowledgeSessionLostTrainer(
            **self._told,
            topics=self.topics,
            starts_at=self.starts_at,
            trainer=self.trainer,
            left_on=left_on,
            successor=successor,
        )

    def present(self, attendance: Sequence[Attendance]) -> list[str]:
        return [one.person for one in attendance if one.present]

    def _close(self, step: SessionStep, deed: Deed) -> None:
        self.state = SESSION_LIFE.after(self.code, self.state, step)
        self.closed_on, self.closed_by, self.reason = deed.on, deed.by, deed.note
        self.lost_trainer = False

    @property
    def _told(self) -> dict[str, Any]:
        return {**self.ours, "session_id": self.id, "code": self.code, "title": self.title}

    @property
    def _when(self) -> dict[str, Any]:
        names = ("trainer", "invited", "starts_at", "minutes", "zone")
        return {name: getattr(self, name) for name in names}
