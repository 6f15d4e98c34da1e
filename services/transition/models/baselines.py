"""Baselines: a plan as it was agreed, to compare with later."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import DateTime
from sqlmodel import Field

from libs.common.db import Moment, json_field
from libs.common.events.transition.plans import BaselineTaken
from services.transition.exchange.plan_document import Document, PlannedCalendar, PlannedTask
from services.transition.models.base import Base, OfVendor
from services.transition.plan.clock import Clocks


class Agreed(Document):
    """A task with the dates that it had, on the wall of the plan's place."""

    task: PlannedTask
    start: datetime
    finish: datetime
    driven_by: str | None = None


class Baseline(OfVendor, Base, table=True):
    """Never changed. `number`: 1 is the plan as first laid. Its calendars are kept with it: the
    plan may lose them."""

    number: int
    title: str
    reason: str = ""
    taken_at: Moment
    taken_by: str
    starts_at: datetime = Field(sa_type=DateTime)
    finishes_on: date
    calendar: str
    calendars: tuple[PlannedCalendar, ...] = json_field(tuple[PlannedCalendar, ...])
    tasks: list[Agreed] = json_field(list[Agreed])

    @property
    def clocks(self) -> Clocks:
        return Clocks(self.calendars, self.calendar)

    def taken(self) -> Iterator[BaselineTaken]:
        yield BaselineTaken(
            **self.ours,
            baseline_id=self.id,
            number=self.number,
            title=self.title,
            reason=self.reason,
            finishes_on=self.finishes_on,
            taken_by=self.taken_by,
        )
