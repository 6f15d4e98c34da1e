"""What came of a meeting: minutes that both sides approve, and decisions."""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlmodel import Field, UniqueConstraint

from libs.common.db import json_field
from libs.common.events.transition.meetings import (
    MeetingDecisionTaken,
    MinutesApproved,
    MinutesWritten,
)
from libs.common.events.transition.party import Party
from libs.common.life_cycle import LifeCycle
from libs.common.problems import forbidden
from services.transition.models.base import Base, OfVendor


class MinutesState(StrEnum):
    WRITTEN = "written"
    APPROVED = "approved"
    SUPERSEDED = "superseded"


class MinutesStep(StrEnum):
    APPROVE = "approve"
    REWRITE = "rewrite"


MINUTES_LIFE: LifeCycle[MinutesState, MinutesStep] = LifeCycle(
    "minutes",
    {
        MinutesState.WRITTEN: {
            MinutesStep.APPROVE: MinutesState.APPROVED,
            MinutesStep.REWRITE: MinutesState.SUPERSEDED,
        },
        MinutesState.APPROVED: {MinutesStep.REWRITE: MinutesState.SUPERSEDED},
        MinutesState.SUPERSEDED: {},
    },
    also={
        "not-held": "the meeting was not held",
    },
)


class Approval(BaseModel):
    model_config = ConfigDict(frozen=True)
    side: Party
    by: str
    at: datetime


class Minutes(OfVendor, Base, table=True):
    """A version: a text, or the digest of a file. The side that writes it approves it thereby."""

    __tablename__ = "meeting_minutes"
    __table_args__ = (UniqueConstraint("meeting_id", "version"),)

    meeting_id: UUID = Field(index=True)
    code: str
    held_on: date
    version: int
    text: str
    digest: str
    side: Party
    written_by: str
    state: MinutesState = MinutesState.WRITTEN
    approvals: list[Approval] = json_field(list[Approval], default_factory=list)

    @property
    def named(self) -> str:
        return f"version {self.version} of the minutes"

    @property
    def _told(self) -> dict[str, Any]:
        told = {"meeting_id": self.meeting_id, "minutes_id": self.id, "code": self.code}
        return {**self.ours, **told, "held_on": self.held_on, "version": self.version}

    def write(self, at: datetime) -> Iterator[MinutesWritten]:
        self.approvals = [Approval(side=self.side, by=self.written_by, at=at)]
        yield MinutesWritten(
            **self._told, side=self.side, written_by=self.written_by, digest=self.digest
        )

    def supersede(self) -> None:
        self.state = MINUTES_LIFE.after(self.named, self.state, MinutesStep.REWRITE)

    def approve(self, side: Party, by: str, at: datetime) -> Iterator[MinutesApproved]:
        state = MINUTES_LIFE.after(self.named, self.state, MinutesStep.APPROVE)
        if side is self.side:
            raise forbidden(
                f"The {side} wrote {self.named}, so the other side must approve it.",
                kind="other-side",
                do="Ask somebody of the other side.",
            )
        self.state = state
        self.approvals = [*self.approvals, Approval(side=side, by=by, at=at)]
        yield MinutesApproved(**self._told, side=side, approved_by=by, digest=self.digest)


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class MeetingDecision(OfVendor, Base, table=True):
    """`effective_on`: by when it is carried out, where that is said."""

    __tablename__ = "meeting_decision"

    meeting_id: UUID = Field(index=True)
    code: str
    what: str
    decided_by: str
    side: Party
    decided_on: date
    effective_on: date | None = None
    told_by: str

    def take(self) -> Iterator[MeetingDecisionTaken]:
        yield MeetingDecisionTaken(
            **self.ours,
            meeting_id=self.meeting_id,
            decision_id=self.id,
            code=self.code,
            what=self.what,
            decided_by=self.decided_by,
            side=self.side,
            decided_on=self.decided_on,
            effective_on=self.effective_on,
        )
