"""Cutovers: the checklist of a wave, its rehearsals, and how it went."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from libs.common.events.transition.of_plan import OfPlan
from libs.common.events.vendor.evidence import Digest


class RehearsalKind(StrEnum):
    CUTOVER = "cutover"
    ROLLBACK = "rollback"


class OfCutover(OfPlan, abstract=True):
    cutover_id: UUID
    wave: str


class CutoverListed(OfCutover):
    headline = "Cutover of {wave} listed: {items} items, {planned_minutes} minutes"
    items: int
    planned_minutes: int
    "The longest way through the checklist."
    listed_by: str


class CutoverRehearsed(OfCutover):
    headline = "{event.what} of {wave} rehearsed on {rehearsed_on}: {event.outcome}"
    rehearsal_id: UUID
    kind: RehearsalKind
    rehearsed_on: date
    minutes: int
    passed: bool
    failed: str
    "What failed; empty where it passed."
    evidence: list[Digest]
    recorded_by: str

    @property
    def what(self) -> str:
        return self.kind.capitalize()

    @property
    def outcome(self) -> str:
        return "passed" if self.passed else self.failed


class CutoverBegun(OfCutover):
    headline = "Cutover of {wave} begun"
    begun_at: datetime
    begun_by: str


class PointOfNoReturnPassed(OfCutover):
    headline = "Cutover of {wave}: {decided_by} decided to pass the point of no return"
    decided_at: datetime
    decided_by: str
    reason: str


class CutoverItemDone(OfCutover):
    headline = "Cutover of {wave}: {title} done"
    item: str
    title: str
    on: date
    by: str
    evidence: list[Digest]


class CutoverItemFailed(OfCutover):
    headline = "Cutover of {wave}: {title} failed: {reason}"
    item: str
    title: str
    on: date
    by: str
    reason: str


class CutoverItemSkipped(OfCutover):
    headline = "Cutover of {wave}: {by} skipped {title}: {reason}"
    item: str
    title: str
    on: date
    by: str
    reason: str


class CutoverCompleted(OfCutover):
    headline = "Cutover of {wave} completed, {minutes} minutes of {planned_minutes} planned"
    minutes: int
    planned_minutes: int
    completed_on: date
