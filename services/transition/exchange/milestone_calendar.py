"""The milestones of a plan as calendars show them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from libs.common.db import Db
from libs.common.ids import minted_at
from services.transition.exchange.milestone_feed import (
    FeedEvent,
    FeedState,
    milestones_calendar,
)
from services.transition.exchange.plan_document import RaciRole
from services.transition.models import Plan, Task
from services.transition.plan.loading import tasks_of
from services.transition.plan.network import PlanNetwork, last_day
from services.transition.plan.networks import network_of

SINCE = datetime(2020, 1, 1, tzinfo=UTC)


async def milestone_calendar(db: Db, plan: Plan) -> bytes:
    network = await network_of(db, plan)
    tasks = await tasks_of(db, plan.id)
    return milestones_calendar(plan.title, list(_events(plan, network, tasks)), db.now)


def _events(plan: Plan, network: PlanNetwork, tasks: list[Task]) -> Iterator[FeedEvent]:
    changed_at = minted_at(plan.revision)
    for task in tasks:
        if task.milestone is not None:
            yield FeedEvent(
                plan=str(plan.id),
                code=task.milestone,
                title=f"{plan.title}: {task.title} ({task.wave or task.code})",
                on=task.done_on or last_day(network[task.code].finish),
                changed_at=changed_at,
                state=FeedState.REACHED if task.is_done else FeedState.PLANNED,
                responsible=_responsible(task),
                total_float_days=int(plan.days(network[task.code].total_float)),
                is_critical=network[task.code].critical,
                deadline=task.deadline and _last_day_before(task.deadline),
                changes=_changes(plan.revision),
            )


def _last_day_before(deadline: datetime) -> date:
    return (deadline - timedelta(minutes=1)).date()


def _responsible(task: Task) -> list[str]:
    return [
        f"{each.who} ({each.side})"
        for each in task.responsibilities
        if each.role is RaciRole.RESPONSIBLE
    ]


def _changes(revision: UUID) -> int:
    """A number that grows with each revision: the seconds at which it was made."""
    return int((minted_at(revision) - SINCE).total_seconds())
