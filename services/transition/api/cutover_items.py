"""Items of a cutover: done, failed, or skipped by the programme office."""

from uuid import UUID

from libs.common.auth.actor import Actor
from libs.common.edge import Session
from libs.common.outbox import publish
from libs.common.problems import forbidden
from libs.common.routers import router_of
from services.transition.api.common import EitherDoer, Planner, Reader
from services.transition.api.cutover_bodies import DONE, CutoverItemView, Decided, ItemDone
from services.transition.models import Cutover, CutoverItem
from services.transition.models.cutovers import ItemStep
from services.transition.models.plan_items import Deed
from services.transition.plan.items import party
from services.transition.plan.loading import plan_of
from services.transition.roll_out.cutting_over import (
    items_of,
    must_be_possible,
    must_not_be_completed,
    must_not_wait,
)

router = router_of("transition", tags=["cutovers"])


@router.get("/cutover-items/{id}")
async def read_item(id: UUID, db: Session, actor: Reader) -> CutoverItemView:
    return CutoverItemView.model_validate(await db.seen(CutoverItem, id, actor))


@router.post("/cutover-items/{id}/do")
async def do_item(
    id: UUID, db: Session, actor: EitherDoer, body: ItemDone = DONE
) -> CutoverItemView:
    """409 before the cutover has begun, while an item is open that it waits for, and past the point
    of no return unless that was decided."""
    return await _take(db, id, actor, ItemStep.DO, body.note, body.evidence)


@router.post("/cutover-items/{id}/fail")
async def fail_item(id: UUID, body: Decided, db: Session, actor: EitherDoer) -> CutoverItemView:
    """It can be done again, or be skipped."""
    return await _take(db, id, actor, ItemStep.FAIL, body.reason, [])


@router.post("/cutover-items/{id}/skip")
async def skip_item(id: UUID, body: Decided, db: Session, actor: Planner) -> CutoverItemView:
    """By the programme office, under its name, with the reason."""
    return await _take(db, id, actor, ItemStep.SKIP, body.reason, [])


async def _take(
    db: Session, id: UUID, actor: Actor, step: ItemStep, note: str, evidence: list[str]
) -> CutoverItemView:
    item = await db.seen(CutoverItem, id, actor)
    cutover = await db.locked(Cutover, item.cutover_id, actor)
    item = await db.locked(CutoverItem, id, actor)
    if actor.is_vendor and item.side is not party(actor):
        raise forbidden(f"{item.code} is the client's to do.", kind="other-side")
    today = (await plan_of(db, cutover)).today(db.now)
    must_not_be_completed(cutover, item)
    told = list(item.take(step, Deed(today, actor.id, db.now, note, evidence)))
    if step is not ItemStep.SKIP:
        must_be_possible(cutover, item)
        must_not_wait(item, await items_of(db, cutover.id))
    publish(db, told)
    return CutoverItemView.model_validate(item)
