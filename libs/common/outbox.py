"""Events leave with the transaction that made them.

`publish` notes an event on the session, the session writes it to the outbox with its commit; the
relay sends it on.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from opentelemetry.context import get_current
from pydantic_core import to_json
from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    Uuid,
)

from libs.common.bus import LARGEST_EVENT
from libs.common.cloudevents import Envelope, attributes, source
from libs.common.db import Db
from libs.common.db.columns import Instant
from libs.common.events import Event
from libs.common.ids import minted_at, new_id
from libs.common.problems import Problem
from libs.common.telemetry import tracing


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


ROOM_FOR_HEADERS = 64 << 10


class Leaving(NamedTuple):
    """A row of the outbox, but for its place."""

    event_id: UUID
    topic: str
    key: str
    headers: str
    value: bytes
    at: datetime


class Stamp:
    """What events have in common that one cause brings: all of their headers but the id."""

    def __init__(self, envelope: Envelope) -> None:
        self.envelope, self.context = envelope, get_current()
        text = to_json(attributes(envelope, tracing.inject())).decode()
        self._before, _, self._after = text.partition(str(envelope.id))

    def headers(self, id: UUID | str) -> str:
        return f"{self._before}{id}{self._after}"


def publish(db: Db, events: Event | Iterable[Event]) -> None:
    """Lets events leave with the session's commit, in the order given.

    Refuses (413) one that no bus would take: nothing is accepted that cannot be sent.
    """
    for event in [events] if isinstance(events, Event) else events:
        data = event.model_dump_json().encode()
        _refuse_large(event, len(data))
        id, stamp = new_id(), _stamp(db, event)
        headers, at = stamp.headers(id), minted_at(id)
        db.published.append((id, stamp.envelope))
        db.outgoing.append(Leaving(id, event.topic, stamp.envelope.key, headers, data, at))


def _refuse_large(event: Event, size: int) -> None:
    most = LARGEST_EVENT - ROOM_FOR_HEADERS
    if size > most:
        detail = f"{event.type} would have {size} bytes of at most {most}."
        raise Problem(413, "too-large", "Too much at once", detail, do="Do it in smaller parts.")


def _stamp(db: Db, event: Event) -> Stamp:
    """Kept for as long as the session works for the same caller, within the same span."""
    common = (event.type, event.programme_id, event.vendor_id)
    stamp: Stamp | None = db.stamps.get(common)
    if stamp is None or stamp.context is not get_current():
        stamp = db.stamps[common] = Stamp(_envelope(db, event))
    return stamp


def _envelope(db: Db, event: Event) -> Envelope:
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
