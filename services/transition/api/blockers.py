"""Blockers: raised by either side, owned by one of them, taken up, resolved, reopened."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from pydantic import Field, StringConstraints
from sqlmodel import select

from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.events.terms import Code
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Evidence
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid
from libs.common.routers import router_of
from libs.common.timers import stop_timer
from services.transition.api.common import Day, EitherDoer, Reader, Reason, Text
from services.transition.claims.open_at_once import must_have_room
from services.transition.claims.overdue_blockers import watch_blocker
from services.transition.models import Plan, Task, Wave
from services.transition.models.blockers import Blocker, BlockerState
from services.transition.models.plan_items import Deed, ItemChange
from services.transition.plan.contract_calendar import end_of_day
from services.transition.plan.items import day_of, party
from services.transition.plan.loading import must_be_new, plan_of
from services.transition.readiness.outlook import outlook

router = router_of("transition", tags=["blockers"])
Severity = Annotated[int, Field(ge=1, le=4)]
Person = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class RaiseBlocker(Body):
    """Of a milestone or of a wave, one of the two. `severity`: 1, the worst, to 4; 1 and 2 stop the
    wave's gate. `owner`: who of the side that must act, as far as it is known."""

    code: Code
    title: Text
    severity: Severity
    wave: Code | None = None
    milestone: Code | None = None
    must_act: Party
    owner: Person = ""
    needed_by: Day
    note: Annotated[str, StringConstraints(max_length=2000)] = ""
    evidence: Evidence = []


class TakeUpBlocker(Body):
    owner: Person = ""
    "Who sees to it; the caller, unless stated."
    on: Day | None = None


class HandOverBlocker(Body):
    must_act: Party
    owner: Person = ""
    needed_by: Day
    reason: Reason
    on: Day | None = None


class ResolveBlocker(Body):
    resolution: Reason
    evidence: Evidence = []
    on: Day | None = None


class ReopenBlocker(Body):
    reason: Reason
    needed_by: Day
    on: Day | None = None


MINE = TakeUpBlocker()


class BlockerView(View):
    """`overdue`: it was told that it is late, and it is neither resolved nor given another day."""

    id: UUID
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    contract_id: UUID
    code: str
    title: str
    severity: int
    wave: str
    milestone: str | None
    raised_by_side: Party
    raised_by: str
    raised_on: date
    must_act: Party
    owner: str
    needed_by: date
    due_at: datetime
    overdue: bool
    state: BlockerState
    resolution: str
    report_id: UUID | None
    history: list[ItemChange]


@router.post("/plans/{id}/blockers", status_code=201)
async def raise_blocker(
    id: UUID, body: RaiseBlocker, db: Session, actor: EitherDoer, response: Response
) -> BlockerView:
    """By the client, or by the plan's own vendor. 409 where the code is taken, or `blockers-full`
    where a hundred that its side raised are open."""
    plan = await db.locked(Plan, id, actor)
    await must_be_new(db, Blocker, id, body.code)
    await must_have_room(db, id, party(actor))
    today = plan.today(db.now)
    blocker = Blocker(
        **plan.ours,
        **body.model_dump(exclude={"wave", "note", "evidence"}),
        contract_id=plan.contract_id,
        wave=await _wave(db, id, body),
        raised_by_side=party(actor),
        raised_by=actor.id,
        raised_on=today,
        due_at=end_of_day(plan.country, body.needed_by),
    )
    publish(db, blocker.open(Deed(today, actor.id, db.now, body.note, body.evidence)))
    db.add(blocker)
    await _moved(db, blocker)
    response.headers["Location"] = f"/transition/v1/blockers/{blocker.id}"
    return BlockerView.model_validate(blocker)


async def _wave(db: Session, plan_id: UUID, body: RaiseBlocker) -> str:
    """The one that is named, or the milestone's. Refuses (422) what the plan does not have."""
    if (body.wave is None) == (body.milestone is None):
        raise invalid("/wave", "A blocker names a milestone or a wave, and not both.")
    if body.milestone is None:
        wave = select(Wave).where(Wave.plan_id == plan_id, Wave.code == body.wave)
        if not await db.all(wave):
            raise invalid("/wave", f"The plan has no wave {body.wave}.")
        return body.wave or ""
    query = select(Task).where(Task.plan_id == plan_id, Task.milestone == body.milestone)
    if not (tasks := await db.all(query)):
        raise invalid("/milestone", f"The plan has no milestone {body.milestone}.")
    return str(tasks[0].wave)


