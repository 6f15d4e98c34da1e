"""What a gate would decide today, looked at again when a fact of its wave changes, on a day with
which something passes, or when a waiver expires."""

from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db, as_it_is
from libs.common.events.transition.gates import CriterionResult
from libs.common.outbox import publish
from libs.common.timers import Due
from services.transition.as_the_client import as_the_client
from services.transition.models import Gate, Wave, WaveState
from services.transition.models.gate_base import HOLDING
from services.transition.plan.gates_touched import Touched, looks_at_gates, touch_gates
from services.transition.plan.loading import plan_of
from services.transition.readiness.day_clock import DAY, watch_days
from services.transition.readiness.fallen import fallen
from services.transition.readiness.showing import Readiness, readiness
from services.transition.readiness.waiver_clock import KIND, watch_waivers
from services.transition.timers import due

NOT_LIVE = (WaveState.PLANNED, WaveState.ROLLED_BACK)


async def outlook(db: Db, plan_id: UUID, *waves: str | None) -> None:
    """Call it after what changes a fact of these waves (of a wave without a name, or none: of all).
    They are looked at once, when all that happens with it has happened. A plan that moves calls for
    it by itself."""
    touch_gates(db, plan_id, waves or (None,))


@looks_at_gates
async def look_at(db: Db, plan_id: UUID, waves: Touched) -> None:
    """Gates are locked in one order. Tells where a gate would now decide otherwise, where a
    decision no longer holds before go-live or does again, and of waivers that are made good by what
    is measured."""
    await db.flush()
    async with as_the_client(db):
        query = select(Gate).where(Gate.plan_id == plan_id).order_by(col(Gate.id))
        query = query.where(col(Gate.wave).in_(waves)) if all(waves) else query
        for gate in await db.all(as_it_is(query)):
            await look(db, gate)
        await db.flush()


async def look(db: Db, gate: Gate) -> Readiness | None:
    """The same, at once, of a gate that is locked already. What it shows now; none where nobody
    asks any more, or where it is another after the look."""
    decided = gate.state in HOLDING
    live = decided and await _is_live(db, gate)
    if live and not gate.outstanding:
        await watch_days(db, gate, None)
        return None
    today = (await plan_of(db, gate)).today(db.now)
    found = await readiness(db, gate, today)
    await watch_days(db, gate, None if live else found.turns_on)
    if not decided:
        publish(db, gate.look(found.verdict.value, today))
        return found
    made = made_good(gate, found)
    for met in made:
        publish(db, gate.make_good(met.code, met.note, met.evidence, today, None))
    if not live:
        publish(db, gate.weigh(await fallen(db, gate, found), today))
    await watch_waivers(db, gate)
    return None if made else found


async def _is_live(db: Db, gate: Gate) -> bool:
    wave = await db.find(Wave, gate.wave_id)
    return wave is not None and wave.state not in NOT_LIVE


def made_good(gate: Gate, found: Readiness) -> list[CriterionResult]:
    """What is waived, and measured to be met by now."""
    waived = {waiver.criterion for waiver in gate.outstanding}
    return [one for one in found.results if one.code in waived and one.measured and one.met]


@due(KIND)
async def let_waivers_expire(timer: Due, db: Db) -> None:
    """Closes the gate, or tells that a wave is live without what was to be made up for."""
    if gate := await db.find(Gate, timer.id, lock=True):
        publish(db, gate.expire(live=await _is_live(db, gate)))
        await watch_waivers(db, gate)
        await look(db, gate)


@due(DAY)
async def look_as_a_day_has_come(timer: Due, db: Db) -> None:
    """A date passed: of a rehearsal that no longer counts, of something that was to be sent. Where
    a waiver expires with the same day, its own clock looks."""
    if gate := await db.find(Gate, timer.id, lock=True):
        today = (await plan_of(db, gate)).today(db.now)
        if gate.state not in HOLDING or gate.holds_until is None or gate.holds_until >= today:
            await look(db, gate)
