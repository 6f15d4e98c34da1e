"""What a meeting asked somebody to do: done, dropped, or late and carried over."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlmodel import Field

from libs.common.events.transition.meetings import (
    MeetingActionAgreed,
    MeetingActionDone,
    MeetingActionDropped,
    MeetingActionFellLate,
)
from libs.common.events.transition.party import Party
from libs.common.life_cycle import LifeCycle
from libs.common.problems import invalid
from services.transition.models.base import Base, OfVendor


class ActionState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class ActionStep(StrEnum):
    FINISH = "finish"
    DROP = "drop"


ACTION_LIFE: LifeCycle[ActionState, ActionStep] = LifeCycle(
    "action of a meeting",
    {
        ActionState.OPEN: {
            ActionStep.FINISH: ActionState.DONE,
            ActionStep.DROP: ActionState.DROPPED,
        },
        ActionState.DONE: {},
        ActionState.DROPPED: {},
    },
)


class MeetingAction(OfVendor, Base, table=True):
    """`carried`: at how many later meetings it was still open."""

    __tablename__ = "meeting_action"
    timer: ClassVar[str] = "meeting_action_late"

    series_id: UUID = Field(index=True)
    meeting_id: UUID
    code: str
    what: str
    owner: str
    side: Party
    agreed_on: date
    due_on: date
    state: ActionState = ActionState.OPEN
    late: bool = False
    carried: int = 0
    done_on: date | None = None
    reason: str = ""

    @property
    def named(self) -> str:
        return f"The action of {self.owner}"

    def is_late(self, on: date) -> bool:
        """From the day after the one on which it was due."""
        return self.state is ActionState.OPEN and self.due_on < on

    @property
    def _told(self) -> dict[str, Any]:
        told = {"meeting_id": self.meeting_id, "action_id": self.id, "code": self.code}
        return {**self.ours, **told, "what": self.what, "owner": self.owner, "side": self.side}

    def agree(self) -> Iterator[MeetingActionAgreed]:
        if self.due_on < self.agreed_on:
            raise invalid("/due_on", f"{self.due_on} lies before {self.agreed_on}, the meeting.")
        yield MeetingActionAgreed(**self._told, due_on=self.due_on)

    def finish(self, on: date) -> Iterator[MeetingActionDone]:
        state = ACTION_LIFE.after(self.named, self.state, ActionStep.FINISH)
        if on < self.agreed_on:
            raise invalid("/on", f"It was agreed on {self.agreed_on}, after {on}.")
        self.state, self.done_on, self.late = state, on, False
        days = max((on - self.due_on).days, 0)
        yield MeetingActionDone(**self._told, due_on=self.due_on, done_on=on, days_late=days)

    def drop(self, reason: str) -> Iterator[MeetingActionDropped]:
        self.state = ACTION_LIFE.after(self.named, self.state, ActionStep.DROP)
        self.reason, self.late = reason, False
        yield MeetingActionDropped(**self._told, reason=reason)

    def fall_late(self) -> Iterator[MeetingActionFellLate]:
        """Told once."""
        if self.state is ActionState.OPEN and not self.late:
            self.late = True
            yield MeetingActionFellLate(**self._told, due_on=self.due_on)
