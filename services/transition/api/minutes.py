"""What came of a meeting: minutes that both sides approve, and decisions."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Response
from pydantic import StringConstraints
from sqlmodel import col, select

from libs.common.auth.actor import Actor
from libs.common.bodies import Body, View
from libs.common.db import Db, as_it_is
from libs.common.edge import Session
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Digest
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid, refused
from libs.common.routers import router_of
from services.transition.api.common import Day, EitherLead, Reader
from services.transition.models import Meeting, MeetingDecision, MeetingState, Minutes, Plan
from services.transition.models.minutes import Approval, MinutesState, digest_of
from services.transition.plan.items import party
from services.transition.working_agreement.terms import Line, Short

router = router_of("transition", tags=["meetings"])
MinutesText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)
]


class WriteMinutes(Body):
    """`digest`: of a file that was stored and says more; then the text says it in short."""

    text: MinutesText
    digest: Digest | None = None


class TakeDecision(Body):
    """`side`: of whoever decided. `effective_on`: by when it is carried out."""

    what: Line
    decided_by: Short
    side: Party
    effective_on: Day | None = None


class MinutesView(View):
    id: UUID
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    meeting_id: UUID
    held_on: date
    version: int
    text: str
    digest: str
    side: Party
    written_by: str
    state: MinutesState
    approvals: list[Approval]


class DecisionView(View):
    id: UUID
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    meeting_id: UUID
    code: str
    what: str
    decided_by: str
    side: Party
    decided_on: date
    effective_on: date | None


@router.post("/meetings/{id}/minutes", status_code=201)
async def write(
    id: UUID, body: WriteMinutes, db: Session, actor: EitherLead, response: Response
) -> MinutesView:
    """The next version; the one before counts no more, approved or not. 409 for a meeting that was
    not held."""
    meeting, held_on = await held(db, id, actor)
    before = await _latest(db, id)
    if before is not None:
        before.supersede()
    minutes = Minutes(
        **meeting.ours,
        meeting_id=id,
        code=meeting.code,
        held_on=held_on,
        version=1 if before is None else before.version + 1,
        text=body.text,
        digest=body.digest or digest_of(body.text),
        side=party(actor),
        written_by=actor.id,
    )
    publish(db, minutes.write(db.now))
    db.add(minutes)
    response.headers["Location"] = f"/transition/v1/minutes/{minutes.id}"
    return MinutesView.model_validate(minutes)


async def held(db: Db, id: UUID, actor: Actor) -> tuple[Meeting, date]:
    """The meeting, locked, and the day on which it was held; 409 where it was not."""
    meeting = await db.locked(Meeting, id, actor)
    if meeting.state is not MeetingState.HELD or meeting.held_on is None:
        raise refused("not-held", f"{meeting.named} is {meeting.state.replace('_', ' ')}.")
    return meeting, meeting.held_on


async def _latest(db: Db, meeting_id: UUID) -> Minutes | None:
    query = select(Minutes).where(Minutes.meeting_id == meeting_id)
    found = await db.all(as_it_is(query.order_by(col(Minutes.version).desc()).limit(1)))
    return found[0] if found else None


@router.get("/meetings/{id}/minutes")
async def list_minutes(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[MinutesView]:
    """Every version, oldest first."""
    await db.seen(Meeting, id, actor)
    query = select(Minutes).where(Minutes.meeting_id == id)
    return await page(db, query, Minutes, actor, MinutesView.model_validate, limit, after)


@router.get("/minutes/{id}")
async def read_minutes(id: UUID, db: Session, actor: Reader) -> MinutesView:
    return MinutesView.model_validate(await db.seen(Minutes, id, actor))


@router.post("/minutes/{id}/approve")
async def approve(id: UUID, db: Session, actor: EitherLead) -> MinutesView:
    """By the side that did not write them: 403 for the other."""
    minutes = await db.locked(Minutes, id, actor)
    publish(db, minutes.approve(party(actor), actor.id, db.now))
    return MinutesView.model_validate(minutes)


@router.post("/meetings/{id}/decisions", status_code=201)
async def decide(
    id: UUID, body: TakeDecision, db: Session, actor: EitherLead, response: Response
) -> DecisionView:
    """What was decided in it, by whom. It stays as it is: another decision replaces it."""
    meeting, held_on = await held(db, id, actor)
    if body.effective_on is not None and body.effective_on < held_on:
        raise invalid("/effective_on", f"{body.effective_on} lies before {held_on}.")
    stated = body.model_dump()
    decision = MeetingDecision(
        **meeting.ours,
        **stated,
        meeting_id=id,
        code=meeting.code,
        decided_on=held_on,
        told_by=actor.id,
    )
    publish(db, decision.take())
    db.add(decision)
    response.headers["Location"] = f"/transition/v1/meeting-decisions/{decision.id}"
    return DecisionView.model_validate(decision)


@router.get("/meeting-decisions/{id}")
async def read_decision(id: UUID, db: Session, actor: Reader) -> DecisionView:
    return DecisionView.model_validate(await db.seen(MeetingDecision, id, actor))


@router.get("/plans/{id}/meeting-decisions")
async def list_decisions(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[DecisionView]:
    await db.seen(Plan, id, actor)
    query = select(MeetingDecision).where(MeetingDecision.plan_id == id)
    return await page(db, query, MeetingDecision, actor, DecisionView.model_validate, limit, after)
