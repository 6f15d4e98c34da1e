"""What a wave plan has to keep: processes, dates, trainers, seats, freezes and the contract.

A wave is what goes live on one day. Transfer of a process lasts the business days before its
go-live, and begins no earlier than `starts_on`. Trainers are held while it lasts. Seats, places
at the vendor's site, are taken from its first day on and kept.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from services.transition.plan.contract_calendar import calendar_of
from services.transition.roll_out.freeze import FreezeSpan

LiveOn = dict[str, date]
"The go-live of each process, by its code: a wave plan."


class Blackout(FreezeSpan):
    """Days, both included, on which nothing goes live. `clear_of_hypercare`: nor may hypercare
    fall into it, and a settling week follows it (a peak freeze); else only its days count (a
    quarter's end)."""

    clear_of_hypercare: bool = True


@dataclass(frozen=True, slots=True)
class Level:
    """So many from that day on."""

    since: date
    units: int


@dataclass(frozen=True, slots=True)
class Process:
    """`criticality`: 1 (least) to 5. `transfer_days`: business days. `trainers`: by skill.
    `depends_on`: live no later than this one, on the same day at the latest. `together_with`: in
    the same wave; `apart_from`: not in it. `earliest`, `latest`: what the contract says of its
    go-live. `notice_days`: calendar days before go-live by which notice is given. `pinned`: its
    date stands. `live`: since then; no limit of its own forbids that any more. `saving`: a year,
    once live; none stated counts as little."""

    code: str
    title: str
    criticality: Decimal
    transfer_days: int = 0
    trainers: dict[str, int] = field(default_factory=dict)
    seats: int = 0
    depends_on: tuple[str, ...] = ()
    together_with: tuple[str, ...] = ()
    apart_from: tuple[str, ...] = ()
    earliest: date | None = None
    latest: date | None = None
    notice_days: int = 0
    pinned: date | None = None
    saving: Decimal = Decimal(0)
    live: bool = False


@dataclass(frozen=True, slots=True)
class WaveProblem:
    """`dates`: on which a wave may go live. `country`: whose business days count.
    `trainers`: by skill; `seats`: none stated is no limit; before the first level there are none.
    `notice_on`: the day on which notice can be given at the earliest. `ends_by`: the last go-live
    that the contract allows. `gap_days`: between one wave and the next, in calendar days."""

    starts_on: date
    dates: tuple[date, ...]
    processes: tuple[Process, ...]
    country: str = "NL"
    trainers: dict[str, tuple[Level, ...]] = field(default_factory=dict)
    seats: tuple[Level, ...] = ()
    blackouts: tuple[Blackout, ...] = ()
    notice_on: date | None = None
    ends_by: date | None = None
    gap_days: int = 0
    most_processes: int | None = None
    most_waves: int | None = None

    def process(self, code: str) -> Process:
        """Raises `KeyError`."""
        for process in self.processes:
            if process.code == code:
                return process
        raise KeyError(code)


class UnknownProcess(ValueError):
    def __init__(self, code: str, named_by: str) -> None:
        super().__init__(f"{named_by} names the process {code}, which is not in the plan")
        self.code = code


def weekly(
    first: date, last: date, country: str, *, weekday: int = 0, every: int = 1
) -> tuple[date, ...]:
    """The dates of a rhythm of so many weeks, Monday being 0; a holiday gives way to the next
    business day."""
    calendar = calendar_of(country)
    day, days = first + timedelta((weekday - first.weekday()) % 7), []
    while day <= last:
        days.append(calendar.add_business_days(day, 0))
        day += timedelta(weeks=every)
    return tuple(dict.fromkeys(days))


def quarter_ends(first: date, last: date, *, days: int = 5) -> tuple[Blackout, ...]:
    """The last and the first `days` of quarters: no go-live, but hypercare goes on."""
    years = range(first.year, last.year + 2)
    quarters = [date(year, month, 1) for year in years for month in (1, 4, 7, 10)]
    spans = [(day - timedelta(days), day + timedelta(days - 1), day) for day in quarters]
    return tuple(
        Blackout(
            title=f"quarter end before {day}",
            starts_on=begin,
            ends_on=end,
            clear_of_hypercare=False,
        )
        for begin, end, day in spans
        if begin <= last and first <= end
    )


def level_on(levels: tuple[Level, ...], day: date) -> int:
    return max(
        ((level.since, level.units) for level in levels if level.since <= day), default=(day, 0)
    )[1]


def transfer_begins(problem: WaveProblem, process: Process, live_on: date) -> date:
    """The first day of its transfer: so many business days before its go-live."""
    return _days_before(problem.country, live_on, process.transfer_days)


@lru_cache(maxsize=65536)
def _days_before(country: str, day: date, count: int) -> date:
    return calendar_of(country).add_business_days(day, -count) if count else day


def may_go_live(problem: WaveProblem, day: date) -> bool:
    """A day on which others went live is none for those to come."""
    pinned = (process.pinned for process in problem.processes if not process.live)
    return day in problem.dates or day in pinned


def candidate_dates(problem: WaveProblem) -> tuple[date, ...]:
    """In order, pinned dates included."""
    pinned = {process.pinned for process in problem.processes if process.pinned}
    return tuple(sorted({*problem.dates, *pinned}))


def waves_of(live_on: LiveOn) -> dict[date, list[str]]:
    """The waves in order, each with its processes."""
    waves: dict[date, list[str]] = {day: [] for day in sorted(set(live_on.values()))}
    for code in sorted(live_on):
        waves[live_on[code]].append(code)
    return waves


def groups_of(problem: WaveProblem) -> list[list[Process]]:
    """Processes that go live together, directly or by way of others. Raises `UnknownProcess`."""
    group = {process.code: {process.code} for process in problem.processes}
    for process in problem.processes:
        for other in process.together_with:
            if other not in group:
                raise UnknownProcess(other, process.code)
            joined = group[process.code] | group[other]
            group.update(dict.fromkeys(joined, joined))
    first = {min(codes): codes for codes in group.values()}
    return [[problem.process(code) for code in sorted(codes)] for codes in first.values()]


def consecutive(live_on: LiveOn) -> list[tuple[date, date]]:
    return list(pairwise(waves_of(live_on)))
