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
    before_live: dict[str, list[str]] | None = None
    "By wave, the milestones that its go-live waits for, in the order of the plan; none: not told."


class WaveAdded(OfPlan):
    headline = "Wave {wave.code} added: {wave.title}, planned on {wave.planned_on}"
    contract_id: UUID
    wave: PlannedWave


class MilestonesMoved(OfPlan):
    """By the plan itself; what a claim makes of its milestone is told of the claim."""

    headline = "{event.counted}: {cause}"
    finished: list[str] = []
    "The client's own work."
    undone: list[str] = []
    "Were reached, and are not any more."
    before_live: dict[str, list[str]] = {}
    "By wave, where it is another list than before: all that its go-live waits for now."
    cause: str

    @property
    def counted(self) -> str:
        said = {"finished": self.finished, "undone": self.undone}
        said["before go-live are others in"] = sorted(self.before_live)
        return "Milestones " + "; ".join(f"{how} {', '.join(of)}" for how, of in said.items() if of)


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
