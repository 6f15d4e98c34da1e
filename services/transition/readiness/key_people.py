"""Key people kept: of both sides, until the wave is live."""

from datetime import date

from libs.common.db import Db
from libs.common.events.transition.party import Party
from services.transition.as_the_client import as_the_client
from services.transition.communication.planned import live_on, waves_by_code
from services.transition.models import Gate
from services.transition.ramp.key_people import key_people_of
from services.transition.ramp.key_people_kept import key_people_kept
from services.transition.readiness.criteria import KEY_PEOPLE
from services.transition.readiness.measured import Measured, day_after, first_after


async def measure(db: Db, gate: Gate, on: date) -> Measured | None:
    """The same whoever asks."""
    live = live_on((await waves_by_code(db, gate.plan_id))[gate.wave])
    async with as_the_client(db):
        people = await key_people_of(db, gate.plan_id, max(on, live))
    if not people:
        return None
    vendors = [each for each in people if each.side is Party.VENDOR]
    clients = [each for each in people if each.side is Party.CLIENT]
    client_is_kept = all(each.is_kept for each in clients) if clients else None
    kept = sum(each.is_kept for each in vendors)
    found = key_people_kept.explained(len(vendors), kept, client_is_kept)
    result = KEY_PEOPLE.result(met=found.value.met, note=found.value.note)
    turns_on = first_after(on, [day_after(each.kept_until) for each in people])
    return Measured(result, found.explanation, max(each.since for each in people), turns_on)
