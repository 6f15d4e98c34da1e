"""Morale: the teams that were asked of late, without a team's name or mean."""

from datetime import date, timedelta

from libs.common.db import Db
from services.transition.models import Gate
from services.transition.people.counting import counted_pulses, latest_by_team
from services.transition.people.teams_in_spirits import DAYS, THRESHOLD, teams_in_spirits
from services.transition.readiness.criteria import MORALE
from services.transition.readiness.gate import four_places
from services.transition.readiness.measured import Measured, day_after, first_after


async def measure(db: Db, gate: Gate, on: date) -> Measured | None:
    pulses = await counted_pulses(db, gate.plan_id)
    latest = latest_by_team(pulses, on - timedelta(days=DAYS), on)
    if not latest:
        return None
    means = [pulse.morale.mean for pulse in latest if pulse.morale is not None]
    reach = sum(mean is not None and mean >= THRESHOLD for mean in means)
    found = teams_in_spirits.explained(len(latest), reach)
    value = four_places(found.value.value)
    result = MORALE.result(met=found.value.met, note=found.value.note, value=value)
    newest = max(pulse.counted_on for pulse in latest if pulse.counted_on is not None)
    days = [day_after(pulse.counted_on, DAYS + 1) for pulse in latest]
    return Measured(result, found.explanation, newest, first_after(on, days))
