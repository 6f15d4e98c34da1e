"""Plans: made, frozen, agreed, late, closed."""

from datetime import date
from uuid import UUID

from libs.common.events.base import Part
from libs.common.events.transition.of_plan import OfPlan


class PlannedWave(Part):
    wave_id: UUID
    code: str
    title: str
    processes: list[str]
    planned_on: date
    expected_on: date | None = None
    "When the network of tasks allows it: the planned date or later."


class TransitionPlanned(OfPlan):
    headline = "Transition planned from {starts_on} to {finishes_on}"
    contract_id: UUID
    starts_on: date
    finishes_on: date
    waves: list[PlannedWave]
    critical_path: list[str]
    is_exit: bool = False


class WaveAdded(OfPlan):
    headline = "Wave {wave.code} added: {wave.title}, planned on {wave.planned_on}"
    contract_id: UUID
    wave: PlannedWave


class FreezeDeclared(OfPlan):
    headline = "Freeze {title}: nothing goes live from {starts_on} to {ends_on}"
    title: str
    starts_on: date
    ends_on: date


class ScheduleSlipped(OfPlan):
    headline = "{milestone} slipped by {days} days: {reason}"
    milestone: str
    was: date
    now: date
    days: int
    reason: str


class BaselineTaken(OfPlan):
    headline = "Baseline {number} of the plan taken: {title}, to end on {finishes_on}"
    baseline_id: UUID
    number: int
    title: str
    reason: str = ""
    finishes_on: date
    taken_by: str


class FeedOpened(OfPlan):
    headline = "{opened_by} opened a calendar feed of the milestones: {title}"
    feed_id: UUID
    title: str
    opened_by: str


class FeedRevoked(OfPlan):
    headline = "{revoked_by} revoked the calendar feed {title}"
    feed_id: UUID
    title: str
    revoked_by: str


class TransitionReopened(OfPlan):
    headline = "Transition open again: {reason}"
    contract_id: UUID
    reason: str
    was_closed_on: date


class TransitionClosed(OfPlan):
    headline = "Transition closed"
    contract_id: UUID
    closed_on: date
    is_exit: bool = False
    "The way back is done."
