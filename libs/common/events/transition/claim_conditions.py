"""Conditions on which milestones were accepted in part."""

from datetime import date
from uuid import UUID

from libs.common.events.transition.claims import OfClaim
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Digest


class OfCondition(OfClaim, abstract=True):
    condition_id: UUID
    milestone: str
    code: str


class ClaimConditionDelivered(OfCondition):
    headline = "Condition {code} of {milestone} delivered on {delivered_on}: {what}"
    what: str
    delivered_on: date
    delivered_by: str
    note: str
    evidence: list[Digest]


class ClaimConditionSentBack(OfCondition):
    headline = "Condition {code} of {milestone} sent back: {reason}"
    reason: str
    sent_back_on: date
    sent_back_by: str


class ClaimConditionMet(OfCondition):
    headline = "Condition {code} of {milestone} met on {met_on}"
    met_on: date
    noted_by: str
    evidence: list[Digest]


class ClaimConditionNotMet(OfCondition):
    headline = "Condition {code} of {milestone} not met: {reason}"
    reason: str
    noted_by: str


class ClaimConditionOverdue(OfCondition):
    headline = "Condition {code} of {milestone} was due on {due_on}: {owner}'s move"
    what: str
    side: Party
    owner: str
    due_on: date


class ClaimConditionDropped(OfCondition):
    """Its claim was decided, taken back or made anew without it."""

    headline = "Condition {code} of {milestone} is dropped: its claim came to its end without it"
