"""Tells an event as another service would, so that a service is tested without the others."""

from datetime import UTC, datetime
from uuid import UUID

from libs.common.bus import Message
from libs.common.cloudevents import Envelope, encode, source
from libs.common.events import Event
from libs.common.ids import new_id
from tests.office import Office


async def tell(
    office: Office,
    event: Event,
    *,
    tenant: str = "veldkamp",
    stated_at: datetime | None = None,
    actor: str | None = None,
    id: UUID | None = None,
) -> UUID:
    """Sends it on the office's bus; its id. The same id again is the same event again."""
    told = message(event, tenant=tenant, stated_at=stated_at, actor=actor, id=id)
    await office.together.bus.send([told])
    return UUID(told.event_id)


def message(
    event: Event,
    *,
    tenant: str = "veldkamp",
    stated_at: datetime | None = None,
    actor: str | None = None,
    id: UUID | None = None,
) -> Message:
    """The event as it stands on the bus."""
    envelope = Envelope(
        id=id or new_id(),
        source=source(event.topic.rpartition(".")[2]),
        type=event.type,
        time=stated_at or datetime.now(UTC),
        tenant=tenant,
        key=event.key,
        vendor=str(event.vendor_id) if event.vendor_id else None,
        actor=actor,
        stated=stated_at is not None,
    )
    return encode(envelope, event.model_dump_json().encode(), event.topic, {})
