"""The clock of an open gate: the next day with which something passes by itself.

Choice: not every day is looked at, but each on which a criterion may come out otherwise though
nothing happens, as the measures name it: so that a gate with nothing to wait for costs nothing.
"""

from datetime import date, timedelta

from libs.common.db import Db
from libs.common.timers import start_timer, stop_timer
from services.transition.models import Gate, PlanState
from services.transition.plan.contract_calendar import end_of_day
from services.transition.plan.loading import plan_of

DAY = "gate_day"


async def watch_days(db: Db, gate: Gate, turns_on: date | None) -> None:
    """From the first minute of that day where the contract lives; none: nothing is to come."""
    plan = await plan_of(db, gate)
    if turns_on is None or plan.state is PlanState.CLOSED:
        await stop_timer(db, DAY, gate.id)
    else:
        await start_timer(db, DAY, gate.id, end_of_day(plan.country, turns_on - timedelta(days=1)))
