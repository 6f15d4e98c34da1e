"""Sessions in which knowledge is handed over."""

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime

from libs.common.events.base import Part
from libs.common.events.transition.knowledge import Learned
from libs.common.events.transition.of_plan import OfPlan
from libs.common.events.vendor.evidence import Digest


class Attendance(Part):
    person: str
    present: bool


class OfSession(OfPlan, abstract=True):
    session_id: UUID
    code: str
    title: str


class KnowledgeSessionPlanned(OfSession):
    headline = "{title} planned for {starts_at} with {trainer}"
    topics: list[str]
    trainer: str
    invited: list[str]
    starts_at: AwareDatetime
    minutes: int
    zone: str
    vendor_zone: str
    planned_by: str


class KnowledgeSessionChanged(OfSession):
    headline = "{title} now at {starts_at} with {trainer}: {reason}"
    was_at: AwareDatetime
    was_with: str
    trainer: str
    invited: list[str]
    starts_at: AwareDatetime
    minutes: int
    zone: str
    reason: str
    changed_by: str


class KnowledgeSessionHeld(OfSession):
    """`taught`: for whom presence makes the step."""

    headline = "{title} held on {held_on}"
    topics: list[str]
    trainer: str
    held_on: date
    attendance: list[Attendance]
    taught: list[Learned]
    evidence: list[Digest]
    noted_by: str


class KnowledgeSessionCancelled(OfSession):
    headline = "{title} cancelled: {reason}"
    topics: list[str]
    cancelled_on: date
    cancelled_by: str
    reason: str


class KnowledgeSessionLostTrainer(OfSession):
    """It is still planned, and nobody is there to hold it."""

    headline = "{title} of {starts_at} has no trainer: {trainer} left on {left_on}"
    topics: list[str]
    starts_at: AwareDatetime
    trainer: str
    left_on: date
    successor: str | None = None
