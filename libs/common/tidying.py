"""What is kept only for a time: answers to repeated requests, ids of applied events, old jobs."""

import logging
from datetime import timedelta

from sqlalchemy import delete

from libs.common.clock import Clock
from libs.common.db import Database
from libs.common.passing import told_by
from libs.common.stopping import Stop, pause

log = logging.getLogger(__name__)
EVERY = 3600.0
KEPT = {
    "idempotency": ("at", timedelta(days=7)),
    "inbox": ("at", timedelta(days=30)),
    "job": ("finished_at", timedelta(days=30)),
}
"""From when and how long. The watermark keeps what was read from being applied again; the inbox is
only for what a relay sends twice, within seconds of a crash."""


async def tidy(service: str, database: Database, clock: Clock, stop: Stop) -> None:
    while not stop.is_set():
        try:
            await forget_the_old(database, clock)
        except Exception as fault:
            told_by(log, fault)("%s cannot be tidied: %r", service, fault)
        await pause(stop, EVERY)


async def forget_the_old(database: Database, clock: Clock) -> None:
    for name, (since, age) in KEPT.items():
        table = database.table(name)
        async with database.change() as connection:
            await connection.execute(delete(table).where(table.c[since] < clock.now() - age))
