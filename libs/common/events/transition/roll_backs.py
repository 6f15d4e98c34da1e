"""Roll-backs: proposed, decided, executed, learnt from. `WaveRolledBack` tells the effect."""

from datetime import date
from uuid import UUID

from libs.common.events.transition.of_plan import OfPlan
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Digest


class OfRollBack(OfPlan, abstract=True):
    roll_back_id: UUID
    wave_id: UUID
    wave: str


class RollBackProposed(OfRollBack):
    headline = "Roll-back of {wave} proposed: {reason}"
    proposed_by: str
    proposed_on: date
    reason: str
    caused_by: Party
    criterion: str | None = None
    "Whose waiver expired, where that is why."
    evidence: list[Digest]


class RollBackApproved(OfRollBack):
    headline = "Roll-back of {wave} decided: {reason}"
    decided_by: str
    decided_on: date
    reason: str
    steps: list[str]
    "Codes, in the order in which they are taken."


class RollBackDeclined(OfRollBack):
    headline = "Roll-back of {wave} declined: {reason}"
    decided_by: str
    decided_on: date
    reason: str


class RollBackWithdrawn(OfRollBack):
    headline = "Roll-back of {wave} withdrawn: {reason}"
    withdrawn_by: str
    withdrawn_on: date
    reason: str


class RollBackStepTaken(OfRollBack):
    headline = "Roll-back of {wave}: {step} {outcome}"
    step: str
    outcome: str
    note: str
    taken_by: str
    taken_on: date


class RollBackLessonNoted(OfRollBack):
    headline = "Lesson of the roll-back of {wave}: {lesson}"
    lesson: str
    owner: str
    due: date | None
    noted_by: str
    noted_on: date


class RollBackAttributed(OfRollBack):
    headline = "Roll-back of {wave} is on the {caused_by}'s account: {reason}"
    was: Party | None
    caused_by: Party
    reason: str
    attributed_by: str
    attributed_on: date


class RollBackClocksStopped(OfRollBack):
    """Where it is on the client's account: nothing stops the client's own clocks."""

    headline = "The vendor's clocks stop with the roll-back of {wave} on {stopped_on}"
    stopped_on: date
    caused_by: Party | None
    "The client."


class RollBackClocksResumed(OfRollBack):
    """Once the wave has a new date, the roll-back is withdrawn, or it is on the vendor's account
    after all."""

    headline = "The vendor's clocks run again after the roll-back of {wave} on {resumed_on}"
    stopped_on: date
    resumed_on: date
    "The first day on which they run."
    caused_by: Party | None
    "As is said of it now."
