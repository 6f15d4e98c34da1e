"""Courses in working together: attended by both sides before the wave goes live."""

from collections import Counter
from datetime import date

from sqlmodel import col, select

from libs.common.db import Db
from services.transition.communication.planned import live_on, waves_by_code
from services.transition.models import CourseState, CultureCourse, Gate
from services.transition.readiness.criteria import CULTURE
from services.transition.readiness.measured import Measured, share_result
from services.transition.working_agreement.both_sides_trained import both_sides_trained


async def measure(db: Db, gate: Gate, on: date) -> Measured | None:
    live = live_on((await waves_by_code(db, gate.plan_id))[gate.wave])
    query = select(CultureCourse).where(
        CultureCourse.plan_id == gate.plan_id,
        CultureCourse.state != CourseState.CANCELLED,
        CultureCourse.due_on < live,
    )
    courses: list[CultureCourse] = await db.all(query.order_by(col(CultureCourse.id)))
    if not courses:
        return None
    asked = Counter(who.side for course in courses for who in course.required)
    came = [each for course in courses for each in course.attended]
    found = both_sides_trained.explained(asked, Counter(each.side for each in came))
    result = share_result(CULTURE, found.value.share, gate.threshold(CULTURE), "nobody is asked")
    planned = [course.planned_on for course in courses]
    return Measured(result, found.explanation, max([*planned, *(each.on for each in came)]))
