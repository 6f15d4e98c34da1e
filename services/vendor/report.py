"""What a vendor's system may bring through the door, and what is recorded of it.

An event comes as CloudEvents 1.0 in JSON. Its data are those of the event class; programme,
vendor and reporter are filled in here, from the contract and the caller.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import ValidationError

from libs.common.auth.actor import Actor
from libs.common.cloudevents import Envelope, source
from libs.common.events import Event
from libs.common.events.vendor import (
    KnowledgeTransferReported,
    MeasurementsReported,
    MilestoneReported,
)
from libs.common.ids import new_id
from libs.common.outbox import outbox_row
from libs.common.problems import Problem, from_validation, invalid, not_found, refused

REPORTS: Mapping[str, type[Event]] = {
    kind.type: kind for kind in (MilestoneReported, KnowledgeTransferReported, MeasurementsReported)
}
FILLED_IN = ("programme_id", "vendor_id", "reported_by")
LONGEST = 200
MOST_BYTES = 900_000
"Of one event's data: what a broker takes as one message, with room for its headers."
MOST_ERRORS = 50

_REFERENCE = re.compile(r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


class Party(NamedTuple):
    """What the door must know of a contract of the caller's."""

    programme_id: UUID
    signed: bool


@dataclass(frozen=True, slots=True)
class Report:
    """One event that may be recorded: the row of its receipt, and that of the outbox."""

    receipt: Mapping[str, Any]
    leaving: Mapping[str, Any]

    @property
    def id(self) -> UUID:
        id: UUID = self.receipt["id"]
        return id

    @property
    def key(self) -> tuple[str, UUID, str, str]:
        """What makes the event one and the same for its vendor."""
        row = self.receipt
        return row["tenant"], row["vendor_id"], row["source"], row["external_id"]


class Stamp:
    """What the events of one kind and programme have in common as they leave in one request."""

    def __init__(self, envelope: Envelope, kind: type[Event]) -> None:
        self._row = outbox_row(envelope, b"", kind.topic)
        self._before, _, self._after = self._row["headers"].partition(str(envelope.id))

    def row(self, id: UUID, data: bytes) -> dict[str, Any]:
        headers = f"{self._before}{id}{self._after}"
        return {**self._row, "event_id": id, "headers": headers, "value": data}


@dataclass(frozen=True)
class Visit:
    """One request at the door: who reports, when, and on which contracts of theirs."""

    actor: Actor
    vendor: UUID
    now: datetime
    stated: bool
    contracts: Mapping[UUID, Party]
    _stamps: dict[tuple[type[Event], str], Stamp] = field(default_factory=dict)

    def report(self, event: Any) -> Report:
        """Refuses what is malformed (422), on no contract of the caller's (404) or unsigned."""
        kind = checked(event)
        told, data = self._told(kind, event["data"])
        id = new_id()
        return Report(self._receipt(id, event, told), self._stamp(kind, told.key).row(id, data))

    def _stamp(self, kind: type[Event], key: str) -> Stamp:
        if (kind, key) not in self._stamps:
            envelope = Envelope(
                id=new_id(),
                source=source("vendor"),
                type=kind.type,
                time=self.now,
                tenant=self.actor.tenant,
                key=key,
                vendor=str(self.vendor),
                actor=self.actor.id,
                stated=self.stated,
            )
            self._stamps[kind, key] = Stamp(envelope, kind)
        return self._stamps[kind, key]

    def _told(self, kind: type[Event], data: dict[str, Any]) -> tuple[Any, bytes]:
        contract_id = _uuid(data.get("contract_id"))
        party = self.contracts.get(contract_id) if contract_id else None
        told = _valid(kind, data, self._filled_in(party))
        content = told.model_dump_json().encode()
        if len(content) > MOST_BYTES or b"\\u0000" in content:
            raise invalid("/data", f"At most {MOST_BYTES} bytes, and no NUL character.")
        if party is None:
            raise not_found("contract", contract_id)
        if not party.signed:
            raise refused("contract-not-signed", f"The contract {contract_id} is not signed yet.")
        return told, content

    def _filled_in(self, party: Party | None) -> dict[str, Any]:
        programme = party.programme_id if party else self.vendor
        return {
            "programme_id": programme,
            "vendor_id": self.vendor,
            "reported_by": self.actor.name,
        }

    def _receipt(self, id: UUID, event: dict[str, Any], told: Any) -> dict[str, Any]:
        return {
            "id": id,
            "tenant": self.actor.tenant,
            "vendor_id": self.vendor,
            "programme_id": told.programme_id,
            "contract_id": told.contract_id,
            "source": event["source"],
            "external_id": event["id"],
            "type": told.type,
            "digest": digest(event),
            "recorded_at": self.now,
            "state": "recorded",
            "reason_kind": None,
            "reason": None,
        }


