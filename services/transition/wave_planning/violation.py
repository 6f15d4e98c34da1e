"""What a wave plan breaks."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Limit(StrEnum):
    NOT_PLANNED = "not_planned"
    UNKNOWN = "unknown"
    NO_DATE = "no_date"
    PINNED = "pinned"
    TRANSFER = "transfer"
    EARLIEST = "earliest"
    LATEST = "latest"
    ENDS_BY = "ends_by"
    NOTICE = "notice"
    BLACKOUT = "blackout"
    DEPENDENCY = "dependency"
    TOGETHER = "together"
    APART = "apart"
    TRAINERS = "trainers"
    SEATS = "seats"
    GAP = "gap"
    MOST_PROCESSES = "most_processes"
    MOST_WAVES = "most_waves"


@dataclass(frozen=True, slots=True)
class Violation:
    """`which`: of several limits of one kind, this one (a skill, a blackout's title, a number).
    `on`: the day on which it shows."""

    limit: Limit
    which: str
    processes: tuple[str, ...]
    on: date | None
    sentence: str
