"""Long work of this service."""

import asyncio
from datetime import date
from functools import partial
from threading import Event
from uuid import UUID

from libs.common.db import Db
from libs.common.jobs import Effect, Job, Jobs
from libs.common.outbox import publish
from services.transition.forecasting.estimate import estimate_of
from services.transition.forecasting.monte_carlo import FinishForecast, Watch, forecast
from services.transition.forecasting.monte_carlo import Simulation as Draws
from services.transition.loading import tasks_of
from services.transition.models import Plan, Simulation
from services.transition.networks import network_of
from services.transition.plan_document import end_of
from services.transition.scheduling.work_time import instant

jobs = Jobs()


@jobs("simulation")
async def simulate(job: Job) -> Effect:
    """Draws in a thread of its own; between two portions of tasks it looks whether to stop."""
    async with job.read() as db:
        plan = await _plan(db, UUID(job.input["plan_id"]))
        network = await network_of(db, plan)
        estimates = {
            task.code: estimate_of(task.minutes, task.optimistic, task.pessimistic)
            for task in await tasks_of(db, plan.id)
            if not network.is_summary(task.code)
        }
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
        forecast=found,
    )
    db.add(kept)
    publish(db, kept.told())
    return {"simulation_id": kept.id}


async def _plan(db: Db, id: UUID) -> Plan:
    plan = await db.find(Plan, id)
    assert plan  # noqa: S101
    return plan
