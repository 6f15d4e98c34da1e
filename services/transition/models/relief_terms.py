"""What a version of relief says, and what it follows from."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Digest

SYSTEM = "baton"
"Who opens what follows from lateness."


class ReliefSource(StrEnum):
    """What it follows from."""

    OBLIGATION = "obligation"
    ACCESS = "access"
    INTEGRATION = "integration"
    CLAIM = "claim"
    PROPOSAL = "proposal"


def other(side: Party) -> Party:
    return Party.VENDOR if side is Party.CLIENT else Party.CLIENT


class Terms(BaseModel):
    """What a version says. `service_levels`: none named means all of the waves."""

    model_config = ConfigDict(frozen=True)
    caused_by: Party
    from_on: date
    until_on: date | None = None
    cause: str
    tasks: list[str] = []
    milestones: list[str] = []
    waves: list[str] = []
    service_levels: list[str] = []
    evidence: list[Digest] = []


class Version(BaseModel):
    """Which side said it, and who for it."""

    model_config = ConfigDict(frozen=True)
    number: int
    terms: Terms
    side: Party
    by: str
    at: datetime
    reason: str = ""
