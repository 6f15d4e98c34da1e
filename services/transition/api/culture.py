"""Courses in working together, for people of either side or both."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import Response
from pydantic import Field, field_validator
from sqlmodel import select

from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.events.terms import Code
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Evidence
from libs.common.explain import Explanation
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid
from libs.common.routers import router_of
from libs.common.timers import stop_timer
from services.transition.api.common import Day, EitherLead, Reader, Reason, Text
from services.transition.models import CourseState, CultureCourse, Plan
from services.transition.models.culture import Attendance, Attendee
from services.transition.plan.items import day_of
from services.transition.plan.loading import must_be_new, plan_of
from services.transition.readiness.outlook import outlook
from services.transition.working_agreement.course_attendance import (
    SideAttendance,
    course_attendance,
)
from services.transition.working_agreement.culture_timers import (
    watch_course,
)
from services.transition.working_agreement.terms import Short

router = router_of("transition", tags=["culture"])


class MustAttend(Body):
    name: Short
    side: Party


class PlanCourse(Body):
    code: Code
    title: Text
    required: Annotated[list[MustAttend], Field(min_length=1, max_length=500)]
    due_on: Day
    on: Day | None = None
    "Today, unless stated."

    @field_validator("required")
    @classmethod
    def _each_once(cls, required: list[MustAttend]) -> list[MustAttend]:
        if len({each.name for each in required}) < len(required):
            raise ValueError("a person is asked once, by one name")
        return required


class RecordAttendance(Body):
    people: Annotated[list[Short], Field(min_length=1, max_length=500)]
    on: Day | None = None
    evidence: Evidence = []


class CancelCourse(Body):
    reason: Reason


class CourseView(View):
    id: UUID
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    code: str
    title: str
    state: CourseState
    planned_on: date
    due_on: date
    overdue: bool
    required: list[Attendee]
    attended: list[Attendance]
    shares: list[SideAttendance]
    explanation: Explanation

    @classmethod
    def of(cls, course: CultureCourse) -> Self:
        asked = [each.side for each in course.required]
        shares = course_attendance.explained(asked, [each.side for each in course.attended])
        more = {"shares": shares.value, "explanation": shares.explanation}
        return cls.model_validate({**dict(course), **more})


@router.post("/plans/{id}/culture-courses", status_code=201)
async def plan_course(
    id: UUID, body: PlanCourse, db: Session, actor: EitherLead, response: Response
) -> CourseView:
    """A course for people of either side or both. 409 where the code is taken."""
    plan = await db.locked(Plan, id, actor)
    await must_be_new(db, CultureCourse, id, body.code)
    on = day_of(plan, body.on, db.now)
    if body.due_on < on:
        raise invalid("/due_on", f"{body.due_on} lies before {on}.")
    course = CultureCourse(
        **plan.ours,
        code=body.code,
        title=body.title,
        required=[Attendee(name=each.name, side=each.side) for each in body.required],
        planned_on=on,
        due_on=body.due_on,
    )
    publish(db, course.plan())
    db.add(course)
    await watch_course(db, plan, course)
    await outlook(db, id)
    response.headers["Location"] = f"/transition/v1/culture-courses/{course.id}"
    return CourseView.of(course)


@router.get("/plans/{id}/culture-courses")
async def list_courses(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[CourseView]:
    await db.seen(Plan, id, actor)
    query = select(CultureCourse).where(CultureCourse.plan_id == id)
    return await page(db, query, CultureCourse, actor, CourseView.of, limit, after)


@router.get("/culture-courses/{id}")
async def read_course(id: UUID, db: Session, actor: Reader) -> CourseView:
    return CourseView.of(await db.seen(CultureCourse, id, actor))


@router.post("/culture-courses/{id}/attend")
async def attend(id: UUID, body: RecordAttendance, db: Session, actor: EitherLead) -> CourseView:
    """Of those who must attend, who did. 422 for others, and for who has attended already."""
    course = await db.locked(CultureCourse, id, actor)
    on = day_of(await plan_of(db, course), body.on, db.now)
    publish(db, course.attend(body.people, on, actor.id, db.now, body.evidence))
    if course.state is CourseState.COMPLETE:
        await stop_timer(db, CultureCourse.timer, course.id)
    await outlook(db, course.plan_id)
    return CourseView.of(course)


@router.post("/culture-courses/{id}/cancel")
async def cancel(id: UUID, body: CancelCourse, db: Session, actor: EitherLead) -> CourseView:
    course = await db.locked(CultureCourse, id, actor)
    publish(db, course.cancel(body.reason, actor.id))
    await stop_timer(db, CultureCourse.timer, course.id)
    await outlook(db, course.plan_id)
    return CourseView.of(course)
