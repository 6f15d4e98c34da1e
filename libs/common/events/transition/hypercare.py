"""Hypercare: the weeks after go-live, until the work is stable."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from libs.common.events.base import Event, Part


class ToldCriterion(Part):
    """An exit criterion in one sentence."""

    code: str
    sentence: str


class HypercarePlanned(Event):
    headline = "Hypercare of {wave} planned for {working_days} working days"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    wave_id: UUID
    wave: str
    working_days: int
    criteria: list[ToldCriterion]
    planned_by: str


class HypercareBegun(Event):
    headline = "Hypercare of {wave} begun, planned until {ends_on}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    wave_id: UUID
    wave: str
    begins_on: date
    ends_on: date


class HypercareDayRecorded(Event):
    headline = "Hypercare of {wave}: {criterion} of {day} is {value}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    wave_id: UUID
    wave: str
    day: date
    criterion: str
    value: Decimal
    total: int | None = None
    "Of how many, where a share is measured."
    corrected: bool
    recorded_by: str


class HypercareExtended(Event):
    headline = "Hypercare of {wave} extended from {was} to {now}: {reason}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    wave_id: UUID
    wave: str
    was: date
    now: date
    reason: str
    extended_by: str


class HypercareOverran(Event):
    headline = "Hypercare of {wave} was to end on {ends_on}, and the work is not stable"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    wave_id: UUID
    wave: str
    ends_on: date
    not_met: list[str]
    "Codes of the criteria that are not met, and of incidents that are open."


class ExitCriterionAccepted(Event):
    headline = "Hypercare of {wave}: {accepted_by} accepts {criterion} as it is: {reason}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    wave_id: UUID
    wave: str
    criterion: str
    reason: str
    accepted_by: str
    accepted_on: date


class HypercareIncidentRaised(Event):
    headline = "Incident {incident} of {wave}, severity {severity}: {title}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    wave_id: UUID
    wave: str
    incident_id: UUID
    incident: str
    severity: int
    title: str
    raised_on: date
    raised_by: str


class HypercareIncidentResolved(Event):
    headline = "Incident {incident} of {wave} resolved: {resolution}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    wave_id: UUID
    wave: str
    incident_id: UUID
    incident: str
    severity: int
    resolution: str
    resolved_on: date
    resolved_by: str


class HypercareIncidentReopened(Event):
    headline = "Incident {incident} of {wave} open again: {reason}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    wave_id: UUID
    wave: str
    incident_id: UUID
    incident: str
    severity: int
    reason: str
    reopened_on: date
    reopened_by: str
