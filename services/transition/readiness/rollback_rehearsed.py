"""Rollback rehearsed: where a cutover is listed for the wave, by its rehearsals."""

from datetime import date

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.events.transition.cutovers import RehearsalKind
from services.transition.models import Cutover, CutoverRehearsal, Gate, Wave
from services.transition.readiness.criteria import REHEARSED
from services.transition.readiness.measured import Measured, day_after, first_after
from services.transition.roll_out.rollback_rehearsed import (
    RehearsedRollback,
    rollback_rehearsed,
)


async def measure(db: Db, gate: Gate, on: date) -> Measured | None:
    cutovers = await db.all(select(Cutover).where(Cutover.wave_id == gate.wave_id))
    wave = await db.find(Wave, gate.wave_id)
    if not cutovers or wave is None:
        return None
    query = select(CutoverRehearsal).where(
        CutoverRehearsal.cutover_id == cutovers[0].id,
        CutoverRehearsal.kind == RehearsalKind.ROLLBACK,
        col(CutoverRehearsal.rehearsed_on) <= on,
    )
    rehearsals = [_rehearsed(each) for each in await db.all(query)]
    days = cutovers[0].rehearsal_days
    found = rollback_rehearsed.explained(rehearsals, on, days, wave.rolled_back_on)
    newest = max((each.on for each in rehearsals), default=None)
    result = REHEARSED.result(met=found.value.met, note=found.value.note)
    turns_on = first_after(on, [day_after(newest, days + 1)])
    return Measured(result, found.explanation, newest, turns_on)


def _rehearsed(row: CutoverRehearsal) -> RehearsedRollback:
    return RehearsedRollback(
        on=row.rehearsed_on,
        order=str(row.id),
        minutes=row.minutes,
        passed=row.passed,
        failed=row.failed,
    )
