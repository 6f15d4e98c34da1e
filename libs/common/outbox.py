"""Events leave with the transaction that made them; a relay sends them on.

`publish` notes an event on the session, the session writes it to the outbox with its commit. The
relay sends rows in their order and deletes them once the bus has them. A relay that dies between
the two sends again: the log or the readers' inbox drops the second.
"""

import asyncio
import json
import logging
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    Text,
    Uuid,
    delete,
    select,
)

from libs.common.bus import Bus, Message
from libs.common.cloudevents import TRANSPORT, Envelope, encode, source
from libs.common.db import Database, Db
from libs.common.db.columns import Instant
from libs.common.events import Event
from libs.common.faults import Point, reached
from libs.common.ids import minted_at, new_id
from libs.common.stopping import Stop, pause
from libs.common.telemetry import tracing

log = logging.getLogger(__name__)

BATCH = 500
LONGEST_IDLE = 1.0
"Seconds between looks at an empty outbox; a commit in this process wakes the relay at once."


def add_tables(metadata: MetaData) -> None:
    Table(
        "outbox",
        metadata,
        Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
        Column("event_id", Uuid, nullable=False, unique=True),
        Column("topic", String(64), nullable=False),
        Column("key", String(64), nullable=False),
        Column("headers", Text, nullable=False),
        Column("value", LargeBinary, nullable=False),
        Column("at", Instant, nullable=False),
        sqlite_autoincrement=True,
    )


def publish(db: Db, events: Event | Iterable[Event]) -> None:
    """Lets events leave with the session's commit, in the order given."""
    for event in [events] if isinstance(events, Event) else events:
        envelope = envelope_of(db, event)
        data = event.model_dump_json().encode()
        db.published.append(envelope)
        db.outgoing.append(outbox_row(envelope, data, event.topic))


def envelope_of(db: Db, event: Event) -> Envelope:
    return Envelope(
        id=new_id(),
        source=source(event.topic.rpartition(".")[2]),
        type=event.type,
        time=db.now,
        tenant=db.scope.tenant,
        key=event.key,
        vendor=str(event.vendor_id) if event.vendor_id else None,
        actor=db.scope.actor,
        stated=db.scope.stated,
    )


def outbox_row(envelope: Envelope, data: bytes, topic: str) -> dict[str, Any]:
    message = encode(envelope, data, topic, tracing.inject())
    return {
        "event_id": envelope.id,
        "topic": message.topic,
        "key": message.key,
        "headers": json.dumps({name: value.decode() for name, value in message.headers}),
        "value": message.value,
        "at": minted_at(envelope.id),
    }


class Relay:
    """Sends the outbox of one service. One relay a service, or the order would be lost."""

    def __init__(self, service: str, database: Database, bus: Bus) -> None:
        self._service, self._database, self._bus = service, database, bus
        self._outbox = database.table("outbox")
        self._wake = asyncio.Event()

    def wake(self) -> None:
        self._wake.set()

    async def run(self, stop: Stop) -> None:
        """Until told to stop. A bus or database that is away is tried again, ever less often."""
        resting = 0.05
        while not stop.is_set():
            try:
                sent = await self.send_once()
                resting = 0.05
                if sent < BATCH:
                    await self._idle(stop)
            except Exception:
                log.exception("The relay of %s could not send; trying again", self._service)
                await pause(stop, resting)
                resting = min(resting * 2, 5.0)

    async def _idle(self, stop: Stop) -> None:
        """Until a commit wakes the relay; a look now and then for what another process left."""
        waits = [asyncio.create_task(event.wait()) for event in (self._wake, stop)]
        await asyncio.wait(waits, timeout=LONGEST_IDLE, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        self._wake.clear()

    async def send_once(self) -> int:
        """Sends up to a batch of rows; how many."""
        rows = await self._unsent()
        if rows:
            reached(Point.RELAY_READ)
            with tracing.Sending(self._service) as sending:
                await self._bus.send([_message(row, sending) for row in rows])
            reached(Point.RELAY_SENT)
            await self._forget([row.seq for row in rows])
        return len(rows)

    async def _unsent(self) -> Sequence[Row[Any]]:
        async with self._database.look() as connection:
            query = select(self._outbox).order_by(self._outbox.c.seq).limit(BATCH)
            return (await connection.execute(query)).all()

    async def _forget(self, sent: list[int]) -> None:
        async with self._database.change() as connection:
            await connection.execute(delete(self._outbox).where(self._outbox.c.seq.in_(sent)))


def _message(row: Row[Any], sending: tracing.Sending) -> Message:
    headers: dict[str, str] = json.loads(row.headers)
    carried = {name: headers.pop(name) for name in TRANSPORT if name in headers}
    headers |= sending.headers(row.topic, row.key, str(row.event_id), carried)
    raw = tuple((name, value.encode()) for name, value in headers.items())
    return Message(row.topic, row.key, str(row.event_id), raw, row.value)
