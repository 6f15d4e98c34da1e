"""A wave that is about to change, with its plan and its gate."""

from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, or_, select

from libs.common.auth.actor import Actor
from libs.common.db import Db, as_it_is
from services.transition.models import Gate, Task, Wave
from services.transition.plan.loading import Laid, laid


class LaidWave(NamedTuple):
    found: Laid
    wave: Wave
    gate: Gate


async def laid_wave(db: Db, id: UUID, actor: Actor) -> LaidWave:
    """The plan first, as everybody locks who moves it; with the wave's tasks."""
    wave = await db.seen(Wave, id, actor)
    its = or_(col(Task.wave) == wave.code, col(Task.code) == wave.live_task)
    found = await laid(db, wave.plan_id, its)
    wave = await db.locked(Wave, id, actor)
    return LaidWave(found, wave, (await gates_of(db, wave.plan_id))[wave.id])


async def gates_of(db: Db, plan_id: UUID) -> dict[UUID, Gate]:
    """By wave, all locked, in the order in which they are looked at: whoever moves one wave may
    move others."""
    query = as_it_is(select(Gate).where(Gate.plan_id == plan_id).order_by(col(Gate.id)))
    gates: list[Gate] = await db.all(query)
    return {gate.wave_id: gate for gate in gates}
