"""Networks of plans, remembered by revision: an event that moves one task of thousands need not
read the others again.

A revision is new for each change and never used twice, so what is remembered is never wrong;
what a transaction computed and rolled back is merely never asked for.
"""

from collections import OrderedDict
from collections.abc import Collection, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlmodel import col

from libs.common.db import Db
from services.transition.models import Plan, Task
from services.transition.plan.network import Facts, PlanNetwork

MOST_TASKS = 200_000
"Of all networks remembered together."
FACTS = tuple(
    getattr(Task, name)
    for name in (
        *("plan_id", "code", "parent", "minutes", "elapsed", "calendar", "predecessors"),
        *("constraint", "deadline", "started_at", "finished_at", "done_on", "reported_on"),
        "slipped_to",
    )
)


class _Remembered:
    """The latest used, as many as fit."""

    def __init__(self, most_tasks: int) -> None:
        self._most, self._tasks = most_tasks, 0
        self._networks: OrderedDict[UUID, PlanNetwork] = OrderedDict()

    def get(self, revision: UUID) -> PlanNetwork | None:
        if revision in self._networks:
            self._networks.move_to_end(revision)
        return self._networks.get(revision)

    def keep(self, revision: UUID, network: PlanNetwork) -> None:
        if revision not in self._networks:
            self._tasks += len(network)
        self._networks[revision] = network
        while self._tasks > self._most and len(self._networks) > 1:
            self._tasks -= len(self._networks.popitem(last=False)[1])


_remembered = _Remembered(MOST_TASKS)


async def network_of(db: Db, plan: Plan) -> PlanNetwork:
    return (await networks_of(db, [plan]))[plan.id]


async def networks_of(db: Db, plans: Collection[Plan]) -> dict[UUID, PlanNetwork]:
    """By plan id. In a transaction that changes facts the plans must be locked."""
    found = {plan.id: _remembered.get(plan.revision) for plan in plans}
    tasks = await _facts(db, [id for id, network in found.items() if network is None])
    networks: dict[UUID, PlanNetwork] = {}
    for plan in plans:
        network = found[plan.id] or of_plan(plan, tasks.get(plan.id, []))
        networks[plan.id] = network
        _remembered.keep(plan.revision, network)
    return networks


def remember(plan: Plan, network: PlanNetwork) -> None:
    _remembered.keep(plan.revision, network)


def of_plan(plan: Plan, tasks: Sequence[Facts]) -> PlanNetwork:
    return PlanNetwork(tasks, plan.clocks, plan.starts_at, plan.convention)


async def _facts(db: Db, plans: Collection[UUID]) -> dict[UUID, list[Row[Any]]]:
    if not plans:
        return {}
    query = select(*FACTS).where(col(Task.plan_id).in_(plans))
    rows = await db.execute(query.order_by(col(Task.plan_id), col(Task.position)))
    return {id: list(of) for id, of in groupby(rows, key=attrgetter("plan_id"))}
