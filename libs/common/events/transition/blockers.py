"""What stands in the way of a milestone or a wave."""

from datetime import date
from uuid import UUID

from libs.common.events.transition.of_plan import OfPlan
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Digest


class OfBlocker(OfPlan, abstract=True):
    blocker_id: UUID
    code: str


class BlockerOpened(OfBlocker):
    headline = "Blocker of severity {severity} raised by the {raised_by_side}: {title}"
    title: str
    severity: int
    "1, the worst, to 4."
    wave: str
    milestone: str | None = None
    raised_by_side: Party
    raised_by: str
    must_act: Party
    owner: str
    "The person of the side that must act; empty where nobody is named yet."
    needed_by: date
    report_id: UUID | None = None
    "The event in which the vendor reported it, where it came through the door."


class BlockerTakenUp(OfBlocker):
    headline = "Blocker {code} taken up by {owner}"
    wave: str
    severity: int
    owner: str
    taken_up_by: str


class BlockerHandedOver(OfBlocker):
    headline = "Blocker {code} handed to the {must_act}, needed by {needed_by}: {reason}"
    wave: str
    severity: int
    must_act: Party
    owner: str
    needed_by: date
    reason: str
    handed_over_by: str


class BlockerResolved(OfBlocker):
    headline = "Blocker {code} resolved: {resolution}"
    wave: str
    severity: int
    resolution: str
    resolved_on: date
    resolved_by: str
    evidence: list[Digest]


class BlockerReopened(OfBlocker):
    headline = "Blocker {code} reopened: {reason}"
    wave: str
    severity: int
    must_act: Party
    needed_by: date
    reason: str
    reopened_by: str


class BlockerOverdue(OfBlocker):
    headline = "Blocker {code} was needed by {needed_by} and is not resolved: {must_act}'s move"
    title: str
    wave: str
    severity: int
    must_act: Party
    owner: str
    needed_by: date
    overdue_from: date
    "The first day too late."
