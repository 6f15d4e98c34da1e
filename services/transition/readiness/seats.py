"""Seats certified: those of the wave that are not withdrawn."""

from datetime import date

from libs.common.db import Db
from services.transition.models import Gate
from services.transition.ramp.finding import seats_of
from services.transition.ramp.seats_certified import seats_certified
from services.transition.readiness.criteria import SEATS
from services.transition.readiness.measured import Measured, share_result


async def measure(db: Db, gate: Gate, on: date) -> Measured | None:
    seats = await seats_of(db, gate.plan_id, gate.wave)
    if not seats:
        return None
    found = seats_certified.explained({seat.code: seat.state for seat in seats})
    result = share_result(SEATS, found.value.share, gate.threshold(SEATS), "no seats are listed")
    return Measured(result, found.explanation, max(seat.last.on for seat in seats))
