"""Sessions: planned for a moment, held with attendance, or cancelled."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Query, Response
from pydantic import AwareDatetime, BaseModel, Field, StringConstraints
from sqlmodel import select

from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.events.terms import Code
from libs.common.events.transition.knowledge_sessions import Attendance
from libs.common.events.vendor.evidence import Evidence
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid, refused
from libs.common.routers import router_of
from services.transition.api.common import EitherLead, Reader, Reason, Text
from services.transition.knowledge.evidence import listed_among, places, record, topics_named
from services.transition.knowledge.leavers import departed_of
from services.transition.knowledge.locking import locked_in_plan
from services.transition.knowledge.risks import reconsider
from services.transition.knowledge.sessions import (
    must_agree,
    must_be_complete,
    must_be_near,
    must_be_over,
    must_be_there,
    taught,
    zone_named,
)
from services.transition.models import KnowledgeSession, Plan, TransferSource
from services.transition.models.knowledge_sessions import Held, SessionState, SessionStep
from services.transition.models.plan_items import Deed
from services.transition.plan.contract_calendar import zone_of
from services.transition.plan.items import day_of, party
from services.transition.plan.loading import must_be_new, plan_of

router = router_of("transition", tags=["knowledge sessions"])
Zone = Annotated[str, Field(min_length=1, max_length=64, examples=["Europe/Lisbon"])]
Minutes = Annotated[int, Field(ge=5, le=24 * 60)]
Invited = Annotated[list[Text], Field(min_length=1, max_length=100)]
Note = Annotated[str, StringConstraints(max_length=2000)]


class PlanSession(Body):
    """`starts_at` with the offset that `zone` has then; `vendor_zone`: where the vendor's people
    sit, the same unless stated."""

    code: Code
    title: Text
    topics: Annotated[list[Code], Field(min_length=1, max_length=50)]
    trainer: Text
    invited: Invited
    starts_at: AwareDatetime
    zone: Zone
    vendor_zone: Zone | None = None
    minutes: Minutes = 60


class ChangeSession(Body):
    """What is left out stays. Another moment comes with its zone."""

    reason: Reason
    trainer: Text | None = None
    invited: Invited | None = None
    starts_at: AwareDatetime | None = None
    zone: Zone | None = None
    minutes: Minutes | None = None


class SaidPresent(Body):
    person: Text
    present: bool


class HoldSession(Body):
    """Everybody who was invited, and whoever else came."""

    attendance: Annotated[list[SaidPresent], Field(min_length=1, max_length=200)]
    note: Note = ""
    evidence: Evidence = []


class CancelSession(Body):
    reason: Reason


class Hours(BaseModel):
    """What clocks on the wall show there."""

    zone: str
    starts_at: datetime


class SessionView(View):
    """`client` and `vendor`: the hour on either side."""

    id: UUID
    plan_id: UUID
    code: str
    title: str
    topics: list[str]
    trainer: str
    invited: list[str]
    starts_at: datetime
    minutes: int
    zone: str
    vendor_zone: str
    client: Hours | None = None
    vendor: Hours | None = None
    state: SessionState
    lost_trainer: bool
    attendance: list[Attendance]
    closed_on: date | None
    closed_by: str | None
    reason: str
    evidence: list[str]


@router.post("/plans/{id}/knowledge-sessions", status_code=201)
async def plan_session(
    id: UUID, body: PlanSession, db: Session, actor: EitherLead, response: Response
) -> SessionView:
    """By either side. 409 where the code is taken."""
    plan = await db.locked(Plan, id, actor)
    await must_be_new(db, KnowledgeSession, id, body.code)
    topics = await topics_named(db, id, places("/topics", body.topics))
    vendor_zone = body.vendor_zone or body.zone
    zone_named("/vendor_zone", vendor_zone)
    _must_be_at(plan, body.starts_at, body.zone)
    must_be_there(body.trainer, await departed_of(db, id, plan.today(db.now)))
    session = KnowledgeSession(
        **plan.ours,
        **body.model_dump(include={"code", "title", "trainer", "starts_at", "zone", "minutes"}),
        contract_id=plan.contract_id,
        topics=[topic.code for topic in topics],
        invited=list(dict.fromkeys(body.invited)),
        vendor_zone=vendor_zone,
    )
    db.add(session)
    publish(db, session.plan(Deed(plan.today(db.now), actor.id, db.now)))
    response.headers["Location"] = f"/transition/v1/knowledge-sessions/{session.id}"
    return _view(session, plan)


@router.get("/plans/{id}/knowledge-sessions")
async def list_sessions(
    id: UUID,
    db: Session,
    actor: Reader,
    limit: Limit = 50,
    after: After = None,
    state: Annotated[SessionState | None, Query()] = None,
    lost_trainer: Annotated[bool | None, Query()] = None,
) -> Page[SessionView]:
    plan = await db.seen(Plan, id, actor)
    query = select(KnowledgeSession).where(KnowledgeSession.plan_id == id)
    query = query if state is None else query.where(KnowledgeSession.state == state)
    if lost_trainer is not None:
        query = query.where(KnowledgeSession.lost_trainer == lost_trainer)
    return await page(
        db, query, KnowledgeSession, actor, lambda one: _view(one, plan), limit, after
    )


@router.get("/knowledge-sessions/{id}")
async def read_session(id: UUID, db: Session, actor: Reader) -> SessionView:
    session = await db.seen(KnowledgeSession, id, actor)
    return _view(session, await plan_of(db, session))


@router.post("/knowledge-sessions/{id}/change")
async def change_session(
    id: UUID, body: ChangeSession, db: Session, actor: EitherLead
) -> SessionView:
    """Another moment, trainer, length or list of people, with a reason."""
    session, plan = await locked_in_plan(db, KnowledgeSession, id, actor)
    to = _changes(body)
    if body.starts_at is not None or body.zone is not None:
        zone = zone_named("/zone", body.zone or session.zone)
        _must_be_at(plan, body.starts_at or session.starts_at.astimezone(zone), zone.key)
    if body.trainer is not None:
        must_be_there(body.trainer, await departed_of(db, plan.id, plan.today(db.now)))
    deed = Deed(plan.today(db.now), actor.id, db.now, body.reason)
    publish(db, session.change(to, deed))
    return _view(session, plan)


@router.post("/knowledge-sessions/{id}/hold")
async def hold_session(id: UUID, body: HoldSession, db: Session, actor: EitherLead) -> SessionView:
    """Presence makes the step `taught` for those who must know its topics, on the day it began."""
    session, plan = await locked_in_plan(db, KnowledgeSession, id, actor)
    session.must_allow(SessionStep.HOLD)
    must_be_over(session, db.now)
    on = plan.today(session.starts_at)
    departed = await departed_of(db, plan.id, on)
    if session.trainer in departed:
        raise refused(
            "no-trainer", f"{session.trainer} had left.", do="Change who trained, with a reason."
        )
    attendance = [Attendance(**one.model_dump()) for one in body.attendance]
    must_be_complete(session, attendance)
    topics = await listed_among(db, plan.id, session.topics)
    made = taught(session, topics, attendance, departed, plan)
    deed = Deed(on, actor.id, db.now, body.note, body.evidence)
    publish(db, session.hold(Held(attendance, [one.learned for one in made]), deed))
    record(db, made, TransferSource.SESSION, session.id, deed, party(actor))
    await reconsider(db, plan.id, f"{session.code} was held")
    return _view(session, plan)


@router.post("/knowledge-sessions/{id}/cancel")
async def cancel_session(
    id: UUID, body: CancelSession, db: Session, actor: EitherLead
) -> SessionView:
    session, plan = await locked_in_plan(db, KnowledgeSession, id, actor)
    on = day_of(plan, None, db.now)
    publish(db, session.cancel(Deed(on, actor.id, db.now, body.reason)))
    return _view(session, plan)


def _must_be_at(plan: Plan, starts_at: datetime, zone: str) -> None:
    must_be_near(plan, starts_at)
    must_agree(starts_at, zone_named("/zone", zone))


def _changes(body: ChangeSession) -> dict[str, Any]:
    to = body.model_dump(exclude_none=True, exclude={"reason"})
    if not to:
        raise invalid("", "Nothing is to be changed.")
    return to


def _view(session: KnowledgeSession, plan: Plan) -> SessionView:
    view = SessionView.model_validate(session, from_attributes=True)
    view.client = _hours(session, zone_of(plan.country))
    view.vendor = _hours(session, ZoneInfo(session.vendor_zone))
    return view


def _hours(session: KnowledgeSession, zone: ZoneInfo) -> Hours:
    return Hours(zone=zone.key, starts_at=session.starts_at.astimezone(zone))
