"""Rehearsals of a cutover, and of its rollback."""

from uuid import UUID

from fastapi import Response
from sqlmodel import select

from libs.common.edge import Session
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.routers import router_of
from services.transition.api.common import EitherDoer, Reader
from services.transition.api.cutover_bodies import RehearsalView, Rehearsed
from services.transition.models import Cutover, CutoverRehearsal
from services.transition.plan.items import day_of
from services.transition.plan.loading import plan_of
from services.transition.readiness.outlook import outlook
from services.transition.roll_out.cutting_over import cutover_locked

router = router_of("transition", tags=["cutovers"])


@router.post("/cutovers/{id}/rehearsals", status_code=201)
async def rehearse(
    id: UUID, body: Rehearsed, db: Session, actor: EitherDoer, response: Response
) -> RehearsalView:
    """A rehearsal of the cutover, or of the rollback, with what it showed. Of the rollback the
    last one counts at the gate, for the days that the checklist states."""
    _, cutover = await cutover_locked(db, id, actor)
    on = day_of(await plan_of(db, cutover), body.on, db.now)
    rehearsal = CutoverRehearsal(
        **cutover.ours,
        **body.model_dump(exclude={"on"}),
        cutover_id=id,
        wave=cutover.wave,
        rehearsed_on=on,
        recorded_by=actor.id,
        recorded_at=db.now,
    )
    db.add(rehearsal)
    publish(db, rehearsal.recorded())
    await db.flush()
    await outlook(db, cutover.plan_id, cutover.wave)
    response.headers["Location"] = f"/transition/v1/cutovers/{id}/rehearsals"
    return RehearsalView.model_validate(rehearsal)


@router.get("/cutovers/{id}/rehearsals")
async def list_rehearsals(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[RehearsalView]:
    await db.seen(Cutover, id, actor)
    query = select(CutoverRehearsal).where(CutoverRehearsal.cutover_id == id)
    view = RehearsalView.model_validate
    return await page(db, query, CutoverRehearsal, actor, view, limit, after)
