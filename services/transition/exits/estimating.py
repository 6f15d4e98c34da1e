"""The way out reckoned anew: on the first of each month, and whenever somebody asks; until the
work is back, when the plan of its exit is closed."""

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlmodel import col, func, select

from libs.common.db import Db
from libs.common.explain import Explained
from libs.common.outbox import publish
from libs.common.timers import Due, start_timer
from services.transition.exits.exit_shape import TopicToBring, exit_shape
from services.transition.exits.exit_time import exit_time
from services.transition.exits.held_topics import held_topics
from services.transition.exits.way_back import way_back
from services.transition.models import (
    AccessRequest,
    AccessState,
    Integration,
    Plan,
    PlanState,
    Wave,
)
from services.transition.models.exit_estimates import ExitEstimate, exit_estimate
from services.transition.models.integrations import IntegrationState
from services.transition.plan.contract_calendar import zone_of
from services.transition.templates.wave_shape import WaveShape
from services.transition.timers import due

KIND = "exit_estimate"
BY_ITSELF = "baton"
CONNECTED = (IntegrationState.CONNECTED, IntegrationState.TESTED)


async def estimate(db: Db, plan: Plan, today: date, by: str) -> ExitEstimate | None:
    """None while nothing is live, and once all is back: there is nothing to bring back."""
    processes = await _live_processes(db, plan)
    if not processes or await _is_back(db, plan):
        return None
    topics = await held_topics(db, plan.id, today)
    shape = await _shape(db, plan, topics)
    tasks = way_back(today, plan.country, processes, shape.value)
    found = exit_time.explained(today, plan.country, plan.notice_days, tasks)
    lost = [topic.code for topic in topics if not topic.in_house and not topic.is_documented]
    kept = exit_estimate(plan, today, by, shape.value.topics, lost, shape.explanation, found)
    db.add(kept)
    publish(db, kept.told(plan))
    return kept


async def shape_today(db: Db, plan: Plan, today: date) -> Explained[WaveShape]:
    """What the way back would have to carry."""
    return await _shape(db, plan, await held_topics(db, plan.id, today))


async def _shape(db: Db, plan: Plan, topics: Sequence[TopicToBring]) -> Explained[WaveShape]:
    systems, access = await _integrations(db, plan), await _access(db, plan)
    return exit_shape.explained(topics, systems, access)


async def watch_exit(db: Db, plan: Plan, now: datetime) -> None:
    """From the next first of a month on."""
    await start_timer(db, KIND, plan.id, _next_first(now, zone_of(plan.country)))


async def watch_exit_again(db: Db, back: Plan) -> None:
    """The plan of an exit is open again: not all of the work is back."""
    query = select(Plan).where(Plan.contract_id == back.contract_id, col(Plan.is_exit).is_(False))
    for plan in await db.all(query.order_by(col(Plan.id))):
        await watch_exit(db, plan, db.now)


async def _is_back(db: Db, plan: Plan) -> bool:
    its = (Plan.contract_id == plan.contract_id, col(Plan.is_exit).is_(True))
    exits = await db.all(select(Plan).where(*its))
    return any(each.state is PlanState.CLOSED for each in exits)


@due(KIND)
async def estimate_again(timer: Due, db: Db) -> None:
    """Once, as it is now: months in which nobody reckoned are not made up for. Not again once the
    work is back."""
    plan = await db.find(Plan, timer.id, lock=True)
    if plan and not await _is_back(db, plan):
        await estimate(db, plan, plan.today(db.now), BY_ITSELF)
        await watch_exit(db, plan, db.now)


def _next_first(now: datetime, zone: ZoneInfo) -> datetime:
    """The next month's first midnight on the wall of the contract's place."""
    today = now.astimezone(zone).date()
    year, month = divmod(today.year * 12 + today.month, 12)
    return datetime.combine(date(year, month + 1, 1), time.min, zone)


async def _live_processes(db: Db, plan: Plan) -> list[str]:
    query = select(Wave).where(Wave.plan_id == plan.id, col(Wave.live_on).is_not(None))
    waves = await db.all(query.order_by(col(Wave.id)))
    return list(dict.fromkeys(process for wave in waves for process in wave.processes))


async def _integrations(db: Db, plan: Plan) -> int:
    connected = (Integration.plan_id == plan.id, col(Integration.state).in_(CONNECTED))
    query = select(func.count()).select_from(Integration).where(*connected)
    return int((await db.scalars(query)).one())


async def _access(db: Db, plan: Plan) -> int:
    granted = (AccessRequest.plan_id == plan.id, AccessRequest.state == AccessState.GRANTED)
    query = select(func.count()).select_from(AccessRequest).where(*granted)
    return int((await db.scalars(query)).one())
