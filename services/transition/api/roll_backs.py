"""Roll-backs: proposed, decided, taken step by step, learnt from."""

from datetime import date
from uuid import UUID

from fastapi import Response
from sqlmodel import select

from libs.common.auth.actor import Actor
from libs.common.edge import Session
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import forbidden, invalid, refused
from libs.common.routers import router_of
from services.transition.api.common import (
    Approver,
    EitherDoer,
    Planner,
    Reader,
)
from services.transition.api.roll_back_bodies import (
    TODAY,
    Attribute,
    NoteLesson,
    OnDay,
    ProposeRollBack,
    RollBackView,
    TakeStepBack,
    WithReason,
)
from services.transition.models import Plan, RollBack, Wave
from services.transition.models.plan_items import Deed
from services.transition.models.roll_back_parts import Lesson, StepOutcome
from services.transition.models.waves import WaveStep
from services.transition.plan.items import day_of, party
from services.transition.plan.loading import gate_of, plan_of
from services.transition.relief.clocks import keep_clocks
from services.transition.roll_out.cutting_over import steps_back
from services.transition.roll_out.going_back import must_have_none_open, take_back
from services.transition.roll_out.laid_wave import laid_wave

router = router_of("transition", tags=["roll-backs"])


@router.post("/waves/{id}/roll-backs", status_code=201)
async def propose(
    id: UUID, body: ProposeRollBack, db: Session, actor: Planner, response: Response
) -> RollBackView:
    """To take a live wave back, with the reason and evidence. 409 while another is open, and where
    the waiver named has not expired."""
    wave = await db.locked(Wave, id, actor)
    on = day_of(await plan_of(db, wave), body.on, db.now)
    wave.after(WaveStep.ROLL_BACK)
    wave.must_be_live_by("/on", on)
    await must_have_none_open(db, wave)
    if body.criterion is not None:
        await _must_have_expired(db, wave, body.criterion, on)
    roll_back = RollBack(
        **wave.ours,
        **body.model_dump(exclude={"on"}),
        wave_id=id,
        wave=wave.code,
        proposed_by=actor.id,
        proposed_on=on,
    )
    db.add(roll_back)
    publish(db, roll_back.proposed())
    response.headers["Location"] = f"/transition/v1/roll-backs/{roll_back.id}"
    return RollBackView.model_validate(roll_back)


