"""CloudEvents 1.0 in Kafka's binary mode: attributes as `ce_` headers, the data as the value."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from libs.common.bus import Headers, Message, Record
from libs.common.events.base import Event

TRANSPORT = ("traceparent", "tracestate")
"Headers that travel beside the event and are no part of it."
LONGEST_TENANT, LONGEST_TYPE = 64, 120


class Envelope(NamedTuple):
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


@lru_cache(1024)
def schema_url(type: str) -> str:
    service = type.split(".")[1]
    return f"/{service}/v1/schemas/{type}"


def attributes(envelope: Envelope, transport: dict[str, str]) -> dict[str, str]:
    """The event's headers, as text."""
    told = {
        "ce_specversion": "1.0",
        "ce_id": str(envelope.id),
        "ce_source": envelope.source,
        "ce_type": envelope.type,
        "ce_time": _written(envelope.time),
        "ce_subject": envelope.key,
        "ce_dataschema": schema_url(envelope.type),
        "ce_tenant": envelope.tenant,
    }
    if envelope.vendor:
        told["ce_vendor"] = envelope.vendor
    if envelope.actor:
        told["ce_actor"] = envelope.actor
    if envelope.stated:
        told["ce_stated"] = "true"
    return told | {"content-type": "application/json"} | transport


def encode(envelope: Envelope, data: bytes, topic: str, transport: dict[str, str]) -> Message:
    told = attributes(envelope, transport).items()
    headers = tuple([(name, value.encode()) for name, value in told if value])
    return Message(topic, envelope.key, str(envelope.id), headers, data)


@lru_cache(256)
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
        return _envelope(dict(record.headers))
    except (KeyError, ValueError) as error:
        raise Undecodable(f"No CloudEvent: {error!r}") from error


def _envelope(attributes: dict[str, bytes]) -> Envelope:
    if attributes["ce_specversion"] != b"1.0":
        raise ValueError("specversion must be 1.0")
    tenant, type = attributes["ce_tenant"].decode(), attributes["ce_type"].decode()
    if not 1 <= len(tenant) <= LONGEST_TENANT:
        raise ValueError(f"tenant must have 1 to {LONGEST_TENANT} characters")
    if len(type) > LONGEST_TYPE:
        raise ValueError(f"type must have at most {LONGEST_TYPE} characters")
    vendor, actor = attributes.get("ce_vendor"), attributes.get("ce_actor")
    return Envelope(
        _id(attributes["ce_id"]),
        attributes["ce_source"].decode(),
        type,
        _time(attributes["ce_time"].decode()),
        tenant,
        attributes.get("ce_subject", b"").decode(),
        None if vendor is None else vendor.decode(),
        None if actor is None else actor.decode(),
        attributes.get("ce_stated") == b"true",
    )


def id_of(record: Record) -> UUID | None:
    """Of what need not be decoded: the id alone, where it has one."""
    try:
        return _id(dict(record.headers)["ce_id"])
    except (KeyError, ValueError):
        return None


@lru_cache(2048)
def _id(raw: bytes) -> UUID:
    """Cached: what is read in batches may be read twice within one."""
    return UUID(raw.decode())


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
    """Whatever they contain: they can make no event unreadable."""
    return {name: value.decode(errors="replace") for name, value in headers if name in TRANSPORT}
