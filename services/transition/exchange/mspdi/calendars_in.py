"""Calendars from the schema's Calendar: what one takes over from its base is written out."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from services.transition.exchange.imported import Notes, Unreadable, shortened
from services.transition.exchange.mspdi import terms, text
from services.transition.exchange.mspdi.calendars_out import LOOKS_LIKE_HOLIDAY, holiday_title
from services.transition.exchange.mspdi.names import Names
from services.transition.exchange.mspdi.parsing import Row, value
from services.transition.exchange.mspdi.recurring import DAILY, Rule
from services.transition.exchange.plan_document import (
    CalendarException,
    Clocktime,
    PlannedCalendar,
    Spans,
    Weekday,
)

NO_EXCEPTION = 9
LONGEST_TITLE = 200
DEEPEST = 50
MOST_EXCEPTIONS, MOST_RULES = 200_000, 1_000
"Of a whole file: a rule can name many days, and a base can stand behind many calendars."
LONGEST_WORK_WEEK = timedelta(366 * 5)
OFFICE: Spans = (("08:00", "12:00"), ("13:00", "17:00"))
STANDARD = PlannedCalendar(
    code="Standard",
    week={day: OFFICE if 2 <= n <= 6 else () for n, day in terms.DAYS.items()},
)
"As Microsoft Project has it, for files that bring none."


class Calendars:
    """`codes`: by number. Calendars of single resources are left out, as are those nobody names.

    `facts`: what Baton knew of a calendar when it wrote the file, by code.
    """

    def __init__(self, rows: Iterable[Row], facts: Mapping[str, Any], notes: Notes) -> None:
        self._facts, self._notes = facts, notes
        self._rows: dict[int, Row] = {}
        for row in rows:
            uid = value(row, "UID", text.whole, "A calendar")
            if uid is None or uid in self._rows:
                fault = "has no UID" if uid is None else f"has the UID {uid} of another"
                raise Unreadable(f"The calendar {_name(row)} {fault}.")
            self._rows[uid] = row
        self.codes: dict[int, str] = {}
        self._names = Names()
        self._exceptions_so_far = self._rules_so_far = 0
        self.planned: list[PlannedCalendar] = []

    def take_bases(self) -> None:
        for uid, row in self._rows.items():
            if text.truth(row.text("IsBaseCalendar") or "1"):
                self.code(uid, "")
            elif row.of("WeekDays", "WeekDay") or row.of("Exceptions", "Exception"):
                self._notes.add("Working times of single resources were left out", _name(row))

    def code(self, uid: int, where: str) -> str:
        """Of the calendar with this number, which is taken if it was not. Raises `Unreadable`."""
        if uid not in self._rows:
            raise Unreadable(f"It names the calendar {uid}, which the file does not have.", where)
        if uid not in self.codes:
            row = self._rows[uid]
            self.codes[uid] = self._names.free(_name(row), f"calendar {uid}")
            try:
                self.planned.append(self._planned(uid, row))
            except ValidationError as invalid:
                raise Unreadable.because(invalid, _where(row)) from None
        return self.codes[uid]

    def _planned(self, uid: int, row: Row) -> PlannedCalendar:
        code = self.codes[uid]
        line = self._line(uid)
        week: dict[Weekday, Spans] = dict.fromkeys(terms.DAYS.values(), ())
        for each in line:
            week.update(_week(each))
        own = self._facts.get(code)
        exceptions = [e for each in line for e in self._work_weeks(each)]
        exceptions += [e for each in line for e in self._exceptions(each, own)]
        self._exceptions_so_far += len(exceptions)
        if self._exceptions_so_far > MOST_EXCEPTIONS:
            raise Unreadable(f"Calendars have more than {MOST_EXCEPTIONS} exceptions.", _where(row))
        if own is None:
            title = _name(row)[:500]
            about = {"title": "" if title == code else title}
        else:
            about = {"title": own["title"], "country": own["country"]}
            week = {day: spans for day, spans in week.items() if spans or day not in own["unsaid"]}
        return PlannedCalendar(code=code, week=week, exceptions=tuple(exceptions), **about)

    def _line(self, uid: int) -> list[Row]:
        """The calendar behind its base, and so on, the most general first."""
        line: list[int] = []
        at: int | None = uid
        while at is not None and at >= 0 and at in self._rows:
            if at in line:
                raise Unreadable("It is based on itself.", _where(self._rows[uid]))
            line.append(at)
            if len(line) > DEEPEST:
                raise Unreadable("It is based on too many others.", _where(self._rows[uid]))
            at = value(self._rows[at], "BaseCalendarUID", text.whole, _where(self._rows[at]))
        return [self._rows[each] for each in reversed(line)]

    def _exceptions(self, row: Row, own: Mapping[str, Any] | None) -> Iterator[CalendarException]:
        newer = row.of("Exceptions", "Exception")
        for each in newer or _days_of_type(row, 0):
            first, last = _period(each, _where(row))
            hours = _hours(each, _where(row))
            title = each.leaves.get("Name", "")
            if own is not None:
                if not hours and title == holiday_title(own["country"]):
                    continue
                title = _without_blank(title)
            for start, end in self._days(each, first, last, row):
                yield CalendarException(
                    first=start, last=end, hours=hours, title=title[:LONGEST_TITLE]
                )

    def _days(self, each: Row, first: date, last: date, row: Row) -> Iterator[tuple[date, date]]:
        rule = _rule(each, _where(row))
        if rule.kind in (DAILY, NO_EXCEPTION) and rule.period == 1:
            yield first, last
        elif rule.is_known():
            self._rules_so_far += 1
            if self._rules_so_far > MOST_RULES:
                raise Unreadable(f"Calendars have more than {MOST_RULES} rules.", _where(row))
            yield from _runs(rule.days(first, last))
        else:
            self._notes.add(
                "Exceptions that return by a rule unknown here were left out", _name(row)
            )

    def _work_weeks(self, row: Row) -> Iterator[CalendarException]:
        """Weeks with hours of their own, day by day."""
        for each in row.of("WorkWeeks", "WorkWeek"):
            first, last = _period(each, _where(row))
            week = _week(each)
            if last - first > LONGEST_WORK_WEEK:
                self._notes.add("Work weeks were taken for five years only", _name(row))
                last = first + LONGEST_WORK_WEEK
            title = each.leaves.get("Name", "")[:LONGEST_TITLE]
            for hours in dict.fromkeys(week.values()):
                days = [d for d in _between(first, last) if week.get(_weekday(d)) == hours]
                for start, end in _runs(days):
                    yield CalendarException(first=start, last=end, hours=hours, title=title)


def _without_blank(title: str) -> str:
    """That told an exception of the calendar's own from a holiday."""
    is_marked = title.endswith(" ") and LOOKS_LIKE_HOLIDAY.fullmatch(title)
    return title[:-1] if is_marked else title


