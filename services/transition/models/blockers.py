"""What stands in the way of a milestone or a wave: raised by either side, owned by one of them."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlmodel import UniqueConstraint

from libs.common.db import Moment
from libs.common.events.transition.blockers import (
    BlockerHandedOver,
    BlockerOpened,
    BlockerOverdue,
    BlockerReopened,
    BlockerResolved,
    BlockerTakenUp,
)
from libs.common.events.transition.party import Party
from libs.common.life_cycle import LifeCycle
from libs.common.problems import forbidden, invalid
from services.transition.models.base import Base, OfVendor
from services.transition.models.plan_items import Deed, InTurn


class BlockerState(StrEnum):
    OPEN = "open"
    TAKEN_UP = "taken_up"
    RESOLVED = "resolved"


class BlockerStep(StrEnum):
    RAISE = "raise"
    TAKE_UP = "take_up"
    HAND_OVER = "hand_over"
    RESOLVE = "resolve"
    REOPEN = "reopen"


BLOCKER_LIFE: LifeCycle[BlockerState, BlockerStep] = LifeCycle(
    "blocker",
    {
        BlockerState.OPEN: {
            BlockerStep.TAKE_UP: BlockerState.TAKEN_UP,
            BlockerStep.HAND_OVER: BlockerState.OPEN,
            BlockerStep.RESOLVE: BlockerState.RESOLVED,
        },
        BlockerState.TAKEN_UP: {
            BlockerStep.HAND_OVER: BlockerState.OPEN,
            BlockerStep.RESOLVE: BlockerState.RESOLVED,
        },
        BlockerState.RESOLVED: {BlockerStep.REOPEN: BlockerState.OPEN},
    },
    also={"blockers-full": "as many as a side may have raised on a plan are open"},
)
STOPS_A_GATE = 2
"The mildest severity that keeps a wave from going live."


class Blocker(InTurn, OfVendor, Base, table=True):
    """`wave`: named, or that of the milestone. `owner`: who of the side that must act."""

    __table_args__ = (UniqueConstraint("plan_id", "code"),)
    timer: ClassVar[str] = "blocker_overdue"

    contract_id: UUID
    title: str
    severity: int
    wave: str
    milestone: str | None = None
    raised_by_side: Party
    raised_by: str
    raised_on: date
    must_act: Party
    owner: str = ""
    needed_by: date
    due_at: Moment
    "The midnight with which that day ends where the contract lives."
    overdue: bool = False
    "Told to be late, and neither resolved nor given another day since."
    state: BlockerState = BlockerState.OPEN
    resolution: str = ""
    report_id: UUID | None = None

    @property
    def is_open(self) -> bool:
        return self.state is not BlockerState.RESOLVED

    @property
    def sentence(self) -> str:
        """As the reason for which a gate does not open."""
        who = self.owner or f"the {self.must_act}"
        return f"Blocker {self.code}, severity {self.severity}: {self.title} ({who} must act)."

    def open(self, deed: Deed) -> Iterator[BlockerOpened]:
        if self.needed_by < self.raised_on:
            message = f"{self.needed_by} lies before {self.raised_on}, when it is raised."
            raise invalid("/needed_by", message)
        self.note(BlockerStep.RAISE, self.state, deed)
        yield BlockerOpened(
            **self._named,
            title=self.title,
            milestone=self.milestone,
            raised_by_side=self.raised_by_side,
            raised_by=self.raised_by,
            must_act=self.must_act,
            owner=self.owner,
            needed_by=self.needed_by,
            report_id=self.report_id,
        )

    def take_up(self, deed: Deed, side: Party, owner: str) -> Iterator[BlockerTakenUp]:
        """By the side that must act, which names the person."""
        self._must_be_of("take it up", side, self.must_act)
        self._take(BlockerStep.TAKE_UP, deed)
        self.owner = owner
        yield BlockerTakenUp(**self._named, owner=owner, taken_up_by=deed.by)

    def hand_over(
        self,
        deed: Deed,
        side: Party,
        to: Party,
        owner: str,
        needed_by: date,
        due_at: datetime,
    ) -> Iterator[BlockerHandedOver]:
        """To the other side or another person, by another day; by the side that must act, or the
        one that raised it."""
        self._must_be_of("hand it over", side, self.must_act, self.raised_by_side)
        if needed_by < deed.on:
            raise invalid("/needed_by", f"{needed_by} lies before {deed.on}.")
        self._take(BlockerStep.HAND_OVER, deed)
        self.must_act, self.owner = to, owner
        self._is_needed(needed_by, due_at)
        yield BlockerHandedOver(
            **self._named,
            must_act=to,
            owner=owner,
            needed_by=needed_by,
            reason=deed.note,
            handed_over_by=deed.by,
        )

    def resolve(self, deed: Deed, side: Party) -> Iterator[BlockerResolved]:
        """By the side that must act, or the one that raised it."""
        self._must_be_of("resolve it", side, self.must_act, self.raised_by_side)
        self._take(BlockerStep.RESOLVE, deed)
        self.resolution, self.overdue = deed.note, False
        yield BlockerResolved(
            **self._named,
            resolution=deed.note,
            resolved_on=deed.on,
            resolved_by=deed.by,
            evidence=deed.evidence,
        )

    def reopen(self, deed: Deed, needed_by: date, due_at: datetime) -> Iterator[BlockerReopened]:
        if needed_by < deed.on:
            raise invalid("/needed_by", f"{needed_by} lies before {deed.on}.")
        self._take(BlockerStep.REOPEN, deed)
        self.resolution = ""
        self._is_needed(needed_by, due_at)
        yield BlockerReopened(
            **self._named,
            must_act=self.must_act,
            needed_by=needed_by,
            reason=deed.note,
            reopened_by=deed.by,
        )

    def fall_overdue(self, today: date) -> Iterator[BlockerOverdue]:
        """Told once for each day that was named."""
        if self.overdue or not self.is_open:
            return
        self.overdue = True
        yield BlockerOverdue(
            **self._named,
            title=self.title,
            must_act=self.must_act,
            owner=self.owner,
            needed_by=self.needed_by,
            overdue_from=today,
        )

    @property
    def _named(self) -> dict[str, Any]:
        of_it = {"blocker_id": self.id, "code": self.code, "wave": self.wave}
        return {**self.ours, **of_it, "severity": self.severity}

    def _is_needed(self, by: date, due_at: datetime) -> None:
        self.needed_by, self.due_at, self.overdue = by, due_at, False

    def _must_be_of(self, deed: str, side: Party, *sides: Party) -> None:
        if side not in sides:
            may = " or the ".join(dict.fromkeys(sides))
            raise forbidden(
                f"The {may} may {deed}, not the {side}.",
                kind="other-side",
                do="Ask them to.",
            )

    def _take(self, step: BlockerStep, deed: Deed) -> None:
        state = BLOCKER_LIFE.after(self.code, self.state, step)
        self.must_follow(deed.on)
        self.state = state
        self.note(step, state, deed)
