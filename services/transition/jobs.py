"""Long work of this service."""

import asyncio
from datetime import date
from decimal import Decimal
from functools import partial
from threading import Event
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.jobs import Effect, Job, Jobs
from libs.common.outbox import publish
from libs.common.problems import refused
from services.transition.exchange.plan_document import end_of
from services.transition.forecasting.estimate import BadEstimate, Estimate, estimate_of
from services.transition.forecasting.monte_carlo import FinishForecast, Watch, forecast
from services.transition.forecasting.monte_carlo import Simulation as Draws
from services.transition.models import Plan, Simulation, Task
from services.transition.plan.network import PlanNetwork
from services.transition.plan.networks import network_of
from services.transition.scheduling.work_time import instant

jobs = Jobs()
POINTS: tuple[Any, ...] = (Task.code, Task.minutes, Task.optimistic, Task.pessimistic)
MOST_TOLD = 200
"Tasks whose criticality is kept, the most critical first."


@jobs("simulation")
async def simulate(job: Job) -> Effect:
    """Draws in a thread of its own; between two portions of tasks it looks whether to stop."""
    async with job.read() as db:
        plan, network, estimates = await drawn_from(db, UUID(job.input["plan_id"]))
    promised = date.fromisoformat(job.input["promised_on"])
    stop = Event()
    watch = Watch(partial(job.report, message="Drawing"), stop.is_set)
    draws = Draws.model_validate(job.input["simulation"])
    work = partial(
        forecast,
        network.schedule.network,
        estimates,
        draws,
        plan.convention,
        instant(end_of(promised)),
        watch,
    )
    try:
        found = await asyncio.to_thread(work)
    finally:
        stop.set()
    return partial(_keep, job, plan, promised, found)


async def _keep(job: Job, plan: Plan, promised_on: date, found: FinishForecast, db: Db) -> object:
    kept = Simulation(
        **plan.ours,
        revision=plan.revision,
        made_at=db.now,
        made_by=job.input["by"],
        promised_on=promised_on,
        forecast=found.model_copy(update={"criticality": most_critical(found)}),
    )
    db.add(kept)
    publish(db, kept.told())
    return {"simulation_id": kept.id}


def most_critical(found: FinishForecast) -> dict[str, Decimal]:
    """What a simulation tells, so that a list of them does not read all tasks of the plan."""
    shares = sorted(found.criticality.items(), key=lambda item: (-item[1], item[0]))
    return dict(shares[:MOST_TOLD])


async def drawn_from(db: Db, plan_id: UUID) -> tuple[Plan, PlanNetwork, dict[str, Estimate]]:
    """As of one revision. Where each statement sees what was committed meanwhile, facts that
    change between two of them are read again."""
    while True:
        plan = await _as_it_is(db, plan_id)
        network = await network_of(db, plan)
        rows = (await db.execute(select(*POINTS).where(col(Task.plan_id) == plan_id))).all()
        revision = select(Plan.revision).where(Plan.id == plan_id)
        if (await db.scalars(revision)).one() == plan.revision:
            own = [row for row in rows if not network.is_summary(row.code)]
            return plan, network, {row.code: _estimate(*row) for row in own}


async def _as_it_is(db: Db, id: UUID) -> Plan:
    query = select(Plan).where(Plan.id == id).execution_options(populate_existing=True)
    plan: Plan = (await db.scalars(query)).one()
    return plan


def _estimate(code: str, minutes: int, optimistic: int | None, pessimistic: int | None) -> Estimate:
    try:
        return estimate_of(minutes, optimistic, pessimistic)
    except BadEstimate as fault:
        raise refused(
            "bad-estimate",
            f"{code} cannot be drawn: {fault}.",
            do=f"Change the estimates of {code}, or its work, so that the three are in order.",
        ) from fault
