"""Agreements that keep key people."""

from datetime import date
from uuid import UUID

from libs.common.events.base import Event
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Digest


class RetentionProposed(Event):
    """Amounts are never told. Of the client's people the client alone is told."""

    headline = "An agreement is to keep {person} until {until}"
    programme_id: UUID
    vendor_id: UUID | None = None
    plan_id: UUID
    agreement_id: UUID
    person: str
    side: Party
    from_on: date
    until: date
    wave: str | None = None
    topics: list[str]
    proposed_on: date
    proposed_by: str


class RetentionAgreed(Event):
    headline = "{person} agrees to stay until {until}"
    programme_id: UUID
    vendor_id: UUID | None = None
    plan_id: UUID
    agreement_id: UUID
    person: str
    side: Party
    until: date
    agreed_on: date
    agreed_by: str
    evidence: list[Digest]


class RetentionEnding(Event):
    """A reminder: nothing keeps the person after that day."""

    headline = "The agreement that keeps {person} ends on {until}"
    programme_id: UUID
    vendor_id: UUID | None = None
    plan_id: UUID
    agreement_id: UUID
    person: str
    side: Party
    until: date
    wave: str | None = None
    topics: list[str]


class RetentionFulfilled(Event):
    headline = "{person} stayed until {until}, as agreed"
    programme_id: UUID
    vendor_id: UUID | None = None
    plan_id: UUID
    agreement_id: UUID
    person: str
    side: Party
    until: date


class RetentionBroken(Event):
    headline = "{person} left on {left_on}, though agreed to stay until {until}"
    programme_id: UUID
    vendor_id: UUID | None = None
    plan_id: UUID
    agreement_id: UUID
    person: str
    side: Party
    until: date
    left_on: date
    wave: str | None = None
    topics: list[str]


class RetentionEnded(Event):
    """Before its time, by both or because it never came about."""

    headline = "The agreement that was to keep {person} until {until} is ended"
    programme_id: UUID
    vendor_id: UUID | None = None
    plan_id: UUID
    agreement_id: UUID
    person: str
    side: Party
    until: date
    ended_on: date
    ended_by: str
