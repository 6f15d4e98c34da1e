"""Sends what left through the outbox to the bus, and forgets it there.

Rows go in their order and are deleted once the bus has them. A relay that dies between the two
sends again: the log or the readers' inbox drops the second. Two relays side by side would reorder,
so a service has one, however many processes it has.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from pydantic_core import from_json
from sqlalchemy import Row, Select, delete, select

from libs.common.bus import Bus, Message
from libs.common.cloudevents import TRANSPORT
from libs.common.db import Database
from libs.common.db.many import among
from libs.common.db.sole import Duty, sole
from libs.common.faults import Point, reached
from libs.common.passing import told_by
from libs.common.stopping import Stop, pause
from libs.common.telemetry import tracing

log = logging.getLogger(__name__)

BATCH = 1000
SHORTEST_IDLE, LONGEST_IDLE = 0.05, 0.8
"Seconds between looks at an empty outbox; a commit in this process wakes the relay at once."

GATHERING = 0.02
"Seconds after a send in which more may come: under load a look for each commit would cost more."

STANDBY = 1.0
"Seconds after which a process asks again whether the relay's duty is free."

SHORTEST_REST, LONGEST_REST = 0.05, 5.0


class Relay:
    """Of one service. On PostgreSQL an advisory lock says which process does it."""

    def __init__(self, service: str, database: Database, bus: Bus) -> None:
        self._service, self._database, self._bus = service, database, bus
        rows = database.table("outbox").c
        sent = (rows.seq, rows.event_id, rows.topic, rows.key, rows.headers, rows.value)
        self._oldest: Select[Any] = select(*sent).order_by(rows.seq).limit(BATCH)
        self._these = delete(rows.seq.table).where(among(database, rows.seq, "sent"))
        self._wake = asyncio.Event()
        self._rest = SHORTEST_REST

    def wake(self) -> None:
        self._wake.set()

    async def run(self, stop: Stop) -> None:
        """Until told to stop. A bus or database that is away is tried again, ever less often."""
        while not stop.is_set():
            try:
                async with sole(self._database, f"relay of {self._service}") as duty:
                    if duty is None:
                        await pause(stop, STANDBY)
                    else:
                        await self._on_duty(duty, stop)
            except Exception as fault:
                tell = told_by(log, fault)
                tell("The relay of %s could not send; trying again: %r", self._service, fault)
                await pause(stop, self._rest)
                self._rest = min(self._rest * 2, LONGEST_REST)

    async def _on_duty(self, duty: Duty, stop: Stop) -> None:
        idle = SHORTEST_IDLE
        while not stop.is_set():
            self._wake.clear()
            sent = await self.send_once(duty)
            self._rest = SHORTEST_REST
            idle = SHORTEST_IDLE if sent else min(idle * 2, LONGEST_IDLE)
            if 0 < sent < BATCH:
                await pause(stop, GATHERING)
            elif not sent:
                await self._idle(stop, idle)

    async def _idle(self, stop: Stop, seconds: float) -> None:
        """Until a commit wakes the relay; a look now and then for what another process left."""
        waits = [asyncio.create_task(event.wait()) for event in (self._wake, stop)]
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    async def send_once(self, duty: Duty) -> int:
        """Sends up to a batch of rows; how many."""
        rows = await self._unsent(duty)
        if rows:
            reached(Point.RELAY_READ)
            with tracing.Sending(self._service) as sending:
                await self._bus.send([_message(row, sending) for row in rows])
            reached(Point.RELAY_SENT)
            await self._forget(duty, [row.seq for row in rows])
        return len(rows)

    async def _unsent(self, duty: Duty) -> Sequence[Row[Any]]:
        async with duty.look() as connection:
            rows: Sequence[Row[Any]] = (await connection.execute(self._oldest)).all()
            return rows

    async def _forget(self, duty: Duty, sent: list[int]) -> None:
        async with duty.change() as connection:
            await connection.execute(self._these, {"sent": sent})


def _message(row: Row[Any], sending: tracing.Sending) -> Message:
    _, id, topic, key, text, value = tuple(row)
    headers: dict[str, str] = from_json(text)
    carried = {name: headers.pop(name) for name in TRANSPORT if name in headers}
    headers |= sending.headers(topic, key, str(id), carried)
    raw = tuple([(name, value.encode()) for name, value in headers.items()])
    return Message(topic, key, str(id), raw, value)
