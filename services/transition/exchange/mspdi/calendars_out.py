"""A calendar as the schema's Calendar. A country's public holidays go out as exceptions."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from libs.common.calendars.public_holidays import public_holidays
from services.transition.exchange.mspdi import terms
from services.transition.exchange.mspdi.xml_out import element, values
from services.transition.exchange.plan_document import (
    CalendarException,
    Dates,
    PlanDocument,
    PlannedCalendar,
    Spans,
)

LOOKS_LIKE_HOLIDAY = re.compile(r".* · [A-Z]{2} *", re.DOTALL)
MOST_YEARS = 41


def holiday_title(country: str) -> str:
    """By which a reader knows that the country, not the calendar, closes the day."""
    return f"Public holiday · {country}"


def years(document: PlanDocument, dates: Mapping[str, Dates]) -> range:
    """In which holidays are told: those of the plan, and one more for what comes later."""
    moments = [document.starts_at, document.finishes_at or document.starts_at]
    for each in dates.values():
        moments += [each.start, each.late_finish, each.finish]
    found = sorted(at.year for at in moments)
    return range(found[0], min(found[-1] + 2, found[0] + MOST_YEARS))


def office_hours(document: PlanDocument) -> tuple[str, str]:
    """From the first opening to the last closing of the plan's first working day of the week."""
    calendar = next(each for each in document.calendars if each.code == document.calendar)
    spans = next((spans for spans in _week(calendar) if spans), (("08:00", "17:00"),))
    return _time(spans[0][0]), _time(spans[-1][1])


def _week(calendar: PlannedCalendar) -> list[Spans]:
    return [calendar.week.get(terms.DAYS[n], ()) for n in (2, 3, 4, 5, 6, 7, 1)]


def calendar(each: PlannedCalendar, uid: int, in_years: range) -> str:
    exceptions = [*map(_told, each.exceptions), *_holidays(each, in_years)]
    days = [
        element("WeekDay", values(("DayType", n)), _hours(each.week.get(day, ())))
        for n, day in terms.DAYS.items()
    ]
    head = values(("UID", uid), ("Name", each.code), ("IsBaseCalendar", 1), ("BaseCalendarUID", -1))
    older = (_older(exception) for exception in exceptions)
    newer = (_newer(exception) for exception in exceptions)
    return element(
        "Calendar", head, element("WeekDays", *days, *older), element("Exceptions", *newer)
    )


def _told(exception: CalendarException) -> CalendarException:
    """A title that looks like a holiday's gets a blank more, which a reader takes off again."""
    if not LOOKS_LIKE_HOLIDAY.fullmatch(exception.title):
        return exception
    return exception.model_copy(update={"title": f"{exception.title} "})


def _holidays(each: PlannedCalendar, in_years: range) -> Iterator[CalendarException]:
    if each.country is None:
        return
    for year in in_years:
        try:
            days = sorted(public_holidays(each.country, None, year))
        except ValueError:
            return
        title = holiday_title(each.country)
        for day in days:
            if not any(other.first <= day <= other.last for other in each.exceptions):
                yield CalendarException(first=day, last=day, title=title)


def _older(exception: CalendarException) -> str:
    """As before 2007: readers of that age look for exceptions among the days of the week."""
    return element(
        "WeekDay",
        values(("DayType", 0)),
        f"<DayWorking>{1 if exception.hours else 0}</DayWorking>",
        _period(exception),
        _times(exception.hours),
    )


def _newer(exception: CalendarException) -> str:
    return element(
        "Exception",
        values(("EnteredByOccurrences", 0)),
        _period(exception),
        values(
            ("Occurrences", (exception.last - exception.first) // timedelta(1) + 1),
            ("Name", exception.title),
            ("Type", 1),
        ),
        _hours(exception.hours),
    )


def _period(exception: CalendarException) -> str:
    return element(
        "TimePeriod",
        _day("FromDate", exception.first, "00:00:00"),
        _day("ToDate", exception.last, "23:59:00"),
    )


def _day(name: str, day: date, at: str) -> str:
    return values((name, f"{day.isoformat()}T{at}"))


def _hours(spans: Spans) -> str:
    return f"<DayWorking>{1 if spans else 0}</DayWorking>{_times(spans)}"


def _times(spans: Spans) -> str:
    return element(
        "WorkingTimes",
        *(
            element("WorkingTime", values(("FromTime", _time(opens)), ("ToTime", _time(closes))))
            for opens, closes in spans
        ),
    )


def _time(clock: str) -> str:
    """A day ends at 00:00."""
    return "00:00:00" if clock == "24:00" else f"{clock}:00"
