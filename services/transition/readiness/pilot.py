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
    return PILOT.result(met=not short, note=note, vendors_word=_alone(pilots))


def _alone(pilots: Sequence[Pilot]) -> str:
    """Of the cases of all criteria."""
    attained = [one for pilot in pilots for one in pilot.attained]
    cases, alone = sum(a.cases for a in attained), sum(a.on_vendors_word for a in attained)
    return f"{alone} of {cases} measured cases rest on the vendor's word alone" if alone else ""


def _said(pilot: Pilot) -> str:
    why = f" ({' '.join(pilot.reasons)})" if pilot.reasons else ""
    return f"{pilot.code}, run {pilot.run}: {pilot.state}{why}"
