"""Waivers of gates: given, extended, expired, made good."""

from datetime import date
from uuid import UUID

from libs.common.events.transition.gates import OfGate
from libs.common.events.vendor.evidence import Digest


class CriterionWaived(OfGate):
    headline = "Gate {wave}: {criterion} waived until {expires_on}: {reason}"
    criterion: str
    owner: str
    reason: str
    expires_on: date
    granted_by: str
    granted_on: date | None = None


class WaiverExtensionAsked(OfGate):
    headline = "Gate {wave}: {asked_by} asks to waive {criterion} until {until}: {reason}"
    criterion: str
    owner: str
    expires_on: date
    until: date
    reason: str
    asked_by: str
    asked_on: date


class WaiverExtended(OfGate):
    headline = "Gate {wave}: {criterion} waived until {expires_on}, not {was_until}: {reason}"
    criterion: str
    owner: str
    was_until: date
    expires_on: date
    had_expired: bool
    reason: str
    asked_by: str
    extended_by: str
    extended_on: date


class WaiverMadeGood(OfGate):
    """What the wave went live without is there now. `made_good_by`: none where it was measured."""

    headline = "Gate {wave}: the waiver of {criterion} was made good: {note}"
    criterion: str
    owner: str
    expires_on: date
    had_expired: bool
    note: str
    evidence: list[Digest]
    made_good_by: str | None
    made_good_on: date


class WaiverExpired(OfGate):
    """The gate is open again; after go-live it stays passed, and somebody must act."""

    headline = "Gate {wave}: the waiver of {criterion} expired on {expired_on}, owned by {owner}"
    wave_id: UUID
    criterion: str
    owner: str
    expired_on: date
    after_go_live: bool
    advice: str = ""
    "What can be done about it."
