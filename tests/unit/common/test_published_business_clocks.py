"""Our clock gives the answers that the test suites of other business clocks publish."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from libs.common.calendars import NAIVE, BusinessCalendar, Pause, Roll
from tests.shared_data import shared_data

Case = dict[str, Any]

CASES: list[Case] = json.loads(shared_data("business-clock/cases.json").read_text())
WEEKDAYS_ALONE = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_published_answer_comes_out(case: Case) -> None:
    ANSWERS[case["kind"]](case, calendar_of(case))


def elapsed(case: Case, calendar: BusinessCalendar) -> None:
    start, end = instant(case, "start"), instant(case, "end")
    expect_time(case, calendar.elapsed(start, end, signed=case["suite"] == "mpxj"))


def elapsed_wallclock(case: Case, calendar: BusinessCalendar) -> None:
    elapsed(case, calendar.on_wall_clock())


def elapsed_with_pause(case: Case, calendar: BusinessCalendar) -> None:
    start, end = instant(case, "start"), instant(case, "end")
    expect_time(case, calendar.elapsed_with_pauses(start, end, pauses(case)))


def due(case: Case, calendar: BusinessCalendar) -> None:
    expect_moment(case, calendar.due(instant(case, "start"), added(case)))


def due_with_pause(case: Case, calendar: BusinessCalendar) -> None:
    start = instant(case, "start")
    expect_moment(case, calendar.due_with_pauses(start, added(case), pauses(case)))


def is_open(case: Case, calendar: BusinessCalendar) -> None:
    assert calendar.is_open(instant(case, "at")) is case["expected"]


def due_business_days(case: Case, calendar: BusinessCalendar) -> None:
    roll = Roll.END_OF_DAY if rolls_to_the_end_of_the_day(case) else Roll.TIME_OF_DAY
    start = instant(case, "start")
    expect_moment(case, calendar.due_business_days(start, case["add_days"], roll))


def full_days_date(case: Case, calendar: BusinessCalendar) -> None:
    start, working = instant(case, "start"), case["working_days"]
    expect_moment(case, calendar.full_days_date(start, case["add_days"], working_days=working))


ANSWERS: dict[str, Callable[[Case, BusinessCalendar], None]] = {
    "elapsed": elapsed,
    "elapsed_wallclock": elapsed_wallclock,
    "elapsed_with_pause": elapsed_with_pause,
    "due": due,
    "due_with_pause": due_with_pause,
    "is_open": is_open,
    "due_business_days": due_business_days,
    "full_days_date": full_days_date,
}


def rolls_to_the_end_of_the_day(case: Case) -> bool:
    words = re.split(r"[\W_]+", f"{case.get('rule', '')} {case.get('note', '')}".lower())
    return "end" in words and not {"not", "no", "without"} & set(words)


def calendar_of(case: Case) -> BusinessCalendar:
    data = case.get("calendar") or {"tz": case["tz"], "hours": WEEKDAYS_ALONE}
    return built(json.dumps(data, sort_keys=True))


@cache
def built(data: str) -> BusinessCalendar:
    return BusinessCalendar.from_data(json.loads(data))


def instant(case: Case, field: str) -> datetime:
    return read(case, case[field])


def read(case: Case, text: str) -> datetime:
    """A time written without its zone is in the calendar's."""
    moment, tz = datetime.fromisoformat(text), calendar_of(case).terms.tz
    return moment if moment.tzinfo or tz == NAIVE else moment.replace(tzinfo=ZoneInfo(tz))


def pauses(case: Case) -> list[Pause]:
    return [(read(case, begins), read(case, ends)) for begins, ends in case["pauses"]]


def added(case: Case) -> timedelta:
    return timedelta(minutes=case["add_minutes"])


def expect_moment(case: Case, moment: datetime) -> None:
    assert moment == instant(case, "expected")


def expect_time(case: Case, time: timedelta) -> None:
    if "expected_days_of_8h" in case:
        days = time / timedelta(hours=8)
        assert days == pytest.approx(case["expected_days_of_8h"], abs=case["tolerance_days"])
    else:
        assert time == timedelta(minutes=case["expected_minutes"])
