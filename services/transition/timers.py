"""What the transition service does when time runs out."""

from libs.common.db import Db
from libs.common.outbox import publish
from libs.common.timers import Due, Timers, start_timer, stop_timer
from services.transition.contract_calendar import end_of_day
from services.transition.loading import plan_of
from services.transition.models import Claim, Gate, GateState, Wave, WaveState

due = Timers()


@due("claim_silence")
async def note_the_silence(timer: Due, db: Db) -> None:
    """The claim stays open: it can still be accepted or disputed."""
    if claim := await db.find(Claim, timer.id, lock=True):
        publish(db, claim.fall_silent())


@due("waiver_expiry")
async def let_waivers_expire(timer: Due, db: Db) -> None:
    """Closes the gate, or tells that a wave is live without what was to be made up for."""
    if gate := await db.find(Gate, timer.id, lock=True):
        wave = await db.find(Wave, gate.wave_id)
        publish(db, gate.expire(live=wave is not None and wave.state is WaveState.LIVE))
        await watch_waivers(db, gate)


async def watch_waivers(db: Db, gate: Gate) -> None:
    """Until the end of the last day of the first to expire, of those that a decision rests on."""
    if gate.state is GateState.PASSED and gate.holds_until:
        plan = await plan_of(db, gate)
        ends = end_of_day(plan.country, gate.holds_until)
        await start_timer(db, "waiver_expiry", gate.id, ends)
    else:
        await stop_timer(db, "waiver_expiry", gate.id)
