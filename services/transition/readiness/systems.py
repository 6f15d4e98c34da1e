"""Systems connected: access that was asked for, and integrations that were planned."""

from datetime import date
from decimal import Decimal

from libs.common.db import Db
from libs.common.events.transition.gates import CriterionResult
from services.transition.models import Gate
from services.transition.plan.items import systems_of
from services.transition.readiness.criteria import CONNECTED
from services.transition.readiness.gate import four_places
from services.transition.readiness.measured import Measured
from services.transition.readiness.systems_connected import SystemsConnected, systems_connected

ALL = Decimal(1)


async def measure(db: Db, gate: Gate, on: date) -> Measured | None:
    items = await systems_of(db, gate.plan_id, gate.wave)
    if not items:
        return None
    found = systems_connected.explained([item.as_system for item in items])
    newest = max(item.last.on for item in items)
    return Measured(systems_result(found.value), found.explanation, newest)


def systems_result(found: SystemsConnected) -> CriterionResult:
    value = None if found.value is None else four_places(found.value)
    return CONNECTED.result(met=found.met, note=found.note, value=value, threshold=ALL)