@router.get("/plans/{id}/blockers")
async def list_blockers(
    id: UUID,
    db: Session,
    actor: Reader,
    limit: Limit = 50,
    after: After = None,
    wave: Annotated[Code | None, Query()] = None,
    state: Annotated[BlockerState | None, Query()] = None,
) -> Page[BlockerView]:
    await db.seen(Plan, id, actor)
    query = select(Blocker).where(Blocker.plan_id == id)
    query = query if wave is None else query.where(Blocker.wave == wave)
    query = query if state is None else query.where(Blocker.state == state)
    return await page(db, query, Blocker, actor, BlockerView.model_validate, limit, after)


@router.get("/blockers/{id}")
async def read_blocker(id: UUID, db: Session, actor: Reader) -> BlockerView:
    return BlockerView.model_validate(await db.seen(Blocker, id, actor))


@router.post("/blockers/{id}/take-up")
async def take_up(
    id: UUID, db: Session, actor: EitherDoer, body: TakeUpBlocker = MINE
) -> BlockerView:
    """By the side that must act."""
    blocker, _, deed = await _found(id, db, actor, body.on)
    publish(db, blocker.take_up(deed, party(actor), body.owner or actor.id))
    return BlockerView.model_validate(blocker)


@router.post("/blockers/{id}/hand-over")
async def hand_over(id: UUID, body: HandOverBlocker, db: Session, actor: EitherDoer) -> BlockerView:
    """To the other side, another person or another day, by the side that must act or the one that
    raised it; its clock begins anew."""
    blocker, plan, deed = await _found(id, db, actor, body.on, body.reason)
    due_at = end_of_day(plan.country, body.needed_by)
    to = (body.must_act, body.owner, body.needed_by, due_at)
    publish(db, blocker.hand_over(deed, party(actor), *to))
    await _moved(db, blocker)
    return BlockerView.model_validate(blocker)


@router.post("/blockers/{id}/resolve")
async def resolve(id: UUID, body: ResolveBlocker, db: Session, actor: EitherDoer) -> BlockerView:
    """With what was done, by the side that must act or the one that raised it."""
    blocker, _, deed = await _found(id, db, actor, body.on, body.resolution, body.evidence)
    publish(db, blocker.resolve(deed, party(actor)))
    await stop_timer(db, Blocker.timer, blocker.id)
    await outlook(db, blocker.plan_id, blocker.wave)
    return BlockerView.model_validate(blocker)


@router.post("/blockers/{id}/reopen")
async def reopen(id: UUID, body: ReopenBlocker, db: Session, actor: EitherDoer) -> BlockerView:
    """It was not resolved after all; by either side, with another day."""
    blocker, plan, deed = await _found(id, db, actor, body.on, body.reason)
    if blocker.state is BlockerState.RESOLVED:
        await must_have_room(db, plan.id, blocker.raised_by_side)
    due_at = end_of_day(plan.country, body.needed_by)
    publish(db, blocker.reopen(deed, body.needed_by, due_at))
    await _moved(db, blocker)
    return BlockerView.model_validate(blocker)


async def _moved(db: Session, blocker: Blocker) -> None:
    """Its clock, and what the gate that it may block would decide."""
    await watch_blocker(db, blocker)
    await outlook(db, blocker.plan_id, blocker.wave)


async def _found(
    id: UUID,
    db: Session,
    actor: EitherDoer,
    on: date | None,
    note: str = "",
    evidence: Sequence[str] = (),
) -> tuple[Blocker, Plan, Deed]:
    blocker = await db.locked(Blocker, id, actor)
    plan = await plan_of(db, blocker)
    return blocker, plan, Deed(day_of(plan, on, db.now), actor.id, db.now, note, list(evidence))
