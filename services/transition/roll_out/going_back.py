"""A wave goes back: what that does to plan, gate, checklist, hypercare and handover."""

from datetime import date
from uuid import UUID

from sqlmodel import col, select

from libs.common.auth.actor import Actor
from libs.common.db import Db, as_it_is
from libs.common.events.transition.party import Party
from libs.common.outbox import publish
from libs.common.problems import refused
from services.transition.exits.estimating import watch_exit_again
from services.transition.models import PlanState, RollBack, Wave
from services.transition.models.roll_back_life import UNDECIDED_OR_UNDONE, RollBackState
from services.transition.relief.clocks import keep_clocks
from services.transition.roll_out.cutting_over import begin_cutover_anew
from services.transition.roll_out.handing_over import withdraw_handover
from services.transition.roll_out.laid_wave import LaidWave
from services.transition.roll_out.watching import begin_hypercare_anew


async def take_back(db: Db, laid: LaidWave, why: RollBack, on: date, by: str) -> None:
    """Of the plan is undone what stands behind go-live by links; the gate begins anew. A plan that
    was closed is open again."""
    found, wave, gate = laid
    if found.plan.state is PlanState.CLOSED:
        publish(db, found.plan.reopen(f"{wave.code} goes back"))
        if found.plan.is_exit:
            await watch_exit_again(db, found.plan)
    publish(db, wave.roll_back(on, why, gate))
    publish(db, found.undo_live(wave, db.now))
    await begin_cutover_anew(db, wave)
    await begin_hypercare_anew(db, wave)
    await withdraw_handover(db, wave, by, why.reason, on)


async def open_roll_back(db: Db, wave: Wave) -> RollBack | None:
    """Proposed, decided or under way; locked."""
    return await _last(db, wave, *UNDECIDED_OR_UNDONE)


async def must_have_none_open(db: Db, wave: Wave) -> None:
    if found := await open_roll_back(db, wave):
        said = f"A roll-back of {wave.code} is {found.state.replace('_', ' ')} already."
        raise refused("roll-back-open", said, do="Decline, withdraw or complete it.")


async def no_wave_may_be_going_back(db: Db, plan_id: UUID) -> None:
    query = select(RollBack).where(
        RollBack.plan_id == plan_id, col(RollBack.state).in_(UNDECIDED_OR_UNDONE)
    )
    if found := await db.all(query.order_by(col(RollBack.id)).limit(1)):
        first: RollBack = found[0]
        said = f"A roll-back of {first.wave} is {first.state.replace('_', ' ')}."
        raise refused("roll-back-open", said, do="Decline, withdraw or complete it.")


async def emergency(
    db: Db, wave: Wave, actor: Actor, reason: str, on: date, caused_by: Party | None
) -> RollBack:
    """Takes the place of what is proposed or decided, if anything is."""
    found = await open_roll_back(db, wave)
    if found is None:
        found = RollBack(
            **wave.ours,
            wave_id=wave.id,
            wave=wave.code,
            reason=reason,
            proposed_by=actor.id,
            proposed_on=on,
        )
        db.add(found)
    found.caused_by = caused_by or found.caused_by
    publish(db, found.at_once(on, reason))
    await keep_clocks(db, found)
    return found


async def plan_anew(db: Db, wave: Wave, on: date) -> None:
    """Once a wave that was rolled back gets its new date, or goes live once more. Refuses (409)
    where nobody learnt from it."""
    if found := await _last(db, wave, RollBackState.ROLLED_BACK):
        publish(db, found.plan_anew(on))
        await keep_clocks(db, found)


async def _last(db: Db, wave: Wave, *states: RollBackState) -> RollBack | None:
    query = select(RollBack).where(RollBack.wave_id == wave.id, col(RollBack.state).in_(states))
    found = await db.all(as_it_is(query.order_by(col(RollBack.id))))
    return found[-1] if found else None
