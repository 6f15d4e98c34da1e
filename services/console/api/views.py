"""How entries of the journal are shown."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from pydantic_core import from_json

from libs.common.auth.actor import Actor
from libs.common.journal import Disclosure, parts_of
from services.console.models import JournalEntry


class StreamView(BaseModel):
    """What one chain runs over: a tenant's programme, or its vendor where there is none."""

    tenant: str
    key: str


class HeadView(BaseModel):
    """The newest entry of a chain. Keep it where the other side cannot reach it."""

    sequence: int
    hash: str
    stream: StreamView


class Erasure(BaseModel):
    at: datetime
    by: str
    reason: str


class Content(BaseModel):
    """An event as it came. `data` as JSON, or as text where it is none."""

    attributes: dict[str, str]
    data: Any


class EntryView(BaseModel):
    """`type`, `vendor_id` and `content` are absent where the caller may not read the event."""

    sequence: int
    event_id: str
    recorded_at: datetime
    digest: str
    hash: str
    type: str | None = None
    vendor_id: UUID | None = None
    content: Content | None = None
    erased: Erasure | None = None


class PlacedEntry(EntryView):
    stream: StreamView


class EntryPage(BaseModel):
    items: list[EntryView]
    next: int | None = None


def entry_view(row: JournalEntry, actor: Actor) -> EntryView:
    return EntryView(**_fields(row, actor))


def placed_view(row: JournalEntry, actor: Actor) -> PlacedEntry:
    stream = StreamView(tenant=row.tenant, key=row.key)
    return PlacedEntry(**_fields(row, actor), stream=stream)


def _fields(row: JournalEntry, actor: Actor) -> dict[str, Any]:
    entry = row.shown_to(actor)
    fields: dict[str, Any] = {
        "sequence": entry.sequence,
        "event_id": entry.event_id,
        "recorded_at": entry.recorded_at,
        "digest": entry.digest.hex(),
        "hash": entry.hash.hex(),
    }
    if row.readable_by(actor):
        fields |= {"type": row.type, "vendor_id": row.vendor_id, "erased": _erasure(row)}
    if entry.disclosure:
        fields["content"] = _content(entry.disclosure)
    return fields


def _erasure(row: JournalEntry) -> Erasure | None:
    if row.erased_at is None:
        return None
    return Erasure(at=row.erased_at, by=row.erased_by or "", reason=row.erased_because or "")


def _content(opened: Disclosure) -> Content:
    headers, value = parts_of(opened.content)
    attributes = {
        name.removeprefix("ce_"): field.decode("utf-8", "backslashreplace")
        for name, field in headers
    }
    return Content(attributes=attributes, data=_data(value))


def _data(value: bytes) -> Any:
    try:
        return from_json(value, allow_inf_nan=False)
    except ValueError:
        return value.decode("utf-8", "backslashreplace")
