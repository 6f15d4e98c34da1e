"""Plans: made, frozen, agreed, late, closed."""

from datetime import date
from uuid import UUID

from libs.common.events.base import Event, Part


class PlannedWave(Part):
    wave_id: UUID
    code: str
    title: str
    processes: list[str]
    planned_on: date
    expected_on: date | None = None
    "When the network of tasks allows it: the planned date or later."


class TransitionPlanned(Event):
    headline = "Transition planned from {starts_on} to {finishes_on}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    contract_id: UUID
    starts_on: date
    finishes_on: date
    waves: list[PlannedWave]
    critical_path: list[str]
    is_exit: bool = False


class WaveAdded(Event):
    headline = "Wave {wave.code} added: {wave.title}, planned on {wave.planned_on}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    contract_id: UUID
    wave: PlannedWave


class FreezeDeclared(Event):
    headline = "Freeze {title}: nothing goes live from {starts_on} to {ends_on}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    title: str
    starts_on: date
    ends_on: date


class ScheduleSlipped(Event):
    headline = "{milestone} slipped by {days} days: {reason}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    milestone: str
    was: date
    now: date
    days: int
    reason: str


class BaselineTaken(Event):
    headline = "Baseline {number} of the plan taken: {title}, to end on {finishes_on}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    baseline_id: UUID
    number: int
    title: str
    reason: str = ""
    finishes_on: date
    taken_by: str


class FeedOpened(Event):
    headline = "{opened_by} opened a calendar feed of the milestones: {title}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    feed_id: UUID
    title: str
    opened_by: str


class FeedRevoked(Event):
    headline = "{revoked_by} revoked the calendar feed {title}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    feed_id: UUID
    title: str
    revoked_by: str


class TransitionReopened(Event):
    headline = "Transition open again: {reason}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    contract_id: UUID
    reason: str
    was_closed_on: date


class TransitionClosed(Event):
    headline = "Transition closed"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    contract_id: UUID
    closed_on: date
