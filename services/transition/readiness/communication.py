"""Communication sent: what was to be sent before the wave goes live."""

from datetime import date

from libs.common.db import Db
from services.transition.communication.communication_sent import (
    communication_sent,
    due_before,
    falls_due,
)
from services.transition.communication.planned import (
    as_planned,
    communications_of,
    live_on,
    waves_by_code,
)
from services.transition.models import Gate
from services.transition.readiness.criteria import COMMUNICATED
from services.transition.readiness.measured import Measured, NotYet, all_wanted, first_after


async def measure(db: Db, gate: Gate, on: date) -> Measured | NotYet | None:
    waves = await waves_by_code(db, gate.plan_id)
    items = [
        as_planned(item, waves)
        for item in await communications_of(db, gate.plan_id)
        if item.wave in (gate.wave, None)
    ]
    live = live_on(waves[gate.wave])
    due, turns_on = due_before(items, live, on), first_after(on, falls_due(items, live))
    if not due:
        return None if turns_on is None else NotYet(turns_on)
    found = communication_sent.explained(len(due), sum(item.sent_on is not None for item in due))
    result = all_wanted(COMMUNICATED, found.value)
    newest = max((item.sent_on for item in due if item.sent_on is not None), default=None)
    return Measured(result, found.explanation, newest, turns_on)
