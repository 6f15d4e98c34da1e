"""Pilot passed: the latest run of each pilot of the wave. A wave without a pilot is not asked."""

from datetime import date

from libs.common.db import Db
from libs.common.events.transition.gates import CriterionResult
from services.transition.models import Gate, Pilot
from services.transition.pilots.running import latest_runs
from services.transition.readiness.criteria import PILOT
from services.transition.readiness.measured import Measured
from services.transition.readiness.pilots_passed import PilotRun, PilotsPassed, pilots_passed


async def measure(db: Db, gate: Gate, on: date) -> Measured | None:
    pilots = await latest_runs(db, gate.plan_id, gate.wave)
    if not pilots:
        return None
    newest = max((pilot.ended_on for pilot in pilots if pilot.ended_on), default=None)
    found = pilots_passed.explained([_run(pilot) for pilot in pilots])
    return Measured(pilots_result(found.value), found.explanation, newest)


def pilots_result(found: PilotsPassed) -> CriterionResult:
    return PILOT.result(met=found.met, note=found.note, vendors_word=found.vendors_word)


def _run(pilot: Pilot) -> PilotRun:
    return PilotRun(
        code=pilot.code,
        run=pilot.run,
        state=pilot.state,
        outcome=pilot.outcome,
        reasons=pilot.reasons,
        cases=sum(one.cases for one in pilot.attained),
        on_vendors_word=sum(one.on_vendors_word for one in pilot.attained),
    )
