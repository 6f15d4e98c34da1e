"""CloudEvents 1.0 in Kafka's binary mode: attributes as `ce_` headers, the data as the value."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from libs.common.bus import Headers, Message, Record
from libs.common.events.base import Event

TRANSPORT = ("traceparent", "tracestate")
"Headers that travel beside the event and are no part of it."
LONGEST_TENANT, LONGEST_TYPE = 64, 120


@dataclass(frozen=True, slots=True)
class Envelope:
    """The attributes of one event. `vendor`, `actor` and `stated` are our extensions."""

    id: UUID
    source: str
    type: str
    time: datetime
    tenant: str
    key: str
    vendor: str | None = None
    "The one vendor whom the event concerns."
    actor: str | None = None
    "Who did it."
    stated: bool = False
    "The moment was stated by the caller, in a rehearsal."


class Undecodable(Exception):
    """No event of ours can be read from the record."""


def source(service: str) -> str:
    return f"/baton/{service}"


def schema_url(type: str) -> str:
    service = type.split(".")[1]
    return f"/{service}/v1/schemas/{type}"


def encode(envelope: Envelope, data: bytes, topic: str, transport: dict[str, str]) -> Message:
    attributes = {
        "ce_specversion": "1.0",
        "ce_id": str(envelope.id),
        "ce_source": envelope.source,
        "ce_type": envelope.type,
        "ce_time": _written(envelope.time),
        "ce_subject": envelope.key,
        "ce_dataschema": schema_url(envelope.type),
        "ce_tenant": envelope.tenant,
        "ce_vendor": envelope.vendor,
        "ce_actor": envelope.actor,
        "ce_stated": "true" if envelope.stated else None,
        "content-type": "application/json",
        **transport,
    }
    headers = tuple((name, value.encode()) for name, value in attributes.items() if value)
    return Message(topic, envelope.key, str(envelope.id), headers, data)


def _written(moment: datetime) -> str:
    """RFC 3339 in UTC, to the microsecond."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def tenant_of(headers: Headers) -> str | None:
    """Whose it is, as far as that can be read of something that is no whole event."""
    tenants = [value for name, value in headers if name == "ce_tenant"]
    try:
        tenant = tenants[0].decode() if tenants else ""
    except ValueError:
        return None
    return tenant if 1 <= len(tenant) <= LONGEST_TENANT else None


def decode(record: Record) -> Envelope:
    """Raises `Undecodable` with the reason."""
    try:
        return _envelope({name: value.decode() for name, value in record.headers})
    except (KeyError, ValueError) as error:
        raise Undecodable(f"No CloudEvent: {error!r}") from error


def _envelope(attributes: dict[str, str]) -> Envelope:
    if attributes["ce_specversion"] != "1.0":
        raise ValueError("specversion must be 1.0")
    if not 1 <= len(attributes["ce_tenant"]) <= LONGEST_TENANT:
        raise ValueError(f"tenant must have 1 to {LONGEST_TENANT} characters")
    if len(attributes["ce_type"]) > LONGEST_TYPE:
        raise ValueError(f"type must have at most {LONGEST_TYPE} characters")
    return Envelope(
        id=UUID(attributes["ce_id"]),
        source=attributes["ce_source"],
        type=attributes["ce_type"],
        time=_time(attributes["ce_time"]),
        tenant=attributes["ce_tenant"],
        key=attributes.get("ce_subject", ""),
        vendor=attributes.get("ce_vendor"),
        actor=attributes.get("ce_actor"),
        stated=attributes.get("ce_stated") == "true",
    )


def _time(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("time must carry its zone")
    return moment


def parse(envelope: Envelope, data: bytes, kind: type[Event]) -> Event:
    """The event itself. Raises `Undecodable` where the data do not fit its schema."""
    try:
        return kind.model_validate_json(data)
    except ValueError as error:
        raise Undecodable(f"Data of {envelope.type} do not fit its schema: {error}") from error


def transport_headers(headers: Headers) -> dict[str, str]:
    return {name: value.decode() for name, value in headers if name in TRANSPORT}
