"""People settled: those of the roles of the wave, and of roles of no wave, by numbers."""

from datetime import date

from libs.common.db import Db
from services.transition.as_the_client import as_the_client
from services.transition.models import Gate
from services.transition.people.counting import of_wave, placements_of, roles_of, standings
from services.transition.people.people_settled import people_settled, places_settled
from services.transition.readiness.criteria import PEOPLE_SETTLED
from services.transition.readiness.measured import Measured, all_wanted


async def measure(db: Db, gate: Gate, on: date) -> Measured | None:
    """The same whoever asks."""
    async with as_the_client(db):
        roles = of_wave(await roles_of(db, gate.plan_id), gate.wave)
        placements = await placements_of(db, gate.plan_id)
    if not roles:
        return None
    standing = people_settled(standings(roles, placements))
    found = places_settled.explained(standing.people, standing.settled)
    result = all_wanted(PEOPLE_SETTLED, found.value)
    codes = {role.code for role in roles}
    days = [role.last.on for role in roles]
    days += [each.history[-1].on for each in placements if each.role in codes]
    return Measured(result, found.explanation, max(days))
