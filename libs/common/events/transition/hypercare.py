"""Hypercare: the weeks after go-live, until the work is stable."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from libs.common.events.base import Part
from libs.common.events.transition.of_plan import OfPlan


class ToldCriterion(Part):
    """An exit criterion in one sentence."""

    code: str
    sentence: str


class OfHypercare(OfPlan, abstract=True):
    wave_id: UUID
    wave: str


class HypercarePlanned(OfHypercare):
    headline = "Hypercare of {wave} planned for {working_days} working days"
    working_days: int
    criteria: list[ToldCriterion]
    planned_by: str


class HypercareBegun(OfHypercare):
    headline = "Hypercare of {wave} begun, planned until {ends_on}"
    begins_on: date
    ends_on: date


class HypercareDayRecorded(OfHypercare):
    headline = "Hypercare of {wave}: {criterion} of {day} is {value}"
    day: date
    criterion: str
    value: Decimal
    total: int | None = None
    "Of how many, where a share is measured."
    corrected: bool
    recorded_by: str


class HypercareExtended(OfHypercare):
    headline = "Hypercare of {wave} extended from {was} to {now}: {reason}"
    was: date
    now: date
    reason: str
    extended_by: str


class HypercareOverran(OfHypercare):
    headline = "Hypercare of {wave} was to end on {ends_on}, and the work is not stable"
    ends_on: date
    not_met: list[str]
    "Codes of the criteria that are not met, and of incidents that are open."


class ExitCriterionAccepted(OfHypercare):
    headline = "Hypercare of {wave}: {accepted_by} accepts {criterion} as it is: {reason}"
    criterion: str
    reason: str
    accepted_by: str
    accepted_on: date


class HypercareIncidentRaised(OfHypercare):
    headline = "Incident {incident} of {wave}, severity {severity}: {title}"
    incident_id: UUID
    incident: str
    severity: int
    title: str
    raised_on: date
    raised_by: str


class HypercareIncidentResolved(OfHypercare):
    headline = "Incident {incident} of {wave} resolved: {resolution}"
    incident_id: UUID
    incident: str
    severity: int
    resolution: str
    resolved_on: date
    resolved_by: str


class HypercareIncidentReopened(OfHypercare):
    headline = "Incident {incident} of {wave} open again: {reason}"
    incident_id: UUID
    incident: str
    severity: int
    reason: str
    reopened_on: date
    reopened_by: str
