"""Systems connected: access that was asked for, and integrations that were planned."""

from datetime import date

from libs.common.db import Db
from services.transition.models import Gate
from services.transition.plan.items import systems_of
from services.transition.readiness.criteria import CONNECTED
from services.transition.readiness.measured import Measured, all_wanted
from services.transition.readiness.systems_connected import systems_connected


async def measure(db: Db, gate: Gate, on: date) -> Measured | None:
    items = await systems_of(db, gate.plan_id, gate.wave)
    if not items:
        return None
    found = systems_connected.explained([item.as_system for item in items])
    newest = max(item.last.on for item in items)
    return Measured(all_wanted(CONNECTED, found.value), found.explanation, newest)
