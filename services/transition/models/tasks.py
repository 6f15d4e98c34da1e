"""The tasks of a plan: what is planned, and what is known of them."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import DateTime, Index
from sqlmodel import Field

from libs.common.db import json_field
from libs.common.db.columns import DecimalText
from libs.common.events.transition.plans import ScheduleSlipped
from libs.common.ids import new_id
from libs.common.problems import invalid, refused
from services.transition.exchange.plan_document import (
    Demand,
    PlannedConstraint,
    PlannedTask,
    Predecessor,
    RaciRole,
    Responsibility,
    Side,
)
from services.transition.models.base import Base, OfVendor

TELLABLE = ("started_at", "percent", "slipped_to", "reason")


class Told(NamedTuple):
    """As of when, and in which report."""

    at: datetime
    report: UUID


class Task(OfVendor, Base, table=True):
    """As planned, and what happened or was reported since. Its dates follow from these facts of
    all tasks of the plan and are kept nowhere. Wall times are those of the plan's place.
    """

    __table_args__ = (Index("ix_task_plan_code", "plan_id", "code", unique=True),)

    contract_id: UUID = Field(index=True)
    position: int
    "Place in the outline."
    code: str
    title: str
    parent: str | None = None
    wave: str
    minutes: int
    elapsed: bool = False
    calendar: str | None = None
    milestone: str | None = Field(default=None, index=True)
    live: bool = False
    predecessors: tuple[Predecessor, ...] = json_field(tuple[Predecessor, ...])
    constraint: PlannedConstraint | None = json_field(PlannedConstraint | None, default=None)
    deadline: datetime | None = Field(default=None, sa_type=DateTime)
    responsibilities: tuple[Responsibility, ...] = json_field(tuple[Responsibility, ...])
    demands: tuple[Demand, ...] = json_field(tuple[Demand, ...])
    optimistic: int | None = None
    pessimistic: int | None = None
    budget: Decimal | None = Field(default=None, sa_type=DecimalText)
    note: str = ""
    uid: int | None = None

    started_at: datetime | None = Field(default=None, sa_type=DateTime)
    finished_at: datetime | None = Field(default=None, sa_type=DateTime)
    percent: int = 0
    actual_cost: Decimal | None = Field(default=None, sa_type=DecimalText)
    done_on: date | None = None
    accepted: bool = False
    "The vendor claimed its milestone, and the client accepted."
    reported_on: date | None = None
    "Claimed to be reached, and not answered yet."
    slipped_to: date | None = None
    reason: str = ""
    "Why it slipped."
    told: dict[str, Told] = json_field(dict[str, Told], default_factory=dict)
    "By fact, the report that it rests on."

    def as_planned(self) -> PlannedTask:
        return PlannedTask(**{name: getattr(self, name) for name in PlannedTask.model_fields})

    @property
    def is_done(self) -> bool:
        return self.done_on is not None or self.finished_at is not None

    @property
    def is_claimed(self) -> bool:
        """Whether its milestone is reached by a claim: unless the client is responsible for it."""
        does = [each.side for each in self.responsibilities if each.role is RaciRole.RESPONSIBLE]
        return self.milestone is not None and Side.CLIENT not in does

    @property
    def is_reached(self) -> bool:
        """Its milestone counts: accepted, or the client's own and finished."""
        return self.accepted or (self.finished_at is not None and not self.is_claimed)

    def reached(self, on: date) -> None:
        self.done_on, self.accepted, self.reported_on = on, True, None

    def undone(self, at: datetime) -> None:
        """What was told before counts no more, however late it comes."""
        self.done_on, self.finished_at, self.slipped_to = None, None, None
        self.reported_on, self.accepted, self.percent = None, False, 0
        self.told = dict.fromkeys(TELLABLE, Told(at=at, report=new_id()))

    def tell(
        self, at: datetime, report: UUID, **facts: date | datetime | int | str | None
    ) -> set[str]:
        """Of each fact the newest word counts, in whatever order words come; of two as of one
        moment that of the later minted report. Answers those that were news."""
        word = Told(at=at, report=report)
        news = {
            name: value
            for name, value in facts.items()
            if value is not None and (name not in self.told or word > self.told[name])
        }
        for name, value in news.items():
            setattr(self, name, value)
        self.told = {**self.told, **dict.fromkeys(news, word)}
        return set(news)

    def state(self, at: datetime, **facts: Any) -> None:
        """The planner's word: it counts, even as None, over all that was told before."""
        for name, value in facts.items():
            setattr(self, name, value)
        word = Told(at=at, report=new_id())
        stated = [name for name in facts if name in TELLABLE]
        self.told = {**self.told, **dict.fromkeys(stated, word)}

    def slip(self, was: date, to: date, reason: str) -> Iterator[ScheduleSlipped]:
        """`was`: when it was expected so far."""
        if self.is_done:
            raise refused("already-reached", f"{self.milestone} was reached on {was}.")
        if to <= was:
            raise invalid("/new_date", f"{self.milestone} is expected on {was}: a slip is later.")
        yield self.slipped(was, to, reason)

    def slipped(self, was: date, to: date, reason: str) -> ScheduleSlipped:
        return ScheduleSlipped(
            **self.ours,
            milestone=self.milestone or self.code,
            was=was,
            now=to,
            days=(to - was).days,
            reason=reason,
        )
