"""Parallel runs: the old way and the new way side by side."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from libs.common.events.transition.of_plan import OfPlan


class ParallelRunBegun(OfPlan):
    headline = "Parallel run {run} of {wave} begins on {begins_on}"
    run_id: UUID
    run: str
    wave: str
    process: str
    begins_on: date
    until: date
    tolerance: Decimal
    tolerance_is_share: bool
    begun_by: str


class ParallelDayCompared(OfPlan):
    headline = "Parallel run {run}: {day} old {old}, new {new}"
    run_id: UUID
    run: str
    wave: str
    day: date
    old: Decimal
    new: Decimal
    within: bool
    "Within the tolerance."
    reported_by: str


class DifferenceExplained(OfPlan):
    headline = "Parallel run {run}: the difference of {day} explained: {cause}"
    run_id: UUID
    run: str
    wave: str
    day: date
    cause: str
    explained_by: str


class ParallelRunEnded(OfPlan):
    headline = "Parallel run {run} of {wave} {event.outcome}"
    run_id: UUID
    run: str
    wave: str
    passed: bool
    days: int
    within: int
    in_a_row: int
    ended_on: date
    ended_by: str
    rule_version: int

    @property
    def outcome(self) -> str:
        return "passed" if self.passed else "failed"
