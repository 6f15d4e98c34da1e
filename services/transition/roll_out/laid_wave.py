"""A wave that is about to change, with its plan and its gate."""

from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, or_

from libs.common.auth.actor import Actor
from libs.common.db import Db
from services.transition.models import Gate, Task, Wave
from services.transition.plan.loading import Laid, gate_of, laid


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
    return LaidWave(found, wave, await gate_of(db, wave))
