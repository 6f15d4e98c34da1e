"""What waits for the caller's side, due first."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel
from sqlmodel import col, select

from libs.common.bodies import View
from libs.common.edge import Session
from libs.common.events.transition.party import Party
from libs.common.pages import Limit
from libs.common.problems import invalid
from libs.common.routers import router_of
from services.transition.api.common import Reader
from services.transition.claims.business_time import business_days, business_time, hours
from services.transition.claims.queue import Cursor, Waiting, WaitingKind, waiting
from services.transition.models import Plan
from services.transition.plan.items import party

router = router_of("transition", tags=["claims"])
REFUSED_REPORTS = "/vendor/v1/receipts?state=refused"


class WaitingView(View):
    """`business_hours_left`: office hours of the contract's country, down to the hundredth; of a
    clock that stands still, what it will run on with. `business_days_left`: whole ones, without
    today."""

    kind: WaitingKind
    id: UUID
    programme_id: UUID
    plan_id: UUID
    plan: str
    title: str
    severity: int | None
    to_do: str
    link: str
    due_at: datetime
    business_hours_left: Decimal
    business_days_left: int
    overdue: bool
    is_stopped: bool


class QueueView(BaseModel):
    """`next`: `after` of the following page, absent on the last one. `refused_reports`: where the
    vendor finds all of its reports that count for nothing, with the reasons; what is still to be
    made good of them is among the items."""

    side: Party
    items: list[WaitingView]
    next: str | None = None
    refused_reports: str | None = None


@router.get("/queue")
async def read_queue(
    db: Session,
    actor: Reader,
    limit: Limit = 50,
    after: Annotated[str | None, Query(max_length=100)] = None,
    plan: Annotated[UUID | None, Query()] = None,
) -> QueueView:
    """Of a vendor: claims to answer, conditions to meet, blockers to act on, milestones due within
    thirty days, reports that were refused. Of the client: claims to accept or dispute, answers to
    decide on, blockers, conditions of its own. Of all the caller's plans, or of one."""
    cursor = None if after is None else _cursor(after)
    found = await waiting(db, actor, plan, cursor, limit + 1)
    shown = found[:limit]
    query = select(Plan).where(col(Plan.id).in_({each.plan_id for each in shown}))
    plans = {plan.id: plan for plan in await db.all(query)}
    last = shown[-1] if len(found) > limit else None
    return QueueView(
        side=party(actor),
        items=[_view(each, plans[each.plan_id], db.now) for each in shown],
        next=last and f"{last.due_at.isoformat()}~{last.id}",
        refused_reports=REFUSED_REPORTS if actor.is_vendor else None,
    )


def _view(row: Waiting, plan: Plan, now: datetime) -> WaitingView:
    counted_from = row.stopped_at or now
    left = business_time(plan.country, counted_from, row.due_at)
    return WaitingView(
        **row._asdict(),
        programme_id=plan.programme_id,
        plan=plan.title,
        business_hours_left=hours(left),
        business_days_left=business_days(plan.country, counted_from, row.due_at),
        overdue=counted_from >= row.due_at,
        is_stopped=row.stopped_at is not None,
    )


def _cursor(text: str) -> Cursor:
    due_at, _, id = text.partition("~")
    try:
        moment = datetime.fromisoformat(due_at.replace(" ", "+"))
        if moment.tzinfo is None:
            raise ValueError(due_at)
        return Cursor(moment, UUID(id))
    except ValueError:
        raise invalid("query/after", "Must be `next` of the page before.") from None
