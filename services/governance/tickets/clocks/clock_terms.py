"""What a clock on a ticket counts, as a contract states it."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from libs.common.calendars import CalendarTerms


class Stop(StrEnum):
    RESOLVED = "resolved_at"
    CLOSED = "closed_at"


class ClockTerms(BaseModel):
    """From the ticket's first opening to its last resolution or closing.

    Without a calendar every minute counts, and months are those of UTC.
    """

    model_config = ConfigDict(frozen=True)
    calendar: CalendarTerms | None = None
    stops: Stop = Stop.RESOLVED
    pausing: frozenset[str] = frozenset()
    "Statuses in which the clock stands still: the client was asked and has to answer."

    @property
    def zone(self) -> str:
        return self.calendar.tz if self.calendar else "UTC"
