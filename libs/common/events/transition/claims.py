"""Milestones that the vendor claims, and the answers."""

from datetime import date
from uuid import UUID

from libs.common.events.base import Event


class MilestoneAccepted(Event):
    headline = "Milestone {milestone} accepted"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    claim_id: UUID
    report_id: UUID
    "The event in which the vendor reported it."
    milestone: str
    accepted_by: str
    reached_on: date | None = None


class MilestoneDisputed(Event):
    headline = "Milestone {milestone} disputed: {reason}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    claim_id: UUID
    report_id: UUID
    milestone: str
    reason: str
    disputed_by: str


class ClaimFellSilent(Event):
    headline = "No answer to the claim of {milestone} within {days} business days"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    claim_id: UUID
    milestone: str
    days: int
