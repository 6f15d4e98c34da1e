"""What is asked of the wave planner."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Self, get_args

from pydantic import Field, model_validator

from libs.common.bodies import Body
from libs.common.problems import invalid
from services.transition.api.common import Day, Text
from services.transition.exchange.plan_document import Weekday
from services.transition.models import Plan, Wave
from services.transition.roll_out.freeze import FreezeSpan
from services.transition.wave_planning.problem import (
    Blackout,
    Level,
    Process,
    WaveProblem,
    quarter_ends,
    weekly,
)
from services.transition.wave_planning.wave_proposals import live_already
from services.transition.wave_planning.what_if import Change

MOST_PROCESSES, MOST_DATES = 200, 300
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
Codes = Annotated[list[Text], Field(max_length=MOST_PROCESSES)]
Units = Annotated[int, Field(ge=0, le=100_000)]


class StatedLevel(Body):
    """So many from that day on, until another level."""

    since: Day
    units: Units


Levels = Annotated[list[StatedLevel], Field(max_length=100)]


class StatedBlackout(Body):
    """Both days included. `clear_of_hypercare`: hypercare too must not fall into it, as in a peak
    freeze; else only its days count."""

    title: Text
    starts_on: Day
    ends_on: Day
    clear_of_hypercare: bool = True

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_on < self.starts_on:
            raise ValueError("ends before it starts")
        return self


class StatedProcess(Body):
    """`criticality`: 1, least, to 5. `transfer_days`: business days. `trainers`: by skill, while
    it is transferred; `seats`: from its transfer on. `depends_on`: live no later than this one.
    `notice_days`: calendar days of notice before go-live. `saving`: a year, once live."""

    code: Text
    title: Text | None = None
    criticality: Annotated[Decimal, Field(ge=1, le=5, decimal_places=2)]
    transfer_days: Annotated[int, Field(ge=0, le=1000)] = 0
    trainers: Annotated[dict[Text, Units], Field(max_length=50)] = {}
    seats: Units = 0
    depends_on: Codes = []
    together_with: Codes = []
    apart_from: Codes = []
    earliest: Day | None = None
    latest: Day | None = None
    notice_days: Annotated[int, Field(ge=0, le=3650)] = 0
    pinned: Day | None = None
    saving: Annotated[Decimal, Field(ge=0, le=10**12)] = Decimal(0)

    def as_process(self) -> Process:
        stated = self.model_dump()
        for name in PAIRS:
            stated[name] = tuple(stated[name])
        return Process(**{**stated, "title": self.title or self.code})


PAIRS = ("depends_on", "together_with", "apart_from")


class Cadence(Body):
    """Every so many weeks on that weekday; a holiday gives way to the next business day."""

    weekday: Weekday = "mon"
    every_weeks: Annotated[int, Field(ge=1, le=52)] = 1


class Circumstances(Body):
    """Waves go live on `dates`, or on those of a `cadence` from `first_day` (today, unless stated)
    to `last_day` (`ends_by`, unless stated). From the plan: country and start unless stated, its
    freezes, and the dates of processes that are live. `quarter_ends`: nothing goes live within
    five days of one. `ends_by`: the last go-live that the contract allows. `notice_on`: the day
    on which notice can be given at the earliest. `gap_days`: between two waves."""

    processes: Annotated[list[StatedProcess], Field(min_length=1, max_length=MOST_PROCESSES)]
    trainers: Annotated[dict[Text, Levels], Field(max_length=50)] = {}
    seats: Levels = []
    dates: Annotated[list[Day], Field(min_length=1, max_length=MOST_DATES)] | None = None
    cadence: Cadence | None = None
    first_day: Day | None = None
    last_day: Day | None = None
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    starts_on: Day | None = None
    blackouts: Annotated[list[StatedBlackout], Field(max_length=200)] = []
    quarter_ends: bool = False
    ends_by: Day | None = None
    notice_on: Day | None = None
    gap_days: Annotated[int, Field(ge=0, le=366)] = 0
    most_processes: Annotated[int, Field(ge=1, le=MOST_PROCESSES)] | None = None
    most_waves: Annotated[int, Field(ge=1, le=MOST_DATES)] | None = None

    @model_validator(mode="after")
    def _dated(self) -> Self:
        if (self.dates is None) == (self.cadence is None):
            raise ValueError("state dates, or a cadence")
        return self

    def problem(
        self, plan: Plan, waves: Sequence[Wave], freezes: Sequence[FreezeSpan], today: date
    ) -> WaveProblem:
        """Refuses (422) codes that are not among the processes, and dates that cannot be."""
        must_be_known(self)
        country, starts_on = self.country or plan.country, self.starts_on or plan.starts_on
        dates = self._dates(country, max(starts_on, today), today)
        return WaveProblem(
            starts_on=starts_on,
            dates=dates,
            processes=tuple(self._processes(waves)),
            country=country,
            trainers={skill: levels_of(levels) for skill, levels in self.trainers.items()},
            seats=levels_of(self.seats),
            blackouts=tuple(self._blackouts(freezes, dates)),
            notice_on=self.notice_on,
            ends_by=self.ends_by,
            gap_days=self.gap_days,
            most_processes=self.most_processes,
            most_waves=self.most_waves,
        )

    def _processes(self, waves: Sequence[Wave]) -> Iterator[Process]:
        live = {code: wave.live_on for wave in waves for code in wave.processes if wave.live_on}
        for stated in self.processes:
            process, since = stated.as_process(), live.get(stated.code)
            yield process if since is None else live_already(process, since)

    def _blackouts(
        self, freezes: Sequence[FreezeSpan], dates: Sequence[date]
    ) -> Iterator[Blackout]:
        yield from (Blackout(**freeze.model_dump()) for freeze in freezes)
        yield from blackouts_of(self.blackouts)
        if self.quarter_ends:
            yield from quarter_ends(dates[0], dates[-1])

    def _dates(self, country: str, first: date, today: date) -> tuple[date, ...]:
        if self.dates is not None:
            for n, day in enumerate(self.dates):
                if day < today:
                    raise invalid(f"/dates/{n}", f"{day} has passed.")
            return tuple(sorted(set(self.dates)))
        return self._rhythm(country, self.first_day or first, today)

    def _rhythm(self, country: str, first: date, today: date) -> tuple[date, ...]:
        last = self.last_day or self.ends_by
        if last is None:
            raise invalid("/last_day", "Until when do waves go live? State it, or ends_by.")
        if first < today:
            raise invalid("/first_day", f"{first} has passed.")
        assert self.cadence is not None  # noqa: S101
        every = self.cadence.every_weeks
        if last - first > timedelta(weeks=every * MOST_DATES):
            raise invalid("/last_day", f"There are {MOST_DATES} dates at most.")
        weekday = WEEKDAYS.index(self.cadence.weekday)
        dates = weekly(first, last, country, weekday=weekday, every=every)
        if not dates:
            raise invalid("/last_day", f"No date of the cadence lies between {first} and {last}.")
        return dates


class NewWaveProposal(Circumstances):
    """`seconds`: of search at most; it ends sooner where nothing can be better."""

    seconds: Annotated[int, Field(ge=1, le=300)] = 20


class WaveCheck(Circumstances):
    """`live_on`: the go-live of each process, by its code."""

    live_on: Annotated[dict[Text, Day], Field(max_length=MOST_PROCESSES)]


class WhatIf(Body):
    """Other dates; processes that are ready no earlier than a day, or take so many business days
    longer; blackouts on top of those there are; trainers and seats in place of those there are."""

    live_on: Annotated[dict[Text, Day], Field(max_length=MOST_PROCESSES)] = {}
    not_before: Annotated[dict[Text, Day], Field(max_length=MOST_PROCESSES)] = {}
    more_transfer: Annotated[
        dict[Text, Annotated[int, Field(ge=0, le=1000)]], Field(max_length=MOST_PROCESSES)
    ] = {}
    blackouts: Annotated[list[StatedBlackout], Field(max_length=200)] = []
    trainers: Annotated[dict[Text, Levels], Field(max_length=50)] = {}
    seats: Levels | None = None

    def change(self, problem: WaveProblem) -> Change:
        """Refuses (422) codes that are not among the processes."""
        known = {process.code for process in problem.processes}
        for name in ("live_on", "not_before", "more_transfer"):
            for code in getattr(self, name):
                if code not in known:
                    raise invalid(f"/{name}/{code}", f"There is no process {code}.")
        return Change(
            live_on=self.live_on,
            not_before=self.not_before,
            more_transfer=self.more_transfer,
            blackouts=tuple(blackouts_of(self.blackouts)),
            trainers={skill: levels_of(levels) for skill, levels in self.trainers.items()},
            seats=None if self.seats is None else levels_of(self.seats),
        )


def must_be_known(asked: Circumstances) -> None:
    """Every process once, and no other named; of every skill how many trainers there are."""
    codes = [process.code for process in asked.processes]
    for n, process in enumerate(asked.processes):
        if process.code in codes[:n]:
            raise invalid(f"/processes/{n}/code", f"Two processes are called {process.code}.")
        for name in PAIRS:
            for m, code in enumerate(getattr(process, name)):
                if code not in codes:
                    raise invalid(f"/processes/{n}/{name}/{m}", f"There is no process {code}.")
        for skill in process.trainers:
            if skill not in asked.trainers:
                message = f"How many trainers are there for {skill}? State it in trainers."
                raise invalid(f"/processes/{n}/trainers/{skill}", message)


def levels_of(stated: Sequence[StatedLevel]) -> tuple[Level, ...]:
    return tuple(Level(level.since, level.units) for level in stated)


def blackouts_of(stated: Sequence[StatedBlackout]) -> Iterator[Blackout]:
    return (Blackout(**blackout.model_dump()) for blackout in stated)
