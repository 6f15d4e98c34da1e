"""Waves and levelled plans that were computed, and taken over."""

from datetime import date
from uuid import UUID

from libs.common.events.transition.of_plan import OfPlan


class WaveProposalMade(OfPlan):
    """`outcome`: how many processes in how many waves, or that constraints allow none."""

    headline = "Wave plan proposed: {outcome}"
    proposal_id: UUID
    outcome: str
    processes: int
    waves: int
    last_live_on: date | None = None
    optimal: bool
    contradiction: list[str] = []
    "Constraints that cannot all hold."


class WaveProposalAdopted(OfPlan):
    """`waves`: those that moved, by code; each tells of its own move too."""

    headline = "Proposed wave plan adopted by {adopted_by}"
    proposal_id: UUID
    adopted_by: str
    waves: list[str]


class PlanLevelled(OfPlan):
    """What levelling would come to; nothing moved."""

    headline = "Levelled, the transition would end on {finishes_on} instead of {was}"
    levelling_id: UUID
    was: date
    finishes_on: date
    moved: int
    "Tasks that would begin on another day or hour."
    optimal: bool


class LevellingAdopted(OfPlan):
    headline = "Levelled plan adopted by {adopted_by}: {dated} tasks wait until they can be staffed"
    levelling_id: UUID
    adopted_by: str
    dated: int
    "Tasks that were told not to begin before a date."
    finishes_on: date
