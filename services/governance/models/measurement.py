"""What was measured: a tally a day, by the vendor and by the client."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field, UniqueConstraint

from libs.common.db import Moment, Owned
from services.governance.models.base import Base


class Source(StrEnum):
    VENDOR = "vendor"
    CLIENT = "client"


class Fault(StrEnum):
    """Why a reported tally counts for nothing."""

    UNKNOWN_SERVICE_LEVEL = "unknown-service-level"
    IMPOSSIBLE_COUNTS = "impossible-counts"
    "More met or excluded than there were cases."
    DAY_AHEAD = "day-ahead"
    "The day had begun nowhere on earth when it was reported."


class DailyTally(Owned, Base, table=True):
    """The newest report of a day stands; `reports` counts how often it was told."""

    __tablename__ = "daily_tally"
    __table_args__ = (UniqueConstraint("service_level_id", "source", "taken_on"),)

    programme_id: UUID
    vendor_id: UUID
    contract_id: UUID
    service_level_id: UUID
    source: Source
    taken_on: date
    met: int
    total: int
    excluded: int
    reported_at: Moment
    report_id: UUID
    reports: int = 1


class UnmatchedTally(Owned, Base, table=True):
    """Tallies of a contract that could not be used, counted by what they named."""

    __tablename__ = "unmatched_tally"
    __table_args__ = (UniqueConstraint("contract_id", "code", "fault"),)

    programme_id: UUID
    vendor_id: UUID
    contract_id: UUID = Field(index=True)
    code: str
    fault: Fault
    tallies: int
    first_on: date
    last_on: date
