"""When nobody says that a meeting was held, or that an action is done."""

from datetime import date

from libs.common.db import Db
from libs.common.outbox import publish
from libs.common.timers import Due, start_timer
from services.transition.meetings.coming import plan_next, take_away
from services.transition.meetings.rhythm import DAY
from services.transition.models import (
    Meeting,
    MeetingAction,
    MeetingSeries,
    MeetingState,
    Plan,
    PlanState,
    SeriesState,
)
from services.transition.models.meeting_series import LAPSES_AFTER
from services.transition.plan.contract_calendar import end_of_day
from services.transition.plan.loading import plan_of
from services.transition.readiness.outlook import outlook
from services.transition.timers import due


@due(Meeting.timer)
async def tell_missed(timer: Due, db: Db) -> None:
    """Two in a row escalate, five let the series lapse; a closed plan ends it."""
    found = await db.find(Meeting, timer.id)
    series = found and await db.find(MeetingSeries, found.series_id, lock=True)
    meeting = await db.find(Meeting, timer.id, lock=True)
    if not (series and meeting) or meeting.state is not MeetingState.PLANNED:
        return
    plan = await plan_of(db, meeting)
    if plan.state is PlanState.CLOSED:
        await take_away(db, series)
        publish(db, series.end(plan.today(db.now), "The transition is closed."))
        return
    publish(db, meeting.miss(series))
    await go_on(db, plan, series, meeting.planned_on)


async def go_on(db: Db, plan: Plan, series: MeetingSeries, after: date) -> None:
    """With the next meeting, unless too many were missed."""
    if series.state is not SeriesState.ACTIVE:
        return
    if series.in_a_row >= LAPSES_AFTER:
        publish(db, series.lapse())
        return
    await db.flush()
    await plan_next(db, plan, series, after + DAY)


async def watch_action(db: Db, plan: Plan, action: MeetingAction) -> None:
    ends = end_of_day(plan.country, action.due_on)
    await start_timer(db, MeetingAction.timer, action.id, ends)


@due(MeetingAction.timer)
async def tell_late(timer: Due, db: Db) -> None:
    if action := await db.find(MeetingAction, timer.id, lock=True):
        publish(db, action.fall_late())
        await outlook(db, action.plan_id)
