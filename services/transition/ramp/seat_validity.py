"""Screenings and certificates that expire take their seat back."""

from datetime import date

from libs.common.db import Db
from libs.common.outbox import publish
from libs.common.timers import Due, start_timer, stop_timer
from services.transition.models import Plan
from services.transition.models.plan_items import Deed
from services.transition.models.seats import Seat, SeatStep
from services.transition.plan.contract_calendar import end_of_day
from services.transition.ramp.finding import with_plan
from services.transition.ramp.outlook import ramp_moved
from services.transition.timers import due

SCREENING, CERTIFICATE = "seat_screening", "seat_certificate"


async def watch_validity(db: Db, plan: Plan, seat: Seat) -> None:
    """Until the end of the last day of each."""
    for kind, until in ((SCREENING, seat.screened_until), (CERTIFICATE, seat.certified_until)):
        if until is None:
            await stop_timer(db, kind, seat.id)
        else:
            await start_timer(db, kind, seat.id, end_of_day(plan.country, until))


@due(SCREENING)
async def let_screening_expire(timer: Due, db: Db) -> None:
    if found := await with_plan(db, Seat, timer.id):
        await _expire(db, *found, SeatStep.EXPIRE_SCREENING, found[1].screened_until)


@due(CERTIFICATE)
async def let_certificate_expire(timer: Due, db: Db) -> None:
    if found := await with_plan(db, Seat, timer.id):
        await _expire(db, *found, SeatStep.EXPIRE_CERTIFICATE, found[1].certified_until)


async def _expire(db: Db, plan: Plan, seat: Seat, step: SeatStep, until: date | None) -> None:
    if until is None:
        return
    today = plan.today(db.now)
    publish(db, seat.fall_back(step, Deed(today, "", db.now, f"held until {until}")))
    await watch_validity(db, plan, seat)
    await ramp_moved(db, plan, seat.wave, f"{seat.code}: {step}", is_setback=True)
