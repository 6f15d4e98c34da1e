"""What stops a gate whatever its criteria show: no waiver stands in for it."""

from libs.common.db import Db
from services.transition.claims.blockers import open_blockers
from services.transition.models import Gate, Wave
from services.transition.plan.loading import freezes_of
from services.transition.roll_out.freeze import freeze_on


async def blockers(db: Db, gate: Gate) -> list[str]:
    stopping = await open_blockers(db, gate.plan_id, gate.wave)
    return [*await _freeze(db, gate), *stopping]


async def _freeze(db: Db, gate: Gate) -> list[str]:
    wave = await db.find(Wave, gate.wave_id)
    assert wave  # noqa: S101
    freeze = freeze_on(wave.planned_on, await freezes_of(db, gate.plan_id))
    if freeze is None:
        return []
    return [f"{gate.wave} is planned on {wave.planned_on}, within the freeze {freeze.title}."]
