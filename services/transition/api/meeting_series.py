"""Series of meetings: purpose, members, rhythm and time; what lies ahead, and its agenda."""

from datetime import date
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Query, Response
from pydantic import Field, field_validator
from sqlmodel import select

from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.events.terms import Code
from libs.common.events.transition.party import Party
from libs.common.explain import Explanation
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid, not_found
from libs.common.routers import router_of
from services.transition.api.common import Day, EitherLead, Reader, Reason, Text
from services.transition.meetings.coming import newest, plan_next, take_away
from services.transition.meetings.fair_slot import Slot, SlotAsk, Turns, fair_slot
from services.transition.meetings.foretold import Foretold, foretold
from services.transition.meetings.gathering import agenda_of
from services.transition.meetings.next_agenda import AgendaPoint
from services.transition.meetings.rhythm import DAY, Rhythm
from services.transition.meetings.series_time import time_of
from services.transition.models import MeetingSeries, Plan, SeriesState
from services.transition.models.meeting_series import Member
from services.transition.plan.items import day_of
from services.transition.plan.loading import must_be_new, plan_of
from services.transition.working_agreement.in_force import terms_in_force
from services.transition.working_agreement.terms import Line, Short, SideHours, Zone

router = router_of("transition", tags=["meetings"])
Clock = Annotated[str, Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["10:00"])]
Length = Annotated[int, Field(ge=5, le=480)]


def _known(tz: str) -> str:
    try:
        return ZoneInfo(tz).key
    except (ValueError, OSError, KeyError) as unknown:
        raise ValueError(f"{tz!r} is no IANA time zone") from unknown


class NewMember(Body):
    name: Short
    side: Party


class PlanSeries(Body):
    """`at`: on the wall of `tz`, its home zone; found within the hours of both sides where it is
    left out. `by_turns`: where no time suits both, the sides bear it in turn."""

    code: Code
    title: Text
    purpose: Reason
    agenda: Annotated[list[Line], Field(max_length=30)] = []
    "What stands on it each time."
    members: Annotated[list[NewMember], Field(max_length=100)] = []
    rhythm: Rhythm
    tz: Zone
    at: Clock | None = None
    minutes: Length = 30
    by_turns: bool = False
    starts_on: Day
    ends_on: Day | None = None

    _zone = field_validator("tz")(_known)


class EndSeries(Body):
    reason: Reason


class SeriesView(View):
    """`in_a_row`: missed since one was held. `turns`: meetings outside a side's hours."""

    id: UUID
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    code: str
    title: str
    purpose: str
    agenda: list[str]
    members: list[Member]
    rhythm: Rhythm
    tz: str
    at: str
    minutes: int
    by_turns: bool
    starts_on: date
    ends_on: date | None
    state: SeriesState
    turns: Turns
    in_a_row: int
    ended_on: date | None


class AgendaView(View):
    points: list[AgendaPoint]
    explanation: Explanation


class SlotView(View):
    """`slot`: none where one side does not work on that day."""

    slot: Slot | None
    explanation: Explanation


@router.post("/plans/{id}/meeting-series", status_code=201)
async def plan_series(
    id: UUID, body: PlanSeries, db: Session, actor: EitherLead, response: Response
) -> SeriesView:
    """Its first meeting lies ahead at once. 409 where the code is taken, or no time suits both and
    it is not by turns; 422 for a time outside hours where another suits both."""
    plan = await db.locked(Plan, id, actor)
    await must_be_new(db, MeetingSeries, id, body.code)
    _must_lie_ahead(body, plan.today(db.now))
    members = [Member(name=each.name, side=each.side) for each in body.members]
    stated = body.model_dump(exclude={"members", "at", "rhythm"})
    series = MeetingSeries(
        **plan.ours, **stated, rhythm=body.rhythm, members=members, at=body.at or "", turns=Turns()
    )
    series.at = time_of(series, body.at, plan, await terms_in_force(db, id))
    publish(db, series.plan(actor.id))
    db.add(series)
    await plan_next(db, plan, series, series.starts_on)
    response.headers["Location"] = f"/transition/v1/meeting-series/{series.id}"
    return SeriesView.model_validate(series)