def _name(row: Row) -> str:
    return row.leaves.get("Name", "")


def _where(row: Row) -> str:
    return f"Calendar {shortened(_name(row) or row.leaves.get('UID', ''))}"


def _days_of_type(row: Row, kind: int) -> list[Row]:
    return [
        day
        for day in row.of("WeekDays", "WeekDay")
        if value(day, "DayType", text.whole, _where(row)) == kind
    ]


def _week(row: Row) -> dict[Weekday, Spans]:
    return {
        day: _hours(found[-1], _where(row))
        for n, day in terms.DAYS.items()
        if (found := _days_of_type(row, n))
    }


def _hours(row: Row, where: str) -> Spans:
    """In order, those that touch or overlap joined; none where the day is closed."""
    if not text.truth(row.text("DayWorking") or "0"):
        return ()
    spans: list[tuple[Clocktime, Clocktime]] = []
    for each in row.of("WorkingTimes", "WorkingTime"):
        opens, closes = _clock(each, "FromTime", where), _clock(each, "ToTime", where)
        if opens is not None and closes is not None:
            spans.append((opens, "24:00" if closes == "00:00" else closes))
    for opens, closes in spans:
        if closes <= opens:
            raise Unreadable(f"Its hours end at {closes}, before they begin at {opens}.", where)
    spans.sort()
    for before, after in pairwise(spans):
        if after[0] < before[1]:
            raise Unreadable(f"Its hours overlap at {after[0]}.", where)
    return tuple(spans)


def _clock(row: Row, name: str, where: str) -> str | None:
    at = row.text(name)
    if at is None:
        return None
    hours, colon, rest = at.strip().partition(":")
    minutes = rest[:2]
    if not colon or not (hours + minutes).isascii() or not (hours + minutes).isdigit():
        raise Unreadable(f"{name}: “{shortened(at)}” is not a time such as 08:00:00.", where)
    if rest[2:] == ":59" and (hours, minutes) == ("23", "59"):
        return "24:00"
    return f"{hours:>02}:{minutes:>02}"


def _period(row: Row, where: str) -> tuple[date, date]:
    period = next(iter(row.of("TimePeriod")), Row({}, {}))
    first = value(period, "FromDate", text.moment_of, where)
    last = value(period, "ToDate", text.moment_of, where)
    if first is None or last is None:
        raise Unreadable("An exception does not say from when to when it holds.", where)
    if last[0] < first[0]:
        raise Unreadable(f"An exception ends on {last[0]:%Y-%m-%d}, before it begins.", where)
    return first[0].date(), last[0].date()


def _rule(row: Row, where: str) -> Rule:
    def number(name: str, otherwise: int) -> int:
        found = value(row, name, text.whole, where)
        return otherwise if found is None else found

    return Rule(
        number("Type", DAILY),
        number("Period", 1),
        number("DaysOfWeek", 0),
        number("MonthItem", 0),
        number("MonthPosition", 0),
        number("Month", 0),
        number("MonthDay", 1),
    )


def _runs(days: Iterable[date]) -> Iterator[tuple[date, date]]:
    """Days that follow each other as first and last."""
    first: date | None = None
    last: date | None = None
    for day in days:
        if first is None or last is None:
            first = day
        elif day != last + timedelta(1):
            yield first, last
            first = day
        last = day
    if first is not None and last is not None:
        yield first, last


def _between(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(n) for n in range((last - first).days + 1))


def _weekday(day: date) -> Weekday:
    return terms.DAYS[day.isoweekday() % 7 + 1]
