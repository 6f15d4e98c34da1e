"""Pilot passed: the latest run of each pilot of the wave. A wave without a pilot is not asked."""

from collections.abc import Sequence
from datetime import date

from libs.common.db import Db
from libs.common.events.transition.gates import CriterionResult
from libs.common.events.transition.pilots import PilotOutcome
from services.transition.models import Gate, Pilot
from services.transition.pilots.running import latest_runs
from services.transition.readiness.criteria import PILOT
from services.transition.readiness.measured import Measured


async def measure(db: Db, gate: Gate, on: date) -> Measured | None:
    pilots = await latest_runs(db, gate.plan_id, gate.wave)
    if not pilots:
        return None
    newest = max((pilot.ended_on for pilot in pilots if pilot.ended_on), default=None)
    return Measured(pilots_result(pilots), pilots[-1].explanation, newest)


def pilots_result(pilots: Sequence[Pilot]) -> CriterionResult:
    short = [pilot for pilot in pilots if pilot.outcome is not PilotOutcome.PASSED]
    note = "; ".join(_said(pilot) for pilot in short or pilots)
    return PILOT.result(met=not short, note=note)


def _said(pilot: Pilot) -> str:
    why = f" ({' '.join(pilot.reasons)})" if pilot.reasons else ""
    return f"{pilot.code}, run {pilot.run}: {pilot.state}{why}"
