"""What is recorded of an event that a vendor's system brought through the door.

Its data are those of the event class; programme, vendor and reporter are filled in here, from the
contract and the caller. Many thousand a second pass here: what the events of one visit have in
common is made once.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from libs.common import outbox
from libs.common.auth.actor import Actor
from libs.common.cloudevents import Envelope, source
from libs.common.events import Event
from libs.common.ids import minted_at, new_id, new_id_text
from libs.common.problems import Problem, from_validation, invalid, not_found, refused
from services.vendor.reportable import REPORTS, checked

FILLED_IN = ("programme_id", "vendor_id", "reported_by")
MOST_BYTES = 900_000
"Of one event's data: what a broker takes as one message, with room for its headers."
MOST_ERRORS = 50

_schemas = {kind: TypeAdapter(kind) for kind in REPORTS.values()}
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


class Party(NamedTuple):
    """What the door must know of a contract of the caller's."""

    programme_id: UUID
    signed: bool


class Stamp(outbox.Stamp):
    """What the reports of one kind on one contract have in common, within a visit."""

    def __init__(self, envelope: Envelope, kind: type[Event], contract_id: UUID) -> None:
        super().__init__(envelope)
        self.tenant, self.vendor_id = envelope.tenant, str(envelope.vendor)
        self.programme_id, self.contract_id = envelope.key, str(contract_id)
        self.type, self.topic = envelope.type, kind.topic
        self.recorded_at, self.at = _moment(envelope.time), _moment(minted_at(envelope.id))
        self._told_at = to_json(envelope.time).decode()

    def receipt(self, report: "Report") -> str:
        """The receipt of a new report in JSON, as `ReceiptView` would write it."""
        id, source, name = report.id, _text(report.source), _text(report.external_id)
        return (
            f'{{"id":"{id}","event_id":"{id}","source":{source},"external_id":{name},'
            f'"type":"{self.type}","contract_id":"{self.contract_id}",'
            f'"recorded_at":{self._told_at},"state":"recorded",'
            f'"links":{{"journal":"/console/v1/journal/events/{id}"}}}}'
        )


@dataclass(slots=True)
class Report:
    """One event that may be recorded: its receipt, and its data in JSON as they leave."""

    stamp: Stamp
    id: str
    source: str
    external_id: str
    digest: str
    value: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes the event one and the same for its vendor."""
        return self.stamp.tenant, self.stamp.vendor_id, self.source, self.external_id


@dataclass(frozen=True)
class Visit:
    """One request at the door: who reports, when, and on which contracts of theirs."""

    actor: Actor
    vendor: UUID
    now: datetime
    stated: bool
    contracts: Mapping[UUID, Party]
    _stamps: dict[tuple[type[Event], UUID], Stamp] = field(default_factory=dict)
    _ids: dict[str, UUID | None] = field(default_factory=dict)

    def report(self, event: Any) -> Report:
        """Refuses what is malformed (422), on no contract of the caller's (404) or unsigned."""
        kind = checked(event)
        data = event["data"]
        contract_id = self._contract_id(data.get("contract_id"))
        party = self.contracts.get(contract_id) if contract_id else None
        if "as_of" in kind.model_fields and event.get("time") and "as_of" not in data:
            data = {**data, "as_of": event["time"]}
        value = self._told(kind, data, party)
        if contract_id is None or party is None:
            raise not_found("contract", contract_id)
        if not party.signed:
            raise refused("contract-not-signed", f"The contract {contract_id} is not signed yet.")
        stamp = self._stamps.get((kind, contract_id)) or self._stamp(kind, contract_id, party)
        return Report(stamp, new_id_text(), event["source"], event["id"], digest(event), value)

    def _contract_id(self, value: Any) -> UUID | None:
        if not isinstance(value, str):
            return None
        if value not in self._ids:
            self._ids[value] = _uuid(value)
        return self._ids[value]

    def _stamp(self, kind: type[Event], contract_id: UUID, party: Party) -> Stamp:
        envelope = Envelope(
            id=new_id(),
            source=source("vendor"),
            type=kind.type,
            time=self.now,
            tenant=self.actor.tenant,
            key=str(party.programme_id),
            vendor=str(self.vendor),
            actor=self.actor.id,
            stated=self.stated,
        )
        stamp = self._stamps[kind, contract_id] = Stamp(envelope, kind, contract_id)
        return stamp

    def _told(self, kind: type[Event], data: dict[str, Any], party: Party | None) -> str:
        """The event's data as they leave, in JSON."""
        schema = _schemas[kind]
        content = schema.serializer.to_json(_valid(schema, data, self._filled_in(party)))
        if len(content) > MOST_BYTES or b"\\u0000" in content:
            raise invalid("/data", f"At most {MOST_BYTES} bytes, and no NUL character.")
        return content.decode()

    def _filled_in(self, party: Party | None) -> dict[str, Any]:
        programme = party.programme_id if party else self.vendor
        return {
            "programme_id": programme,
            "vendor_id": self.vendor,
            "reported_by": self.actor.name,
        }


def digest(event: Mapping[str, Any]) -> str:
    """Of type and data, however their fields are ordered: what a repeat has in common."""
    return sha256(f"{event['type']}\n{_canonical(event['data'])}".encode()).hexdigest()


def contracts_named(events: Iterable[Any]) -> set[UUID]:
    """Every contract that the events speak of, as far as they can be read."""
    data = (event.get("data") for event in events if isinstance(event, dict))
    named = [d.get("contract_id") for d in data if isinstance(d, dict)]
    found = map(_uuid, {name for name in named if isinstance(name, str)})
    return {id for id in found if id is not None}


def _valid(schema: TypeAdapter[Event], data: dict[str, Any], filled_in: dict[str, Any]) -> Event:
    if not data.keys().isdisjoint(FILLED_IN):
        brought = next(name for name in FILLED_IN if name in data)
        raise invalid(f"/data/{brought}", "Is filled in from the contract and the caller.")
    try:
        told: Event = schema.validator.validate_python({**data, **filled_in}, extra="forbid")
    except ValidationError as error:
        raise _refusal(error) from None
    return told


def _refusal(error: ValidationError) -> Problem:
    errors = error.errors(include_url=False, include_context=False, include_input=False)
    found = [{**e, "loc": ("body", "data", *e["loc"])} for e in errors[:MOST_ERRORS]]
    return from_validation(found)


def _moment(moment: datetime) -> str:
    """As it is kept on SQLite, and as PostgreSQL reads it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _text(value: str) -> str:
    return to_json(value).decode()


def _uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None
