"""Hypercare begins with go-live, ends as planned or is told to overrun, and begins anew."""

from datetime import date

from libs.common.db import Db
from libs.common.outbox import publish
from libs.common.timers import Due, start_timer, stop_timer
from services.transition.models import Hypercare, Plan, Wave, WaveState
from services.transition.plan.contract_calendar import calendar_of, end_of_day
from services.transition.plan.loading import plan_of
from services.transition.roll_out.hypercare_exit import exit_of, hypercare_of
from services.transition.timers import due

TIMER = "hypercare_overrun"


async def begin_hypercare(db: Db, plan: Plan, wave: Wave) -> None:
    """Where it is planned and the wave is live: so many working days from go-live on."""
    hypercare = await hypercare_of(db, wave.id)
    if hypercare is None or wave.live_on is None:
        return
    ends_on = end_of_hypercare(plan.country, wave.live_on, hypercare.working_days)
    publish(db, hypercare.begin(wave.live_on, ends_on))
    await watch(db, plan, hypercare)


def end_of_hypercare(country: str, live_on: date, working_days: int) -> date:
    """The last of the working days after go-live."""
    return calendar_of(country).add_business_days(live_on, working_days)


async def watch(db: Db, plan: Plan, hypercare: Hypercare) -> None:
    """Until the end of the planned last day."""
    if hypercare.ends_on is not None:
        ends = end_of_day(plan.country, hypercare.ends_on)
        await start_timer(db, TIMER, hypercare.id, ends)


async def stop_watching(db: Db, wave: Wave) -> None:
    if hypercare := await hypercare_of(db, wave.id):
        await stop_timer(db, TIMER, hypercare.id)


async def begin_hypercare_anew(db: Db, wave: Wave) -> None:
    if hypercare := await hypercare_of(db, wave.id):
        hypercare.begin_anew()
        await stop_timer(db, TIMER, hypercare.id)


@due(TIMER)
async def tell_the_overrun(timer: Due, db: Db) -> None:
    """The planned end has passed, and the wave is not stabilised."""
    hypercare = await db.find(Hypercare, timer.id, lock=True)
    wave = hypercare and await db.find(Wave, hypercare.wave_id)
    if not hypercare or not wave or wave.state is not WaveState.LIVE:
        return
    found = await exit_of(db, await plan_of(db, hypercare), wave, hypercare)
    publish(db, hypercare.overrun([*(r.criterion for r in found.open), *found.blockers]))
