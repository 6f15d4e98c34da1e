"""Meetings: held with those present, or called off; what nobody reports is missed."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field
from sqlmodel import select

from libs.common.auth.actor import Actor
from libs.common.bodies import Body, View
from libs.common.db import Db
from libs.common.edge import Session
from libs.common.events.transition.meetings import MeetingActionsCarriedOver
from libs.common.events.transition.party import Party
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.routers import router_of
from libs.common.timers import stop_timer
from services.transition.api.common import Day, EitherLead, Reader, Reason
from services.transition.meetings.coming import count_missed
from services.transition.meetings.gathering import agenda_of, open_actions
from services.transition.meetings.next_agenda import AgendaPoint
from services.transition.meetings.silence import go_on
from services.transition.models import Meeting, MeetingSeries, MeetingState
from services.transition.plan.items import day_of
from services.transition.plan.loading import plan_of
from services.transition.working_agreement.terms import Short

router = router_of("transition", tags=["meetings"])


class HoldMeeting(Body):
    present: Annotated[list[Short], Field(min_length=1, max_length=200)]
    on: Day | None = None
    "Today, unless stated."


class CallOff(Body):
    reason: Reason


class MeetingView(View):
    """`agenda`: as it stood when it was held. `outside`: sides that met outside their hours."""

    id: UUID
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    series_id: UUID
    code: str
    planned_on: date
    starts_at: datetime
    minutes: int
    outside: list[Party]
    why: str
    state: MeetingState
    held_on: date | None
    present: list[str]
    agenda: list[AgendaPoint]
    reason: str


@router.get("/meeting-series/{id}/meetings")
async def list_meetings(
    id: UUID,
    db: Session,
    actor: Reader,
    limit: Limit = 50,
    after: After = None,
    state: Annotated[MeetingState | None, Query()] = None,
) -> Page[MeetingView]:
    await db.seen(MeetingSeries, id, actor)
    query = select(Meeting).where(Meeting.series_id == id)
    query = query if state is None else query.where(Meeting.state == state)
    return await page(db, query, Meeting, actor, MeetingView.model_validate, limit, after)


@router.get("/meetings/{id}")
async def read_meeting(id: UUID, db: Session, actor: Reader) -> MeetingView:
    return MeetingView.model_validate(await db.seen(Meeting, id, actor))


@router.post("/meetings/{id}/hold")
async def hold(id: UUID, body: HoldMeeting, db: Session, actor: EitherLead) -> MeetingView:
    """It took place; open actions are carried over, and the next one lies ahead. One that was told
    missed can be reported held after all."""
    series, meeting = await _locked(db, id, actor)
    plan = await plan_of(db, meeting)
    on = day_of(plan, body.on, db.now)
    was_ahead = meeting.state is MeetingState.PLANNED
    agenda = (await agenda_of(db, series, on)).value
    publish(db, meeting.hold(series, on, body.present, agenda, actor.id, db.now))
    await stop_timer(db, Meeting.timer, meeting.id)
    await _carry_over(db, series, meeting)
    await count_missed(db, series)
    if was_ahead:
        await go_on(db, plan, series, meeting.planned_on)
    return MeetingView.model_validate(meeting)


@router.post("/meetings/{id}/call-off")
async def call_off(id: UUID, body: CallOff, db: Session, actor: EitherLead) -> MeetingView:
    """It counts neither as held nor as missed; the next one lies ahead."""
    series, meeting = await _locked(db, id, actor)
    publish(db, meeting.call_off(body.reason, actor.id, db.now))
    await stop_timer(db, Meeting.timer, meeting.id)
    await go_on(db, await plan_of(db, meeting), series, meeting.planned_on)
    return MeetingView.model_validate(meeting)


async def _locked(db: Db, id: UUID, actor: Actor) -> tuple[MeetingSeries, Meeting]:
    """The series first, as its timer does."""
    seen = await db.seen(Meeting, id, actor)
    series = await db.locked(MeetingSeries, seen.series_id, actor)
    return series, await db.locked(Meeting, id, actor)


async def _carry_over(db: Db, series: MeetingSeries, meeting: Meeting) -> None:
    """Actions of earlier meetings that are still open."""
    actions = [a for a in await open_actions(db, series.id) if a.meeting_id != meeting.id]
    for action in actions:
        action.carried += 1
    if actions:
        told = {"series_id": series.id, "count": len(actions), "actions": [a.id for a in actions]}
        publish(db, MeetingActionsCarriedOver(**meeting.told, **told))