def _must_lie_ahead(body: PlanSeries, today: date) -> None:
    if body.starts_on < today:
        raise invalid("/starts_on", f"{body.starts_on} lies before today, {today}.")
    if body.ends_on is not None and body.ends_on < body.starts_on:
        raise invalid("/ends_on", f"{body.ends_on} lies before {body.starts_on}.")


@router.get("/plans/{id}/meeting-series")
async def list_series(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[SeriesView]:
    await db.seen(Plan, id, actor)
    query = select(MeetingSeries).where(MeetingSeries.plan_id == id)
    return await page(db, query, MeetingSeries, actor, SeriesView.model_validate, limit, after)


@router.get("/plans/{id}/meeting-slot")
async def find_slot(
    id: UUID,
    db: Session,
    actor: Reader,
    on: Annotated[Day, Query()],
    minutes: Annotated[int, Query(ge=5, le=480)] = 30,
    wished: Annotated[Clock | None, Query()] = None,
) -> SlotView:
    """A time on that day within the hours of both sides, or who bears it; by the client's wall.
    404 where no agreement in force states the hours."""
    await db.seen(Plan, id, actor)
    terms = await terms_in_force(db, id)
    client, vendor = _hours(terms.client_hours, id), _hours(terms.vendor_hours, id)
    ask = SlotAsk(day=on, tz=client.tz, minutes=minutes, wished=wished)
    found = fair_slot.explained(client, vendor, ask, Turns())
    return SlotView(slot=found.value, explanation=found.explanation)


def _hours(stated: SideHours | None, id: UUID) -> SideHours:
    if stated is None:
        raise not_found("agreed working hours for plan", id)
    return stated


@router.get("/meeting-series/{id}")
async def read_series(id: UUID, db: Session, actor: Reader) -> SeriesView:
    return SeriesView.model_validate(await db.seen(MeetingSeries, id, actor))


@router.get("/meeting-series/{id}/occurrences")
async def foretell(
    id: UUID, db: Session, actor: Reader, count: Annotated[int, Query(ge=1, le=60)] = 10
) -> list[Foretold]:
    """From today on, as if each were held: on whose wall it comes at another time, and why."""
    series = await db.seen(MeetingSeries, id, actor)
    if series.state is not SeriesState.ACTIVE:
        return []
    plan = await plan_of(db, series)
    first = max(series.starts_on, plan.today(db.now))
    return list(foretold(series, plan, await terms_in_force(db, plan.id), first, count))


@router.get("/meeting-series/{id}/next-agenda")
async def read_next_agenda(id: UUID, db: Session, actor: Reader) -> AgendaView:
    """As of today: late and open actions, what is overdue, blockers, and what always stands."""
    series = await db.seen(MeetingSeries, id, actor)
    plan = await plan_of(db, series)
    found = await agenda_of(db, series, plan.today(db.now))
    return AgendaView(points=found.value, explanation=found.explanation)


@router.post("/meeting-series/{id}/resume")
async def resume(id: UUID, db: Session, actor: EitherLead) -> SeriesView:
    """One that lapsed, because too many were missed, goes on from today."""
    series = await db.locked(MeetingSeries, id, actor)
    plan = await plan_of(db, series)
    series.resume()
    before = await newest(db, series.id)
    first = plan.today(db.now)
    first = max(first, before.planned_on + DAY) if before else first
    if meeting := await plan_next(db, plan, series, first):
        publish(db, series.resumed(meeting.planned_on, actor.id))
    return SeriesView.model_validate(series)


@router.post("/meeting-series/{id}/end")
async def end(id: UUID, body: EndSeries, db: Session, actor: EitherLead) -> SeriesView:
    """No more meetings; what was held, decided and agreed stays."""
    series = await db.locked(MeetingSeries, id, actor)
    today = day_of(await plan_of(db, series), None, db.now)
    publish(db, series.end(today, body.reason))
    await take_away(db, series)
    return SeriesView.model_validate(series)
