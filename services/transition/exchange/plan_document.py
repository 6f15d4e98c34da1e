"""A plan on paper: what a template drafts, what a file brings in, what goes out again.

Times are those on the wall of the plan's place, without a zone, to the minute. Work, lags and
estimates are minutes of working time; a working day has `minutes_per_day`.
"""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from services.transition.scheduling.network import ConstraintKind, LinkKind

DAY = 480
"Minutes of a working day, unless a plan states another."
LONGEST = 60 * 24 * 366 * 40
MOST_TASKS = 100_000
UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"Control characters but for tabs and line breaks: no database or planners' file holds them all."
LARGEST_NUMBER = 2**31 - 1


def _to_the_minute(moment: datetime) -> datetime:
    if moment.tzinfo is not None:
        raise ValueError("must be a time on the wall, without an offset")
    if not 1990 <= moment.year <= 2089:
        raise ValueError("must lie in the years 1990 to 2089")
    if moment.second or moment.microsecond:
        raise ValueError("must be a whole minute")
    return moment


Wall = Annotated[datetime, AfterValidator(_to_the_minute)]
Minutes = Annotated[int, Field(ge=0, le=LONGEST)]


def _readable(text: str) -> str:
    if UNREADABLE.search(text):
        raise ValueError("must have no control characters")
    return text


Readable = AfterValidator(_readable)
Name = Annotated[
    str,
    Field(
        min_length=1,
        max_length=100,
        pattern=r"^[^\s\x00-\x1f\x7f-\x9f]([^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f])?$",
    ),
]
"A code by which tasks, calendars and resources are told apart."
Title = Annotated[str, Field(max_length=500), Readable]
Note = Annotated[str, Field(max_length=4000), Readable]
WaveCode = Annotated[str, Field(max_length=100), Readable]
Amount = Annotated[Decimal, Field(ge=0, le=10**12, decimal_places=2)]
"In the plan's currency."


class Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Side(StrEnum):
    CLIENT = "client"
    VENDOR = "vendor"


class RaciRole(StrEnum):
    RESPONSIBLE = "R"
    ACCOUNTABLE = "A"
    CONSULTED = "C"
    INFORMED = "I"


class Responsibility(Document):
    """Who does it, answers for it, is asked, is told: a role or a person of one side."""

    role: RaciRole
    side: Side
    who: Annotated[str, Field(min_length=1, max_length=200), Readable]


class Demand(Document):
    """So many units of a resource while the task is worked on."""

    resource: Name
    units: Annotated[int, Field(ge=1, le=100_000)]


class Predecessor(Document):
    """A link to a task before. The lag is work time of the task after, or elapsed minutes."""

    task: Name
    kind: LinkKind = LinkKind.FS
    lag: Annotated[int, Field(ge=-LONGEST, le=LONGEST)] = 0
    elapsed: bool = False


class PlannedConstraint(Document):
    kind: ConstraintKind
    at: Wall | None = None

    @model_validator(mode="after")
    def _dated(self) -> Self:
        if (self.kind is ConstraintKind.ALAP) != (self.at is None):
            raise ValueError("every constraint but ALAP has a date")
        return self


def not_before(day: date) -> PlannedConstraint:
    """Not to start before that day."""
    return PlannedConstraint(
        kind=ConstraintKind.SNET, at=datetime.combine(day, datetime.min.time())
    )


def end_of(day: date) -> datetime:
    """The midnight with which it ends."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time())


class PlannedTask(Document):
    """A piece of work, a milestone (no work), or a summary (a task that others name as `parent`).

    `elapsed`: the work goes on day and night. `live`: puts its wave live. `optimistic`,
    `pessimistic`: minutes, with `minutes` the most likely, in this order. `uid`: its number in the
    file it came from. Of a summary `minutes`, `constraint` and dates are not looked at: they follow
    from its parts.
    """

    code: Name
    title: Title
    parent: Name | None = None
    wave: WaveCode = ""
    minutes: Minutes = 0
    elapsed: bool = False
    calendar: Name | None = None
    milestone: Name | None = None
    live: bool = False
    predecessors: tuple[Predecessor, ...] = ()
    constraint: PlannedConstraint | None = None
    deadline: Wall | None = None
    responsibilities: tuple[Responsibility, ...] = ()
    demands: tuple[Demand, ...] = ()
    optimistic: Minutes | None = None
    pessimistic: Minutes | None = None
    budget: Amount | None = None
    actual_cost: Amount | None = None
    started_at: Wall | None = None
    finished_at: Wall | None = None
    percent: Annotated[int, Field(ge=0, le=100)] = 0
    note: Note = ""
    uid: Annotated[int, Field(ge=-LARGEST_NUMBER, le=LARGEST_NUMBER)] | None = None

    @model_validator(mode="after")
    def _estimates_in_order(self) -> Self:
        if self.optimistic is not None and self.optimistic > self.minutes:
            raise ValueError(f"the optimistic estimate of {self.code} is longer than its work")
        if self.pessimistic is not None and self.pessimistic < self.minutes:
            raise ValueError(f"the pessimistic estimate of {self.code} is shorter than its work")
        return self


Clocktime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]
Spans = tuple[tuple[Clocktime, Clocktime], ...]
"Open spans of a day in order, such as 08:00 to 12:00 and 13:00 to 17:00."
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class CalendarException(Document):
    """Days, both included, on which other hours hold; no hours: closed."""

    first: date
    last: date
    hours: Spans = ()
    title: Annotated[str, Field(max_length=200), Readable] = ""


class PlannedCalendar(Document):
    """`country`: closed on its public holidays too (ISO 3166)."""

    code: Name
    title: Title = ""
    week: dict[Weekday, Spans]
    exceptions: tuple[CalendarException, ...] = ()
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None


class Resource(Document):
    """`capacity`: units at once."""

    code: Name
    title: Title = ""
    capacity: Annotated[int, Field(ge=0, le=1_000_000)]


class SlackConvention(StrEnum):
    """By what follows from the links, or as Microsoft Project stores it."""

    LOGIC = "logic"
    MICROSOFT = "microsoft"


class PlanDocument(Document):
    """A whole plan. `calendar`: that of tasks which name none. Tasks stand in outline order."""

    title: Title
    starts_at: Wall
    calendar: Name
    calendars: tuple[PlannedCalendar, ...]
    tasks: Annotated[tuple[PlannedTask, ...], Field(max_length=MOST_TASKS)]
    resources: tuple[Resource, ...] = ()
    minutes_per_day: Annotated[int, Field(ge=1, le=1440)] = DAY
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "EUR"
    slack: SlackConvention = SlackConvention.LOGIC
    status_at: Wall | None = None
    finishes_at: Wall | None = None
    "As computed, told on the way out; not looked at on the way in."


class Dates(Document):
    """The computed dates of a task, for files that carry them; floats in minutes."""

    start: datetime
    finish: datetime
    early_start: datetime
    early_finish: datetime
    late_start: datetime
    late_finish: datetime
    total_float: int
    free_float: int
    critical: bool
