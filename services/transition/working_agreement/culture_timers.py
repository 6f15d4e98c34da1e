"""What runs out of time: a course that not all have attended, a round of feedback."""

from collections.abc import Sequence

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.events.transition.agreement import FeedbackTold
from libs.common.explain import Explained
from libs.common.outbox import publish
from libs.common.timers import Due, start_timer
from services.transition.models import CultureCourse, FeedbackRound, Plan, RoundState
from services.transition.plan.contract_calendar import end_of_day
from services.transition.plan.loading import plan_of
from services.transition.timers import due
from services.transition.working_agreement.feedback_results import (
    Tallies,
    ThemeResult,
    feedback_results,
    for_all,
)

ROUNDS_BEFORE = 12
"Looked at for a trend."


async def watch_course(db: Db, plan: Plan, course: CultureCourse) -> None:
    ends = end_of_day(plan.country, course.due_on)
    await start_timer(db, CultureCourse.timer, course.id, ends)


@due(CultureCourse.timer)
async def tell_course_overdue(timer: Due, db: Db) -> None:
    if course := await db.find(CultureCourse, timer.id, lock=True):
        publish(db, course.fall_overdue())


async def watch_round(db: Db, plan: Plan, at: FeedbackRound) -> None:
    ends = end_of_day(plan.country, at.closes_on)
    await start_timer(db, FeedbackRound.timer, at.id, ends)


@due(FeedbackRound.timer)
async def close_round(timer: Due, db: Db) -> None:
    at = await db.find(FeedbackRound, timer.id, lock=True)
    if at is not None and at.state is RoundState.OPEN:
        results = (await results_of(db, at)).value
        told = [FeedbackTold(side=r.side, theme=r.theme, mean=r.mean) for r in results]
        publish(db, at.close((await plan_of(db, at)).today(db.now), told))


async def results_of(db: Db, at: FeedbackRound) -> Explained[list[ThemeResult]]:
    before: Sequence[Tallies] = [for_all(each.tallies) for each in await _before(db, at)]
    return feedback_results.explained(for_all(at.tallies), before)


async def _before(db: Db, at: FeedbackRound) -> list[FeedbackRound]:
    """Closed rounds of the same plan, newest first."""
    query = select(FeedbackRound).where(
        FeedbackRound.plan_id == at.plan_id,
        FeedbackRound.state == RoundState.CLOSED,
        FeedbackRound.opens_on <= at.opens_on,
        FeedbackRound.id < at.id,
    )
    newest = (col(FeedbackRound.opens_on).desc(), col(FeedbackRound.id).desc())
    return await db.all(query.order_by(*newest).limit(ROUNDS_BEFORE))
