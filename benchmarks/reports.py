"""Measurement reports as they leave the door: for the relay, the consumers and the journal."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

from benchmarks.cast import FIRST_DAY, TENANT
from libs.common.bus import Message
from libs.common.cloudevents import Envelope, encode, source
from libs.common.events import Event
from libs.common.events.vendor.measurements import MeasurementsReported, Tally
from libs.common.ids import new_id
from tests.integration.governed import ACCURACY, INVOICES, registered, signed

CONTRACTS = 20
DAYS = 500
_numbers = count()


class Programmes:
    """Twenty programmes with a contract each, of two service levels that are measured daily."""

    def __init__(self) -> None:
        self._parties = [
            {"programme_id": new_id(), "vendor_id": new_id(), "contract_id": new_id()}
            for _ in range(CONTRACTS)
        ]

    def founded(self) -> list[Message]:
        """What makes them known."""
        found: list[Message] = []
        for parties in self._parties:
            programme = {"programme_id": parties["programme_id"]}
            found.append(message(registered().model_copy(update=programme)))
            found.append(message(signed().model_copy(update=parties)))
        return found

    def reported(self, events: int) -> list[Message]:
        """A day of one level each, over so many days that most stand for themselves."""
        return [message(self._report(next(_numbers))) for _ in range(events)]

    def _report(self, number: int) -> MeasurementsReported:
        parties = self._parties[number % CONTRACTS]
        level = (INVOICES, ACCURACY)[number // CONTRACTS % 2]
        day = FIRST_DAY - timedelta(days=number // CONTRACTS // 2 % DAYS)
        tally = Tally(service_level=level, taken_on=day, met=97, total=100)
        return MeasurementsReported(**parties, measurements=[tally], reported_by="Kestrel")


def message(event: Event) -> Message:
    envelope = envelope_of(event)
    return encode(envelope, event.model_dump_json().encode(), event.topic, {})


def envelope_of(event: Event) -> Envelope:
    vendor: UUID | None = event.vendor_id
    return Envelope(
        id=new_id(),
        source=source(event.topic.rpartition(".")[2]),
        type=event.type,
        time=datetime.now(UTC),
        tenant=TENANT,
        key=event.key,
        vendor=str(vendor) if vendor else None,
        actor="kestrel",
    )


def outbox_rows(messages: Sequence[Message]) -> list[dict[str, object]]:
    """As the door leaves them in its outbox."""
    return [
        {
            "event_id": UUID(one.event_id),
            "topic": one.topic,
            "key": one.key,
            "headers": json.dumps({name: value.decode() for name, value in one.headers}),
            "value": one.value,
            "at": datetime.now(UTC),
        }
        for one in messages
    ]
