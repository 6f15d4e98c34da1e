"""The vendor's access to the client's systems."""

from datetime import date
from uuid import UUID

from libs.common.events.transition.of_plan import OfPlan
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Digest


class OfRequest(OfPlan, abstract=True):
    request_id: UUID
    code: str
    system: str
    who: str


class AccessRequested(OfRequest):
    headline = "Access to {system} asked for {who}, needed by {needed_by}"
    seats: int
    level: str
    wave: str
    requested_on: date
    needed_by: date
    days: int
    "Working days that granting it takes."
    blocks: list[str]
    "Codes of the tasks that wait for it."
    asked_by: Party
    requested_by: str


class AccessGranted(OfRequest):
    headline = "Access to {system} for {who} granted on {granted_on}, needed by {needed_by}"
    wave: str
    requested_on: date
    needed_by: date
    granted_on: date
    granted_by: str
    note: str
    evidence: list[Digest]


class AccessRefused(OfRequest):
    """It is no part of the plan any more, and nothing waits for it."""

    headline = "Access to {system} for {who} refused: {reason}"
    wave: str
    requested_on: date
    refused_on: date
    refused_by: str
    reason: str
    blocks: list[str]
    evidence: list[Digest]


class AccessRevoked(OfRequest):
    """`work_waits`: what needs it is still to be done, so the plan moves. `back_after`: the working
    days that giving it back is expected to take."""

    headline = "Access to {system} for {who} revoked on {revoked_on}: {reason}"
    wave: str
    granted_on: date
    "Or restored, where it was revoked before."
    revoked_on: date
    revoked_by: str
    reason: str
    caused_by: Party
    work_waits: bool
    back_after: int
    evidence: list[Digest]


class AccessRestored(OfRequest):
    headline = "Access to {system} for {who}, revoked on {revoked_on}, is back on {restored_on}"
    wave: str
    revoked_on: date
    restored_on: date
    caused_by: Party
    "Of the revocation."
    reason: str
    "Why it had been revoked."
    restored_by: str
    note: str
    evidence: list[Digest]


class AccessOverdue(OfRequest):
    """Not granted by the day on which it is needed; or revoked since, and not back by the end of
    that day."""

    headline = "Access to {system} for {who} is overdue, needed by {needed_by}: {obliged}'s move"
    wave: str
    requested_on: date
    needed_by: date
    revoked_on: date | None = None
    overdue_from: date
    "The first day too late."
    obliged: Party
    blocks: list[str]
