"""What pilots taught: to be done by somebody, until a day."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import Field

from libs.common.events.transition.pilots import (
    PilotLessonDone,
    PilotLessonLearnt,
    PilotLessonOverdue,
)
from libs.common.events.vendor.evidence import Digest
from libs.common.life_cycle import LifeCycle
from services.transition.models.base import Base, OfVendor
from services.transition.models.pilots import Deed


class LessonState(StrEnum):
    OPEN = "open"
    DONE = "done"


class LessonStep(StrEnum):
    DO = "do"


LESSON_LIFE: LifeCycle[LessonState, LessonStep] = LifeCycle(
    "lesson of a pilot",
    {LessonState.OPEN: {LessonStep.DO: LessonState.DONE}, LessonState.DONE: {}},
)


class PilotLesson(OfVendor, Base, table=True):
    __tablename__ = "pilot_lesson"

    pilot_id: UUID = Field(index=True)
    wave: str
    code: str
    "Of the pilot."
    what: str
    owner: str
    due_on: date
    state: LessonState = LessonState.OPEN
    overdue: bool = False
    done_on: date | None = None
    done_by: str | None = None
    note: str = ""

    @property
    def told(self) -> dict[str, Any]:
        named = {"pilot_id": self.pilot_id, "lesson_id": self.id, "wave": self.wave}
        what = {"code": self.code, "what": self.what, "owner": self.owner, "due_on": self.due_on}
        return {**self.ours, **named, **what}

    def learn(self, by: str) -> Iterator[PilotLessonLearnt]:
        yield PilotLessonLearnt(**self.told, noted_by=by)

    def do(self, deed: Deed, evidence: list[Digest]) -> Iterator[PilotLessonDone]:
        self.state = LESSON_LIFE.after("The lesson", self.state, LessonStep.DO)
        self.done_on, self.done_by, self.note = deed.on, deed.by, deed.note
        self.overdue = False
        yield PilotLessonDone(
            **self.told, done_on=deed.on, note=deed.note, evidence=evidence, done_by=deed.by
        )

    def fall_overdue(self) -> Iterator[PilotLessonOverdue]:
        if self.state is LessonState.OPEN and not self.overdue:
            self.overdue = True
            yield PilotLessonOverdue(**self.told)
