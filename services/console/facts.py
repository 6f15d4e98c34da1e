"""Reads journalled records as events, as far as that can be done."""

import logging
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from libs.common.cloudevents import Envelope, decode, parse
from libs.common.events import CATALOGUE, Event
from libs.common.journal import Stream
from services.console.journal import Written

log = logging.getLogger(__name__)


class Fact(NamedTuple):
    """An event of a type known here, at its place in the stream it belongs to."""

    sequence: int
    recorded_at: datetime
    envelope: Envelope
    event: Event

    @property
    def tenant(self) -> str:
        return self.envelope.tenant

    @property
    def programme(self) -> tuple[str, UUID] | None:
        """Tenant and programme; none for an event in a vendor's own stream."""
        id = self.event.programme_id
        return (self.tenant, id) if id else None

    @property
    def at(self) -> datetime:
        """The business time; the time it was recorded where that lies outside the calendar."""
        try:
            return self.envelope.time.astimezone(UTC)
        except OverflowError:
            return self.recorded_at

    @property
    def headline(self) -> str:
        """One line for the timeline; the bare type where its wording fails."""
        try:
            return self.event.told() or self.event.type
        except Exception:
            log.exception("The headline of %s failed", self.event.type)
            return self.event.type


def facts_in(written: list[Written]) -> list[Fact]:
    return [fact for each in written if (fact := _fact(each)) is not None]


def _fact(written: Written) -> Fact | None:
    """None for what is journalled but cannot be told: unreadable, unknown, or out of place."""
    record, entry = written.record, written.entry
    try:
        envelope = decode(record)
        kind = CATALOGUE.get(envelope.type)
        if kind is None:
            return None
        event = parse(envelope, record.value, kind)
    except Exception as fault:
        log.warning(
            "Journalled, but not readable: %s %s: %s", written.stream, entry.event_id, fault
        )
        return None
    if Stream(envelope.tenant, event.key) != written.stream:
        log.warning("Journalled in a strange place: %s %s", written.stream, entry.event_id)
        return None
    return Fact(entry.sequence, entry.recorded_at, envelope, event)