@router.get("/plans/{id}/roll-backs")
async def list_roll_backs(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[RollBackView]:
    await db.seen(Plan, id, actor)
    query = select(RollBack).where(RollBack.plan_id == id)
    return await page(db, query, RollBack, actor, RollBackView.model_validate, limit, after)


@router.get("/roll-backs/{id}")
async def read_roll_back(id: UUID, db: Session, actor: Reader) -> RollBackView:
    return RollBackView.model_validate(await db.seen(RollBack, id, actor))


@router.post("/roll-backs/{id}/approve")
async def approve(id: UUID, body: WithReason, db: Session, actor: Approver) -> RollBackView:
    """By sponsor or approver, not by who proposed it. Its steps are the rollback steps of what the
    checklist did, the last first. From this day on the vendor's clocks stand still, where it is on
    the client's account."""
    seen = await db.seen(RollBack, id, actor)
    await db.locked(Plan, seen.plan_id, actor)
    wave = await db.locked(Wave, seen.wave_id, actor)
    roll_back = await db.locked(RollBack, id, actor)
    on = day_of(await plan_of(db, roll_back), body.on, db.now)
    deed = Deed(on, actor.id, db.now, body.reason)
    publish(db, roll_back.approve(deed, actor, await steps_back(db, wave)))
    wave.after(WaveStep.ROLL_BACK)
    await keep_clocks(db, roll_back)
    return RollBackView.model_validate(roll_back)


@router.post("/roll-backs/{id}/decline")
async def decline(id: UUID, body: WithReason, db: Session, actor: Approver) -> RollBackView:
    """The wave stays live. By sponsor or approver, not by who proposed it."""
    roll_back = await db.locked(RollBack, id, actor)
    on = day_of(await plan_of(db, roll_back), body.on, db.now)
    publish(db, roll_back.decline(Deed(on, actor.id, db.now, body.reason), actor))
    return RollBackView.model_validate(roll_back)


@router.post("/roll-backs/{id}/withdraw")
async def withdraw(id: UUID, body: WithReason, db: Session, actor: Planner) -> RollBackView:
    """Before its first step is taken. Clocks that it stopped run again."""
    roll_back = await _locked(db, id, actor)
    on = day_of(await plan_of(db, roll_back), body.on, db.now)
    publish(db, roll_back.withdraw(Deed(on, actor.id, db.now, body.reason)))
    await keep_clocks(db, roll_back)
    return RollBackView.model_validate(roll_back)


@router.post("/roll-backs/{id}/steps")
async def take_step(id: UUID, body: TakeStepBack, db: Session, actor: EitherDoer) -> RollBackView:
    """Done, failed or skipped; what failed is done again or skipped, by the programme office."""
    roll_back = await db.locked(RollBack, id, actor)
    on = day_of(await plan_of(db, roll_back), body.on, db.now)
    if body.outcome is StepOutcome.OPEN:
        raise invalid("/outcome", "A step that is taken is done, failed or skipped.")
    if body.outcome is not StepOutcome.DONE and not body.note.strip():
        raise invalid("/note", "Say why.")
    _must_be_theirs(roll_back, body, actor)
    deed = Deed(on, actor.id, db.now, body.note)
    publish(db, roll_back.take_step(body.step, body.outcome, deed))
    return RollBackView.model_validate(roll_back)


@router.post("/roll-backs/{id}/complete")
async def complete(id: UUID, db: Session, actor: Planner, body: OnDay = TODAY) -> RollBackView:
    """The work is with the old team again: the gate begins anew, what stands behind go-live is to
    be done again. 409 while a step is open."""
    roll_back = await db.seen(RollBack, id, actor)
    laid = await laid_wave(db, roll_back.wave_id, actor)
    roll_back = await db.locked(RollBack, id, actor)
    on = day_of(laid.found.plan, body.on, db.now)
    roll_back.complete(on)
    await take_back(db, laid, roll_back, on, actor.id)
    return RollBackView.model_validate(roll_back)


@router.post("/roll-backs/{id}/lessons")
async def note_lesson(id: UUID, body: NoteLesson, db: Session, actor: Planner) -> RollBackView:
    """What it taught, and who sees to it. One that was decided teaches something before the wave is
    planned anew."""
    roll_back = await db.locked(RollBack, id, actor)
    on = day_of(await plan_of(db, roll_back), body.on, db.now)
    if len(roll_back.lessons) >= MOST_LESSONS:
        raise refused("lessons-full", f"A roll-back has {MOST_LESSONS} lessons at most.")
    noted = {"noted_by": actor.id, "noted_on": on}
    publish(db, roll_back.learn(Lesson(**body.model_dump(exclude={"on"}), **noted)))
    return RollBackView.model_validate(roll_back)


MOST_LESSONS = 100


@router.post("/roll-backs/{id}/attribute")
async def attribute(id: UUID, body: Attribute, db: Session, actor: Approver) -> RollBackView:
    """On whose account it is, where that was not said or turns out otherwise. 409 once it was
    declined or withdrawn; 422 for a day ahead, or before it was proposed."""
    roll_back = await _locked(db, id, actor)
    on = day_of(await plan_of(db, roll_back), body.on, db.now)
    publish(db, roll_back.attribute(body.caused_by, Deed(on, actor.id, db.now, body.reason)))
    await keep_clocks(db, roll_back)
    return RollBackView.model_validate(roll_back)


async def _locked(db: Session, id: UUID, actor: Actor) -> RollBack:
    """The plan first, as everywhere: it moves clocks of claims."""
    seen = await db.seen(RollBack, id, actor)
    await db.locked(Plan, seen.plan_id, actor)
    return await db.locked(RollBack, id, actor)


def _must_be_theirs(roll_back: RollBack, body: TakeStepBack, actor: Actor) -> None:
    """A vendor takes its own steps, and skips none."""
    if not actor.is_vendor:
        return
    theirs = [step.code for step in roll_back.steps if step.side is party(actor)]
    if body.step not in theirs or body.outcome is StepOutcome.SKIPPED:
        raise forbidden(f"{body.step} is the client's to do or to skip.", kind="other-side")


async def _must_have_expired(db: Session, wave: Wave, criterion: str, on: date) -> None:
    gate = await gate_of(db, wave)
    known = {w.criterion: w for w in (*gate.lapsed, *gate.waivers)}
    waiver = known.get(criterion)
    if waiver is None:
        raise invalid("/criterion", f"{wave.code} went live without a waiver of {criterion}.")
    if waiver.expires_on >= on:
        raise refused("waiver-holds", f"The waiver of {criterion} holds until {waiver.expires_on}.")
