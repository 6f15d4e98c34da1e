"""Cutovers: the checklist of a wave, its rehearsals, and how it went."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from libs.common.events.base import Event
from libs.common.events.vendor import Digest


class RehearsalKind(StrEnum):
    CUTOVER = "cutover"
    ROLLBACK = "rollback"


class CutoverListed(Event):
    headline = "Cutover of {wave} listed: {items} items, {planned_minutes} minutes"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    cutover_id: UUID
    wave: str
    items: int
    planned_minutes: int
    "The longest way through the checklist."
    listed_by: str


class CutoverRehearsed(Event):
    headline = "{event.what} of {wave} rehearsed on {rehearsed_on}: {event.outcome}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    cutover_id: UUID
    wave: str
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


class CutoverBegun(Event):
    headline = "Cutover of {wave} begun"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    cutover_id: UUID
    wave: str
    begun_at: datetime
    begun_by: str


class PointOfNoReturnPassed(Event):
    headline = "Cutover of {wave}: {decided_by} decided to pass the point of no return"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    cutover_id: UUID
    wave: str
    decided_at: datetime
    decided_by: str
    reason: str


class CutoverItemDone(Event):
    headline = "Cutover of {wave}: {title} done"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    cutover_id: UUID
    wave: str
    item: str
    title: str
    on: date
    by: str
    evidence: list[Digest]


class CutoverItemFailed(Event):
    headline = "Cutover of {wave}: {title} failed: {reason}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    cutover_id: UUID
    wave: str
    item: str
    title: str
    on: date
    by: str
    reason: str


class CutoverItemSkipped(Event):
    headline = "Cutover of {wave}: {by} skipped {title}: {reason}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    cutover_id: UUID
    wave: str
    item: str
    title: str
    on: date
    by: str
    reason: str


class CutoverCompleted(Event):
    headline = "Cutover of {wave} completed, {minutes} minutes of {planned_minutes} planned"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    cutover_id: UUID
    wave: str
    minutes: int
    planned_minutes: int
    completed_on: date
