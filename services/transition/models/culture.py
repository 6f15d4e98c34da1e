"""Learning about each other: courses that people of both sides attend, and rounds of feedback.

Nothing is kept of who scored what: a round keeps tallies, and beside them who has answered.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict
from sqlmodel import UniqueConstraint

from libs.common.db import json_field
from libs.common.events.transition.agreement import (
    CultureCourseAttended,
    CultureCourseCancelled,
    CultureCourseFellOverdue,
    CultureCoursePlanned,
    FeedbackRoundClosed,
    FeedbackRoundOpened,
    FeedbackTold,
)
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Digest
from libs.common.life_cycle import LifeCycle
from libs.common.problems import invalid, refused
from services.transition.models.base import Base, OfVendor
from services.transition.working_agreement.feedback_results import Tallies, blank


class CourseState(StrEnum):
    OPEN = "open"
    COMPLETE = "complete"
    CANCELLED = "cancelled"


class CourseStep(StrEnum):
    ATTEND = "attend"
    CANCEL = "cancel"


COURSE_LIFE: LifeCycle[CourseState, CourseStep] = LifeCycle(
    "course in working together",
    {
        CourseState.OPEN: {
            CourseStep.ATTEND: (CourseState.OPEN, CourseState.COMPLETE),
            CourseStep.CANCEL: CourseState.CANCELLED,
        },
        CourseState.COMPLETE: {},
        CourseState.CANCELLED: {},
    },
)


class Attendee(BaseModel):
    model_config = ConfigDict(frozen=True)
    name: str
    side: Party


class Attendance(BaseModel):
    model_config = ConfigDict(frozen=True)
    name: str
    side: Party
    on: date
    by: str
    at: datetime
    evidence: list[Digest] = []


class CultureCourse(OfVendor, Base, table=True):
    """`required`: who must attend. It is complete once all of them have."""

    __tablename__ = "culture_course"
    __table_args__ = (UniqueConstraint("plan_id", "code"),)
    timer: ClassVar[str] = "culture_course_overdue"

    code: str
    title: str
    required: list[Attendee] = json_field(list[Attendee])
    attended: list[Attendance] = json_field(list[Attendance], default_factory=list)
    planned_on: date
    due_on: date
    state: CourseState = CourseState.OPEN
    overdue: bool = False

    @property
    def waiting(self) -> list[Attendee]:
        there = {(each.name, each.side) for each in self.attended}
        return [each for each in self.required if (each.name, each.side) not in there]

    @property
    def _told(self) -> dict[str, Any]:
        return {**self.ours, "course_id": self.id, "code": self.code}

    def plan(self) -> Iterator[CultureCoursePlanned]:
        of = [each.side for each in self.required]
        yield CultureCoursePlanned(
            **self._told,
            title=self.title,
            due_on=self.due_on,
            of_client=of.count(Party.CLIENT),
            of_vendor=of.count(Party.VENDOR),
        )

    def attend(
        self, names: Sequence[str], on: date, by: str, at: datetime, evidence: list[Digest]
    ) -> Iterator[CultureCourseAttended]:
        """Refuses (422) whom it does not ask for, or who has attended already."""
        waiting = {each.name: each for each in self.waiting}
        to = CourseState.OPEN if waiting.keys() - set(names) else CourseState.COMPLETE
        state = COURSE_LIFE.after(self.code, self.state, CourseStep.ATTEND, to)
        _must_be_among(waiting, names, self.code)
        if on < self.planned_on:
            raise invalid("/on", f"{self.code} was planned on {self.planned_on}, after {on}.")
        new = [
            Attendance(**dict(waiting[name]), on=on, by=by, at=at, evidence=evidence)
            for name in dict.fromkeys(names)
        ]
        self.attended, self.state = [*self.attended, *new], state
        self.overdue = self.overdue and bool(self.waiting)
        yield CultureCourseAttended(
            **self._told,
            held_on=on,
            people=[each.name for each in new],
            attended=len(self.attended),
            required=len(self.required),
            evidence=evidence,
        )

    def cancel(self, reason: str, by: str) -> Iterator[CultureCourseCancelled]:
        self.state = COURSE_LIFE.after(self.code, self.state, CourseStep.CANCEL)
        self.overdue = False
        yield CultureCourseCancelled(**self._told, cancelled_by=by, reason=reason)

    def fall_overdue(self) -> Iterator[CultureCourseFellOverdue]:
        if self.state is CourseState.OPEN and not self.overdue:
            self.overdue = True
            yield CultureCourseFellOverdue(
                **self._told, due_on=self.due_on, waiting=len(self.waiting)
            )


def _must_be_among(waiting: Iterable[str], names: Sequence[str], code: str) -> None:
    for n, name in enumerate(names):
        if name not in waiting:
            raise invalid(f"/people/{n}", f"{code} does not wait for {name}.")


class RoundState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class RoundStep(StrEnum):
    ANSWER = "answer"
    CLOSE = "close"


ROUND_LIFE: LifeCycle[RoundState, RoundStep] = LifeCycle(
    "feedback round",
    {
        RoundState.OPEN: {
            RoundStep.ANSWER: RoundState.OPEN,
            RoundStep.CLOSE: RoundState.CLOSED,
        },
        RoundState.CLOSED: {},
    },
    also={
        "already-answered": "that person has answered",
        "is-open": "its results are shown to nobody before it is closed",
    },
)


class FeedbackRound(OfVendor, Base, table=True):
    """`tallies`: by side and theme, how often each score from 1 to 5 was given."""

    __tablename__ = "feedback_round"
    __table_args__ = (UniqueConstraint("plan_id", "code"),)
    timer: ClassVar[str] = "feedback_round_closes"

    code: str
    title: str
    themes: list[str] = json_field(list[str])
    opens_on: date
    closes_on: date
    state: RoundState = RoundState.OPEN
    closed_on: date | None = None
    answered: list[str] = json_field(list[str], default_factory=list)
    "Who has answered, in the order of the alphabet; shown to nobody."
    tallies: Tallies = json_field(Tallies)

    @property
    def _told(self) -> dict[str, Any]:
        return {**self.ours, "round_id": self.id, "code": self.code}

    def open(self) -> Iterator[FeedbackRoundOpened]:
        self.tallies = blank(self.themes)
        yield FeedbackRoundOpened(
            **self._told,
            title=self.title,
            themes=self.themes,
            opens_on=self.opens_on,
            closes_on=self.closes_on,
        )

    def answer(self, side: Party, who: str, scores: dict[str, int]) -> None:
        """No event tells of it: its envelope would name who said it."""
        ROUND_LIFE.after(self.code, self.state, RoundStep.ANSWER)
        mark = f"{side}:{who}"
        if mark in self.answered:
            raise refused("already-answered", f"{self.code} has your answer already.")
        if scores.keys() != set(self.themes):
            raise invalid("/scores", f"A score is asked for each of {', '.join(self.themes)}.")
        self.answered = sorted([*self.answered, mark])
        self.tallies = self.tallies.with_scores(side, scores)

    def close(self, on: date, results: list[FeedbackTold]) -> Iterator[FeedbackRoundClosed]:
        self.state = ROUND_LIFE.after(self.code, self.state, RoundStep.CLOSE)
        self.closed_on = on
        yield FeedbackRoundClosed(**self._told, closed_on=on, results=results)
