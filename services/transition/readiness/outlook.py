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
from services.transition.plan.loading import plan_of
from services.transition.readiness.day_clock import DAY, watch_days
from services.transition.readiness.fallen import fallen
from services.transition.readiness.showing import Readiness, readiness
from services.transition.readiness.waiver_clock import KIND, watch_waivers
from services.transition.timers import due

NOT_LIVE = (WaveState.PLANNED, WaveState.ROLLED_BACK)


async def outlook(db: Db, plan_id: UUID, *waves: str | None) -> None:
    """Call it, once for all of them, after what changes a fact of these waves (of a wave without
    a name, or none: of all). Gates are locked in one order, whoever calls. Tells where a gate would
    now decide otherwise, where a decision no longer holds before go-live or does again, and of
    waivers that are made good by what is measured."""
    await db.flush()
    async with as_the_client(db):
        query = select(Gate).where(Gate.plan_id == plan_id).order_by(col(Gate.id))
        query = query.where(col(Gate.wave).in_(waves)) if waves and all(waves) else query
        for gate in await db.all(as_it_is(query)):
            await look(db, gate)
        await db.flush()


async def look(db: Db, gate: Gate) -> None:
    """The same, of a gate that is locked already."""
    decided = gate.state in HOLDING
    live = decided and await _is_live(db, gate)
    if live and not gate.outstanding:
        await watch_days(db, gate, None)
        return
    today = (await plan_of(db, gate)).today(db.now)
    found = await readiness(db, gate, today)
    await watch_days(db, gate, None if live else found.turns_on)
    if not decided:
        publish(db, gate.look(found.verdict.value, today))
        return
    for met in made_good(gate, found):
        publish(db, gate.make_good(met.code, met.note, met.evidence, today, None))
    if not live:
        publish(db, gate.weigh(await fallen(db, gate, found), today))
    await watch_waivers(db, gate)


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
