"""What the days of hypercare showed, criterion by criterion."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlmodel import col, select

from libs.common.auth.actor import Actor
from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.events.terms import Code
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid
from libs.common.routers import router_of
from services.transition.api.common import Day, EitherDoer, Reader
from services.transition.api.hypercare import HypercareView, Value, must_go_on, planned_for, view_of
from services.transition.models import Hypercare, HypercareRecord, Wave
from services.transition.plan.loading import plan_of
from services.transition.roll_out.exit_criteria import ExitCriterion, How

router = router_of("transition", tags=["hypercare"])


class Recorded(Body):
    """`total`: of how many, for a criterion that is a share."""

    criterion: Code
    day: Day
    value: Value
    total: Annotated[int, Field(ge=0, le=10**9)] | None = None


class RecordView(View):
    criterion: str
    day: date
    value: Decimal
    total: int | None
    recorded_by: str


@router.post("/waves/{id}/hypercare/records")
async def record(
    id: UUID,
    body: Annotated[list[Recorded], Field(min_length=1, max_length=200)],
    db: Session,
    actor: EitherDoer,
) -> HypercareView:
    """What the days showed, by either side. A day told again takes the place of what was told. 422
    for a day ahead or before go-live."""
    wave = await db.locked(Wave, id, actor)
    hypercare, plan = await planned_for(db, wave), await plan_of(db, wave)
    seen: set[tuple[str, date]] = set()
    for n, each in enumerate(body):
        plan.must_not_be_ahead(f"/{n}/day", each.day, db.now)
        wave.must_be_live_by(f"/{n}/day", each.day)
        _must_fit(n, each, hypercare.criterion(f"/{n}/criterion", each.criterion))
        if (each.criterion, each.day) in seen:
            raise invalid(f"/{n}/day", f"{each.criterion} of {each.day} is told twice.")
        seen.add((each.criterion, each.day))
    must_go_on(wave)
    await _keep(db, hypercare, body, actor)
    return await view_of(db, wave, hypercare)


@router.get("/waves/{id}/hypercare/records")
async def list_records(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[RecordView]:
    await db.seen(Wave, id, actor)
    query = select(HypercareRecord).where(HypercareRecord.wave_id == id)
    view = RecordView.model_validate
    return await page(db, query, HypercareRecord, actor, view, limit, after)


def _must_fit(n: int, told: Recorded, criterion: ExitCriterion) -> None:
    is_share = criterion.how is How.SHARE
    if is_share != (told.total is not None):
        what = "is a share: say of how many" if is_share else "is no share: it has no total"
        raise invalid(f"/{n}/total", f"{told.criterion} {what}.")
    if told.total is not None and told.value > told.total:
        raise invalid(f"/{n}/value", f"{told.value} of {told.total} is more than all.")


async def _keep(db: Session, hypercare: Hypercare, told: list[Recorded], actor: Actor) -> None:
    days = [each.day for each in told]
    query = select(HypercareRecord).where(
        HypercareRecord.wave_id == hypercare.wave_id, col(HypercareRecord.day).in_(days)
    )
    there = {(each.criterion, each.day): each for each in await db.all(query)}
    for each in told:
        was = there.get((each.criterion, each.day))
        row = was or HypercareRecord(
            **hypercare.ours,
            **each.model_dump(),
            wave_id=hypercare.wave_id,
            recorded_by=actor.id,
            recorded_at=db.now,
        )
        row.value, row.total = each.value, each.total
        row.recorded_by, row.recorded_at = actor.id, db.now
        db.add(row)
        publish(db, row.told(hypercare, corrected=was is not None))
    await db.flush()
