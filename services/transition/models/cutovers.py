"""Cutovers: what is done to take a wave live, item by item, rehearsed before."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import Field, UniqueConstraint

from libs.common.db import OptionalMoment, json_field
from libs.common.events.transition.cutovers import (
    CutoverBegun,
    CutoverCompleted,
    CutoverItemDone,
    CutoverItemFailed,
    CutoverItemSkipped,
    CutoverListed,
    PointOfNoReturnPassed,
)
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Digest
from libs.common.life_cycle import LifeCycle
from services.transition.models.base import Base, OfVendor
from services.transition.models.plan_items import Deed
from services.transition.roll_out.running_time import TimedItem


class CutoverState(StrEnum):
    LISTED = "listed"
    RUNNING = "running"
    COMMITTED = "committed"
    "Past the point of no return."
    COMPLETED = "completed"


class CutoverStep(StrEnum):
    BEGIN = "begin"
    COMMIT = "commit"
    COMPLETE = "complete"
    BEGIN_ANEW = "begin-anew"


CUTOVER_LIFE: LifeCycle[CutoverState, CutoverStep] = LifeCycle(
    "cutover",
    {
        CutoverState.LISTED: {CutoverStep.BEGIN: CutoverState.RUNNING},
        CutoverState.RUNNING: {
            CutoverStep.COMMIT: CutoverState.COMMITTED,
            CutoverStep.COMPLETE: CutoverState.COMPLETED,
            CutoverStep.BEGIN_ANEW: CutoverState.LISTED,
        },
        CutoverState.COMMITTED: {
            CutoverStep.COMPLETE: CutoverState.COMPLETED,
            CutoverStep.BEGIN_ANEW: CutoverState.LISTED,
        },
        CutoverState.COMPLETED: {CutoverStep.BEGIN_ANEW: CutoverState.LISTED},
    },
    also={
        "cutover-listed": "the wave has a checklist already",
        "in-freeze": "the day lies in a freeze",
    },
)


class ItemState(StrEnum):
    OPEN = "open"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"


class ItemStep(StrEnum):
    DO = "do"
    FAIL = "fail"
    SKIP = "skip"
    BEGIN_ANEW = "begin-anew"


STILL_OPEN: dict[ItemStep, ItemState] = {
    ItemStep.DO: ItemState.DONE,
    ItemStep.FAIL: ItemState.FAILED,
    ItemStep.SKIP: ItemState.SKIPPED,
    ItemStep.BEGIN_ANEW: ItemState.OPEN,
}
ITEM_LIFE: LifeCycle[ItemState, ItemStep] = LifeCycle(
    "cutover item",
    {
        ItemState.OPEN: STILL_OPEN,
        ItemState.FAILED: STILL_OPEN,
        ItemState.DONE: {ItemStep.BEGIN_ANEW: ItemState.OPEN},
        ItemState.SKIPPED: {ItemStep.BEGIN_ANEW: ItemState.OPEN},
    },
    also={
        "is-completed": "the cutover is completed",
        "is-listed": "the cutover has not begun",
        "point-of-no-return": "nobody has decided to pass the point of no return",
        "waits-for": "an item that it waits for is open or failed",
    },
)


class Cutover(OfVendor, Base, table=True):
    """`rehearsal_days`: how long a rehearsal of the rollback counts at the gate."""

    __table_args__ = (UniqueConstraint("wave_id"),)

    wave_id: UUID
    wave: str
    rehearsal_days: int
    state: CutoverState = CutoverState.LISTED
    begun_at: OptionalMoment = None
    committed_by: str | None = None
    committed_at: OptionalMoment = None
    committed_for: str = ""
    "Why the point of no return was passed."
    completed_at: OptionalMoment = None

    @property
    def named(self) -> dict[str, Any]:
        return {**self.ours, "cutover_id": self.id, "wave": self.wave}

    def listed(self, items: int, planned_minutes: int, by: str) -> Iterator[CutoverListed]:
        yield CutoverListed(
            **self.named, items=items, planned_minutes=planned_minutes, listed_by=by
        )

    def begin(self, at: datetime, by: str) -> Iterator[CutoverBegun]:
        self.state = self._after(CutoverStep.BEGIN)
        self.begun_at = at
        yield CutoverBegun(**self.named, begun_at=at, begun_by=by)

    def commit(self, deed: Deed) -> Iterator[PointOfNoReturnPassed]:
        self.state = self._after(CutoverStep.COMMIT)
        self.committed_by, self.committed_at = deed.by, deed.at
        self.committed_for = deed.note
        yield PointOfNoReturnPassed(
            **self.named, decided_at=deed.at, decided_by=deed.by, reason=deed.note
        )

    def complete(
        self, at: datetime, on: date, minutes: int, planned_minutes: int
    ) -> Iterator[CutoverCompleted]:
        self.state = self._after(CutoverStep.COMPLETE)
        self.completed_at = at
        yield CutoverCompleted(
            **self.named, minutes=minutes, planned_minutes=planned_minutes, completed_on=on
        )

    def begin_anew(self) -> None:
        """After a roll-back: the whole checklist once more. What was done is in the journal."""
        if self.state is CutoverState.LISTED:
            return
        self.state = self._after(CutoverStep.BEGIN_ANEW)
        self.begun_at, self.completed_at = None, None
        self.committed_by, self.committed_at, self.committed_for = None, None, ""

    def _after(self, step: CutoverStep) -> CutoverState:
        return CUTOVER_LIFE.after(f"The cutover of {self.wave}", self.state, step)


class CutoverItem(OfVendor, Base, table=True):
    """`rollback`: how it is taken back; empty where nothing need be."""

    __tablename__ = "cutover_item"
    __table_args__ = (UniqueConstraint("cutover_id", "code"),)

    cutover_id: UUID = Field(index=True)
    wave: str
    position: int
    code: str
    title: str
    side: Party
    person: str
    minutes: int
    after: list[str] = json_field(list[str])
    "Codes of the items that it waits for."
    mandatory: bool = True
    past_no_return: bool = False
    rollback: str = ""
    state: ItemState = ItemState.OPEN
    closed_at: OptionalMoment = None
    closed_by: str | None = None
    reason: str = ""
    "Why it failed or was skipped."
    evidence: list[Digest] = json_field(list[Digest], default_factory=list)

    @property
    def is_closed(self) -> bool:
        return self.state in (ItemState.DONE, ItemState.SKIPPED)

    @property
    def timed(self) -> TimedItem:
        return TimedItem(
            code=self.code, minutes=self.minutes, after=self.after, closed=self.is_closed
        )

    def take(
        self, step: ItemStep, deed: Deed
    ) -> Iterator[CutoverItemDone | CutoverItemFailed | CutoverItemSkipped]:
        self.state = ITEM_LIFE.after(self.code, self.state, step)
        self.closed_at, self.closed_by = deed.at, deed.by
        self.reason, self.evidence = deed.note, deed.evidence
        told: dict[str, Any] = {
            **self.ours,
            "cutover_id": self.cutover_id,
            "wave": self.wave,
            "item": self.code,
            "title": self.title,
            "on": deed.on,
            "by": deed.by,
        }
        if step is ItemStep.DO:
            yield CutoverItemDone(**told, evidence=deed.evidence)
        else:
            kind = CutoverItemFailed if step is ItemStep.FAIL else CutoverItemSkipped
            yield kind(**told, reason=deed.note)

    def begin_anew(self) -> None:
        self.state = ITEM_LIFE.after(self.code, self.state, ItemStep.BEGIN_ANEW)
        self.closed_at, self.closed_by = None, None
        self.reason, self.evidence = "", []
