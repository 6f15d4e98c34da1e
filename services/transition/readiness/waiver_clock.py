"""The clock of the waivers that a decision rests on."""

from libs.common.db import Db
from libs.common.timers import start_timer, stop_timer
from services.transition.models import Gate
from services.transition.models.gate_base import HOLDING
from services.transition.plan.contract_calendar import end_of_day
from services.transition.plan.loading import plan_of

KIND = "waiver_expiry"


async def watch_waivers(db: Db, gate: Gate) -> None:
    """Until the end of the last day of the first to expire."""
    if gate.state in HOLDING and gate.holds_until:
        plan = await plan_of(db, gate)
        await start_timer(db, KIND, gate.id, end_of_day(plan.country, gate.holds_until))
    else:
        await stop_timer(db, KIND, gate.id)
