"""Agreements that keep key people."""

from datetime import date
from uuid import UUID

from libs.common.events.base import Event
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Digest


class OfRetention(Event, abstract=True):
    """Of the client's people the client alone is told."""

    programme_id: UUID
    vendor_id: UUID | None = None
    plan_id: UUID
    agreement_id: UUID
    person: str
    side: Party
    until: date


class RetentionProposed(OfRetention):
    """Amounts are never told. Of the client's people the client alone is told."""

    headline = "An agreement is to keep {person} until {until}"
    from_on: date
    wave: str | None = None
    topics: list[str]
    proposed_on: date
    proposed_by: str


class RetentionAgreed(OfRetention):
    headline = "{person} agrees to stay until {until}"
    agreed_on: date
    agreed_by: str
    evidence: list[Digest]


class RetentionEnding(OfRetention):
    """A reminder: nothing keeps the person after that day."""

    headline = "The agreement that keeps {person} ends on {until}"
    wave: str | None = None
    topics: list[str]


class RetentionFulfilled(OfRetention):
    headline = "{person} stayed until {until}, as agreed"


class RetentionBroken(OfRetention):
    headline = "{person} left on {left_on}, though agreed to stay until {until}"
    left_on: date
    wave: str | None = None
    topics: list[str]


class RetentionEnded(OfRetention):
    """Before its time, by both or because it never came about."""

    headline = "The agreement that was to keep {person} until {until} is ended"
    ended_on: date
    ended_by: str
