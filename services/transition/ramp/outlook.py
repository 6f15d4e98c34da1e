"""The forecast of a wave's seats, taken anew when something happened to one of them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel import select

from libs.common.db import Db, as_it_is
from libs.common.events.transition.ramp import SeatState
from libs.common.explain import Explained
from libs.common.outbox import publish
from services.transition.models import Plan
from services.transition.models.ramp_outlooks import RampOutlook
from services.transition.models.seats import Seat
from services.transition.ramp.finding import seats_of
from services.transition.ramp.ramp_forecast import RampForecast, ramp_forecast
from services.transition.ramp.seat_ladder import Stood, remaining, weekly_steps
from services.transition.readiness.outlook import outlook as gate_outlook


def forecast_of(seats: Sequence[Seat], today: date) -> Explained[RampForecast]:
    weeks = weekly_steps([stood(seat) for seat in seats], today)
    return ramp_forecast.explained(weeks, remaining(seat.state for seat in seats), today)


def stood(seat: Seat) -> list[Stood]:
    """Where it stood, from which day on."""
    return [Stood(change.on, SeatState(change.state)) for change in seat.history]


async def ramp_moved(
    db: Db, plan: Plan, wave: str, cause: str, *, is_setback: bool = False
) -> None:
    """A forecast that differs is told with its cause, a setback's always. What the wave's gate
    would decide is looked at anew where the number of certified seats is another."""
    await db.flush()
    seats = await seats_of(db, plan.id, wave)
    certified = sum(seat.state is SeatState.CERTIFIED for seat in seats)
    found = forecast_of(seats, plan.today(db.now))
    outlook = await _outlook(db, plan, wave)
    counted = (len(seats), certified)
    is_other = counted != (outlook.seats, outlook.certified)
    publish(db, outlook.move(found, *counted, cause, tell=is_setback))
    if is_other:
        await gate_outlook(db, plan.id, wave)


async def _outlook(db: Db, plan: Plan, wave: str) -> RampOutlook:
    query = select(RampOutlook).where(RampOutlook.plan_id == plan.id, RampOutlook.wave == wave)
    known: list[RampOutlook] = await db.all(as_it_is(query))
    if known:
        return known[0]
    outlook = RampOutlook(**plan.ours, wave=wave)
    db.add(outlook)
    return outlook


async def outlook_of(db: Db, plan_id: UUID) -> dict[str, RampOutlook]:
    """By wave, as last told."""
    query = select(RampOutlook).where(RampOutlook.plan_id == plan_id)
    return {outlook.wave: outlook for outlook in await db.all(query)}
