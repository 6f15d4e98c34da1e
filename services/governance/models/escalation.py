"""What needs somebody's attention above the day's work."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from libs.common.auth.actor import Actor
from libs.common.db import Owned
from libs.common.events.governance import EscalationRaised, EscalationResolved
from libs.common.problems import refused
from services.governance.models.base import Base

MANUAL, TERMINATION = "manual", "termination-right"


class Level(StrEnum):
    """Who is to hear of it."""

    OFFICE = "programme_office"
    SPONSOR = "sponsor"


class EscalationState(StrEnum):
    OPEN = "open"
    RESOLVED = "resolved"


class Escalation(Owned, Base, table=True):
    programme_id: UUID = Field(index=True)
    vendor_id: UUID | None = None
    subject: str
    detail: str = ""
    cause: str
    "Type of the event that brought it, `termination-right`, or `manual`."
    level: Level | None = None
    "Of one that an event brought."
    thing: str | None = Field(default=None, index=True)
    "What is late or broken; it escalates once until it is made good."
    stands: bool = False
    "Whether that has not been made good yet, though somebody may have resolved this."
    state: EscalationState = EscalationState.OPEN
    raised_by: str
    raised_on: date
    resolution: str | None = None
    resolved_by: str | None = None

    @property
    def is_open(self) -> bool:
        return self.state is EscalationState.OPEN

    def raised(self) -> Iterator[EscalationRaised]:
        yield EscalationRaised(
            programme_id=self.programme_id,
            vendor_id=self.vendor_id,
            escalation_id=self.id,
            subject=self.subject,
            cause=self.cause,
            raised_by=self.raised_by,
            level=self.level,
        )

    def resolve(self, by: Actor, resolution: str) -> Iterator[EscalationResolved]:
        if not self.is_open:
            raise refused("already-resolved", "The escalation is resolved already.")
        yield from self._resolved(by.id, resolution)

    def made_good(self, by: str, how: str) -> Iterator[EscalationResolved]:
        """Nothing is told of one that somebody resolved before."""
        self.stands = False
        if self.is_open:
            yield from self._resolved(by, how)

    def _resolved(self, by: str, resolution: str) -> Iterator[EscalationResolved]:
        self.state = EscalationState.RESOLVED
        self.resolution, self.resolved_by = resolution, by
        yield EscalationResolved(
            programme_id=self.programme_id,
            vendor_id=self.vendor_id,
            escalation_id=self.id,
            resolution=resolution,
            resolved_by=by,
        )
