"""The business clock: how much open time lies between two moments, and when a time is up.

Where the sources differ, this is the choice:
- An interval is open at its opening and closed at its closing.
- Forward, a time that is up exactly at closing is up then, not at the next opening (MPXJ,
  ERPNext, biz); backward it is the mirror image. No time at all is up at the next open moment.
- Time is absolute across a clock change unless the calendar's terms say wall clock.
- A business day has any open hours. Business days are counted from the day after the start.
- An answer comes in the time zone of the question. Positions are exact to the microsecond.
- A calendar covers the years 1900 to 2099, so every search ends.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Literal

from libs.common.calendars.errors import CalendarError, OutOfReach, StillPaused
from libs.common.calendars.hours import Hours
from libs.common.calendars.month import ZERO, Span, start_of
from libs.common.calendars.open_time import OpenTime, moved
from libs.common.calendars.pauses import WITHOUT_END, Pause, merged
from libs.common.calendars.public_holidays import office_week
from libs.common.calendars.terms import CalendarTerms
from libs.common.calendars.timeline import timeline_of
from libs.common.calendars.week import WEEKDAYS, Weekday

_MIDNIGHT = datetime.min.time()


class Roll(StrEnum):
    """When on the last business day time is up."""

    TIME_OF_DAY = "time_of_day"
    "At the start's time of day; if that is closed, at the next open moment."
    END_OF_DAY = "end_of_day"
    "When that day closes."


class BusinessCalendar:
    """A calendar at work. Build one and keep it: it remembers the months it has laid out."""

    def __init__(self, terms: CalendarTerms) -> None:
        self.terms = terms
        self._line = timeline_of(terms)
        self._open = OpenTime(terms, self._line)

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> "BusinessCalendar":
        """From the JSON shape of `CalendarTerms`."""
        return cls(CalendarTerms.model_validate(data))

    @classmethod
    def of_country(
        cls,
        country: str,
        *,
        tz: str,
        subdivision: str | None = None,
        hours: Mapping[Weekday, object] | None = None,
        clock: Literal["absolute", "wall"] = "absolute",
    ) -> "BusinessCalendar":
        """Closed on a country's public holidays; nine to five on its weekdays unless told."""
        return cls.from_data(
            {
                "tz": tz,
                "clock": clock,
                "hours": office_week(country) if hours is None else hours,
                "country": country,
                "subdivision": subdivision,
            }
        )

    @classmethod
    def round_the_clock(cls, tz: str = "UTC") -> "BusinessCalendar":
        all_day = [["00:00", "24:00"]]
        return cls.from_data({"tz": tz, "hours": dict.fromkeys(WEEKDAYS, all_day)})

    def on_wall_clock(self) -> "BusinessCalendar":
        """The same hours, measured by what clocks on the wall show."""
        return BusinessCalendar(self.terms.model_copy(update={"clock": "wall"}))

    # Moments

    def is_open(self, instant: datetime) -> bool:
        at = self._position(instant)
        return self._open.is_open(at)

    def next_open(self, instant: datetime) -> datetime:
        """The instant itself if open, else the next opening."""
        return self._line.instant(self._open.next_after(self._position(instant)), instant)

    # Open time

    def elapsed(self, start: datetime, end: datetime, *, signed: bool = False) -> timedelta:
        """Open time from start to end. An end before the start gives zero; negative if `signed`."""
        return self.elapsed_with_pauses(start, end, (), signed=signed)

    def elapsed_with_pauses(
        self, start: datetime, end: datetime, pauses: Iterable[Pause], *, signed: bool = False
    ) -> timedelta:
        """Open time less the open time of the pauses. A pause not lifted yet lasts to the end."""
        since, until = self._position(start), self._position(end)
        if until < since:
            return -self.elapsed_with_pauses(end, start, pauses) if signed else ZERO
        paused = merged(self._spans(pauses), since, until)
        return self._open.between(since, until) - sum(
            (self._open.between(*span) for span in paused), ZERO
        )

    def due(self, start: datetime, open_time: timedelta) -> datetime:
        """When so much open time has passed since the start; before it, if negative."""
        return self._line.instant(self._open.after(self._position(start), open_time), start)

    def due_with_pauses(
        self, start: datetime, open_time: timedelta, pauses: Iterable[Pause]
    ) -> datetime:
        """The same, with the clock standing still during pauses.

        A pause that begins when time is up, or later, moves nothing. Raises `StillPaused` where a
        pause that is not lifted comes first.
        """
        if open_time < ZERO:
            raise CalendarError("time with pauses is counted forward only")
        at, left = self._position(start), open_time
        for begins, ends in merged(self._spans(pauses), at):
            run = self._open.between(at, begins)
            if left <= run:
                break
            if ends == WITHOUT_END:
                since = self._line.instant(begins, start)
                raise StillPaused(f"paused since {since}, with {left - run} of open time to go")
            at, left = ends, left - run
        return self._line.instant(self._open.after(at, left), start)

    # Days

    def hours_on(self, day: date) -> Hours:
        """Open intervals of a date on the wall clock, in order."""
        return self.terms.hours_on(day)

    def is_business_day(self, day: date) -> bool:
        return bool(self.hours_on(day))

    def add_business_days(self, day: date, count: int) -> date:
        """The nth business day after a date, before it if negative; 0: the first from it on."""
        return self._open.business_day(day, count)

    def business_days_between(self, start: date, end: date) -> int:
        """Undoes `add_business_days`: days after the start, up to and including the end.

        Negative where the end lies first: days before the start, down to and including the end.
        """
        if end < start:
            return -self._open.count_days(end, start)
        return self._open.count_days(moved(start, 1), moved(end, 1))

    def due_business_days(
        self, start: datetime, days: int, roll: Roll = Roll.TIME_OF_DAY
    ) -> datetime:
        """So many business days after the start's date, before it if negative.

        Backward, a closed time of day moves to the last moment that was open. 0 days counts from
        the next open moment.
        """
        at = self._position(start)
        wall = self._line.wall(at if days else self._open.next_after(at))
        day = self.add_business_days(wall.date(), days)
        if roll is Roll.END_OF_DAY:
            due = start_of(day) + self.hours_on(day)[-1].closes
            return self._line.instant(self._line.at_wall(due), start)
        due = self._line.at_wall(datetime.combine(day, wall.time()))
        due = self._open.last_before(due) if days < 0 else self._open.next_after(due)
        return self._line.instant(due, start)

    def full_days_date(self, start: datetime, days: int, *, working_days: bool = True) -> datetime:
        """The midnight by which so many full days have passed; from which they run, if negative.

        A day begun does not count: forward, counting starts at the next midnight unless the start
        is one. Without `working_days` every calendar day counts. Source: Ukraine's Prozorro.
        """
        if not days:
            raise CalendarError("no full days have no direction: ask for at least one")
        wall = self._line.wall(self._position(start))
        day = wall.date()
        if days > 0 and wall.time() != _MIDNIGHT:
            day = moved(day, 1)
        if not working_days:
            day = moved(day, days)
        elif days > 0:
            day = moved(self.add_business_days(moved(day, -1), days), 1)
        else:
            day = self.add_business_days(day, days)
        return self._line.instant(self._line.at_wall(start_of(day)), start)

    def _position(self, instant: datetime) -> datetime:
        try:
            return self._line.position(instant)
        except OverflowError:
            raise OutOfReach(f"{instant} lies outside the years a calendar covers") from None

    def _spans(self, pauses: Iterable[Pause]) -> Iterable[Span]:
        for begins, ends in pauses:
            end = WITHOUT_END if ends is None else self._position(ends)
            yield self._position(begins), end