def digest(event: Mapping[str, Any]) -> str:
    """Of type and data, however their fields are ordered: what a repeat has in common."""
    return sha256(f"{event['type']}\n{_canonical(event['data'])}".encode()).hexdigest()


def contracts_named(events: Iterable[Any]) -> set[UUID]:
    """Every contract that the events speak of, as far as they can be read."""
    data = (event.get("data") for event in events if isinstance(event, dict))
    named = (_uuid(d.get("contract_id")) for d in data if isinstance(d, dict))
    return {id for id in named if id is not None}


def checked(event: Any) -> type[Event]:
    """The class of the event. Refuses (422) attributes that are not CloudEvents 1.0 or not ours."""
    if not isinstance(event, dict):
        raise invalid("", "An event is a JSON object.")
    if event.get("specversion") != "1.0":
        raise invalid("/specversion", 'Must be "1.0".')
    _check_name("/id", event.get("id"))
    _check_name("/source", event.get("source"))
    if not _REFERENCE.fullmatch(event["source"]):
        raise invalid("/source", "Must be a URI reference (RFC 3986).")
    _check_time(event.get("time"))
    _check_content(event)
    kind = event.get("type")
    if not isinstance(kind, str) or kind not in REPORTS:
        raise invalid("/type", f"Must be one of {', '.join(REPORTS)}.")
    return REPORTS[kind]


def _check_name(field: str, value: Any) -> None:
    if not isinstance(value, str) or not 1 <= len(value) <= LONGEST or not value.isprintable():
        raise invalid(field, f"Must be 1 to {LONGEST} printable characters.")


def _check_time(value: Any) -> None:
    if value is None:
        return
    try:
        if not _MOMENT.fullmatch(value):
            raise ValueError(value)
        datetime.fromisoformat(value.upper())
    except (TypeError, ValueError):
        raise invalid("/time", "Must be a time of RFC 3339, with its offset.") from None


def _check_content(event: dict[str, Any]) -> None:
    content_type = event.get("datacontenttype", "application/json")
    if not isinstance(content_type, str) or _media_type(content_type) != "application/json":
        raise invalid("/datacontenttype", "Must be application/json, or absent.")
    if "data_base64" in event:
        raise invalid("/data_base64", "The data must come as JSON, in `data`.")
    if not isinstance(event.get("data"), dict):
        raise invalid("/data", "Must be a JSON object.")


def _media_type(value: str) -> str:
    return value.partition(";")[0].strip().lower()


def _valid(kind: type[Event], data: dict[str, Any], filled_in: dict[str, Any]) -> Event:
    if brought := [name for name in FILLED_IN if name in data]:
        raise invalid(f"/data/{brought[0]}", "Is filled in from the contract and the caller.")
    try:
        return kind.model_validate({**data, **filled_in}, extra="forbid")
    except ValidationError as error:
        raise _refusal(error) from None


def _refusal(error: ValidationError) -> Problem:
    errors = error.errors(include_url=False, include_context=False, include_input=False)
    found = [{**e, "loc": ("body", "data", *e["loc"])} for e in errors[:MOST_ERRORS]]
    return from_validation(found)


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
