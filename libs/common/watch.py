"""What is measured by looking, whether or not anything moves: outbox, jobs, what is held."""

import logging

from sqlalchemy import func, select

from libs.common import held
from libs.common.clock import Clock
from libs.common.db import Database
from libs.common.jobs.looking import jobs_by_state
from libs.common.passing import told_by
from libs.common.stopping import Stop, pause
from libs.common.telemetry import metrics

log = logging.getLogger(__name__)
EVERY = 5.0


async def watch(service: str, database: Database, clock: Clock, stop: Stop) -> None:
    while not stop.is_set():
        try:
            await look(service, database, clock)
        except Exception as fault:
            told_by(log, fault)("%s cannot be measured: %r", service, fault)
        await pause(stop, EVERY)


async def look(service: str, database: Database, clock: Clock) -> None:
    outbox = database.table("outbox")
    async with database.look() as connection:
        query = select(func.count(), func.min(outbox.c.at))
        depth, oldest = (await connection.execute(query)).one()
        counts = await held.counts(connection, database)
        jobs = await jobs_by_state(connection, database)
    age = (clock.now() - oldest).total_seconds() if oldest else 0.0
    metrics.outbox(service, depth, max(age, 0.0))
    metrics.jobs(service, {state.value: count for state, count in jobs.items()})
    metrics.held(service, {state.value: count for state, count in counts.items()})
