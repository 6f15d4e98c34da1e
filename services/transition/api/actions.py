"""Actions that meetings agreed: who does what by when; done, dropped, or late."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from sqlmodel import select

from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.events.transition.party import Party
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.routers import router_of
from libs.common.timers import stop_timer
from services.transition.api.common import Day, EitherLead, Reader, Reason
from services.transition.api.minutes import held
from services.transition.meetings.silence import watch_action
from services.transition.models import ActionState, MeetingAction, Plan
from services.transition.plan.items import day_of
from services.transition.plan.loading import plan_of
from services.transition.readiness.outlook import outlook
from services.transition.working_agreement.terms import Line, Short

router = router_of("transition", tags=["meetings"])


class AgreeAction(Body):
    what: Line
    owner: Short
    side: Party
    due_on: Day


class FinishAction(Body):
    on: Day | None = None
    "Today, unless stated."


class DropAction(Body):
    reason: Reason


FINISHED_TODAY = FinishAction()


class ActionView(View):
    """`carried`: at how many later meetings it was still open. `late`: told, and not done."""

    id: UUID
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    series_id: UUID
    meeting_id: UUID
    code: str
    what: str
    owner: str
    side: Party
    agreed_on: date
    due_on: date
    state: ActionState
    late: bool
    carried: int
    done_on: date | None
    reason: str


@router.post("/meetings/{id}/actions", status_code=201)
async def agree(
    id: UUID, body: AgreeAction, db: Session, actor: EitherLead, response: Response
) -> ActionView:
    """Of a meeting that was held. It stands on every next agenda until it is done or dropped."""
    meeting, held_on = await held(db, id, actor)
    stated = body.model_dump()
    action = MeetingAction(
        **meeting.ours,
        **stated,
        series_id=meeting.series_id,
        meeting_id=id,
        code=meeting.code,
        agreed_on=held_on,
    )
    publish(db, action.agree())
    db.add(action)
    await watch_action(db, await plan_of(db, action), action)
    await outlook(db, action.plan_id)
    response.headers["Location"] = f"/transition/v1/meeting-actions/{action.id}"
    return ActionView.model_validate(action)


@router.get("/plans/{id}/meeting-actions")
async def list_actions(
    id: UUID,
    db: Session,
    actor: Reader,
    limit: Limit = 50,
    after: After = None,
    state: Annotated[ActionState | None, Query()] = None,
    late: Annotated[bool | None, Query()] = None,
) -> Page[ActionView]:
    await db.seen(Plan, id, actor)
    query = select(MeetingAction).where(MeetingAction.plan_id == id)
    query = query if state is None else query.where(MeetingAction.state == state)
    query = query if late is None else query.where(MeetingAction.late == late)
    return await page(db, query, MeetingAction, actor, ActionView.model_validate, limit, after)


@router.get("/meeting-actions/{id}")
async def read_action(id: UUID, db: Session, actor: Reader) -> ActionView:
    return ActionView.model_validate(await db.seen(MeetingAction, id, actor))


@router.post("/meeting-actions/{id}/finish")
async def finish(
    id: UUID, db: Session, actor: EitherLead, body: FinishAction = FINISHED_TODAY
) -> ActionView:
    action = await db.locked(MeetingAction, id, actor)
    publish(db, action.finish(day_of(await plan_of(db, action), body.on, db.now)))
    await stop_timer(db, MeetingAction.timer, action.id)
    await outlook(db, action.plan_id)
    return ActionView.model_validate(action)


@router.post("/meeting-actions/{id}/drop")
async def drop(id: UUID, body: DropAction, db: Session, actor: EitherLead) -> ActionView:
    """It is not to be done any more."""
    action = await db.locked(MeetingAction, id, actor)
    publish(db, action.drop(body.reason))
    await stop_timer(db, MeetingAction.timer, action.id)
    await outlook(db, action.plan_id)
    return ActionView.model_validate(action)
