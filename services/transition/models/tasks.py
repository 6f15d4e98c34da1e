"""The tasks of a plan, each a step of one wave."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from sqlmodel import Field

from libs.common.db import json_field
from libs.common.events.transition import ScheduleSlipped
from libs.common.problems import invalid, refused
from services.transition.models.base import Base, OfVendor
from services.transition.plan_template import Predecessor


class Task(OfVendor, Base, table=True):
    """The dates follow from the facts of all tasks of the plan."""

    contract_id: UUID = Field(index=True)
    code: str
    title: str
    wave: str
    days: int
    milestone: str | None = Field(default=None, index=True)
    live: bool = False
    predecessors: list[Predecessor] = json_field(list[Predecessor])
    not_before: date | None = None
    finish_by: date | None = None
    slipped_to: date | None = None
    done_on: date | None = None
    accepted: bool = False
    "The vendor claimed its milestone, and the client accepted."

    early_start: date | None = None
    early_finish: date | None = None
    late_start: date | None = None
    late_finish: date | None = None
    total_float: int = 0
    free_float: int = 0
    critical: bool = False
    driven_by: str | None = None

    @property
    def expected_on(self) -> date:
        """When it is finished: as reported, or else as the plan now expects."""
        expected = self.done_on or self.early_finish
        assert expected  # noqa: S101
        return expected

    def reached(self, on: date) -> None:
        self.done_on, self.accepted = on, True

    def undone(self) -> None:
        self.done_on, self.slipped_to, self.accepted = None, None, False

    def slip(self, to: date, reason: str) -> Iterator[ScheduleSlipped]:
        if self.done_on:
            raise refused("already-reached", f"{self.milestone} was reached on {self.done_on}.")
        was = self.expected_on
        if to <= was:
            raise invalid("/new_date", f"{self.milestone} is expected on {was}: a slip is later.")
        self.slipped_to = to
        yield ScheduleSlipped(
            **self.ours,
            milestone=self.milestone or self.code,
            was=was,
            now=to,
            days=(to - was).days,
            reason=reason,
        )
