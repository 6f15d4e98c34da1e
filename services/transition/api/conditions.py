"""What is still open of milestones that were accepted in part: delivered, met, or not."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlmodel import select

from libs.common.auth.actor import Actor
from libs.common.edge import Session
from libs.common.events.transition.party import Party
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import forbidden
from libs.common.routers import router_of
from libs.common.timers import stop_timer
from services.transition.api.claim_views import (
    ConditionView,
    FailCondition,
    NoteCondition,
    SendBackCondition,
)
from services.transition.api.claims import Judge, Vendor
from services.transition.api.common import Reader
from services.transition.claims.clocks import moments, set_clocks
from services.transition.claims.conditions import drop_conditions, open_conditions, watch_again
from services.transition.claims.milestones import set_free
from services.transition.models import Claim, Condition
from services.transition.models.claim_words import Word
from services.transition.models.plan_items import Deed
from services.transition.plan.items import day_of
from services.transition.plan.loading import Laid, task_of
from services.transition.readiness.outlook import outlook

router = router_of("transition", tags=["claims"])
NOTHING_TO_ADD = NoteCondition()


@router.get("/claims/{id}/conditions")
async def list_conditions(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[ConditionView]:
    await db.seen(Claim, id, actor)
    query = select(Condition).where(Condition.claim_id == id)
    return await page(db, query, Condition, actor, ConditionView.model_validate, limit, after)


@router.get("/conditions/{id}")
async def read_condition(id: UUID, db: Session, actor: Reader) -> ConditionView:
    return ConditionView.model_validate(await db.seen(Condition, id, actor))


@router.post("/conditions/{id}/deliver")
async def deliver(
    id: UUID, db: Session, actor: Vendor, body: NoteCondition = NOTHING_TO_ADD
) -> ConditionView:
    """The vendor brings what it is to bring; the client then says whether it is met, or sends it
    back. It is in the client's queue from then on, and no longer falls overdue. 403 for what the
    client is to bring."""
    at = await _found(id, db, actor, body.on)
    if at.condition.side is not Party.VENDOR:
        raise forbidden(f"{at.condition.code} is the client's to bring.", kind="other-side")
    publish(db, at.condition.deliver(Deed(at.on, actor.id, db.now, body.note, body.evidence)))
    return ConditionView.model_validate(at.condition)


@router.post("/conditions/{id}/send-back")
async def send_back(id: UUID, body: SendBackCondition, db: Session, actor: Judge) -> ConditionView:
    """It is not what was asked for: open again until the same day, and overdue once that has
    passed. Told as such, with the reason."""
    at = await _found(id, db, actor, body.on)
    publish(db, at.condition.send_back(Deed(at.on, actor.id, db.now, body.reason)))
    await watch_again(db, at.condition)
    return ConditionView.model_validate(at.condition)


@router.post("/conditions/{id}/meet")
async def meet(
    id: UUID, db: Session, actor: Judge, body: NoteCondition = NOTHING_TO_ADD
) -> ConditionView:
    """Also after its day. With the last one the claim is accepted, and the milestone reached."""
    at = await _found(id, db, actor, body.on)
    condition, claim = at.condition, at.claim
    deed = Deed(at.on, actor.id, db.now, body.note, body.evidence)
    publish(db, condition.meet(deed))
    await stop_timer(db, Condition.timer, condition.id)
    await db.flush()
    if not await open_conditions(db, [claim.id]):
        before = moments([claim])
        publish(db, claim.fulfil(Word(actor.id, db.now, "All conditions are met"), at.on))
        for task in at.found.tasks:
            task.reached(claim.reached_on)
        publish(db, at.found.forecast(f"{claim.milestone} was accepted"))
        await set_clocks(db, [claim], before)
        await _look(db, at.found)
    return ConditionView.model_validate(condition)


@router.post("/conditions/{id}/fail")
async def fail(id: UUID, body: FailCondition, db: Session, actor: Judge) -> ConditionView:
    """It is not met, its day has passed: the claim is rejected, and the milestone is not reached.

    By somebody else than who accepted it in part. 409 before that day, and for what the client
    owes itself."""
    at = await _found(id, db, actor, body.on)
    condition, claim = at.condition, at.claim
    actor.not_by(claim.disputed_by or "", "accepted this claim in part")
    before = moments([claim])
    publish(db, condition.fail(Deed(at.on, actor.id, db.now, body.reason)))
    await stop_timer(db, Condition.timer, condition.id)
    reason = f"{condition.code} was not met: {body.reason}"
    publish(db, claim.fail(Word(actor.id, db.now, reason)))
    for task in at.found.tasks:
        set_free(task)
    publish(db, at.found.forecast(f"{claim.milestone} was rejected"))
    await db.flush()
    await drop_conditions(db, [claim.id])
    await set_clocks(db, [claim], before)
    await _look(db, at.found)
    return ConditionView.model_validate(condition)


async def _look(db: Session, found: Laid) -> None:
    await outlook(db, found.plan.id, *{task.wave for task in found.tasks})


class _Found(NamedTuple):
    condition: Condition
    claim: Claim
    found: Laid
    on: date


async def _found(id: UUID, db: Session, actor: Actor, on: date | None) -> _Found:
    """The plan is locked first, then the claim, then the condition. Refuses (422) a day before the
    claim was accepted on it."""
    seen = await db.seen(Condition, id, actor)
    found = await task_of(db, seen.plan_id, seen.milestone)
    claim = await db.locked(Claim, seen.claim_id, actor)
    condition = await db.locked(Condition, id, actor)
    day = day_of(found.plan, on, db.now)
    if claim.answered_at is not None:
        condition.must_come_after(found.plan.today(claim.answered_at), day)
    return _Found(condition, claim, found, day)
