"""The business clock, in worked examples and in laws that hold for every calendar."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from libs.common.calendars import (
    BusinessCalendar,
    CalendarError,
    CalendarTerms,
    NeverOpen,
    OutOfReach,
    Roll,
    StillPaused,
    WrongZone,
)

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri"]
HOUR = timedelta(hours=1)


def office(
    *hours: list[str], tz: str = "naive", days: Sequence[str] = WEEKDAYS, **more: object
) -> BusinessCalendar:
    intervals = list(hours) or [["09:00", "17:00"]]
    return BusinessCalendar.from_data({"tz": tz, "hours": dict.fromkeys(days, intervals), **more})


def at(text: str, tz: str | None = None) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=ZoneInfo(tz)) if tz else moment


LUNCH = office(["08:00", "12:00"], ["13:00", "17:00"])
NINE_TO_FIVE = office()
AMSTERDAM = "Europe/Amsterdam"

FRIDAY, SATURDAY, SUNDAY, MONDAY, TUESDAY, WEDNESDAY = (
    f"2026-03-{day:02}" for day in (6, 7, 8, 9, 10, 11)
)


# Due


def test_two_hours_from_friday_at_four_are_up_on_monday_at_ten() -> None:
    assert NINE_TO_FIVE.due(at(f"{FRIDAY}T16:00"), 2 * HOUR) == at(f"{MONDAY}T10:00")


def test_time_that_is_up_at_closing_is_up_then_and_not_at_the_next_opening() -> None:
    assert LUNCH.due(at(f"{FRIDAY}T08:00"), 4 * HOUR) == at(f"{FRIDAY}T12:00")
    assert LUNCH.due(at(f"{FRIDAY}T08:00"), 8 * HOUR) == at(f"{FRIDAY}T17:00")


def test_backward_time_that_is_up_at_opening_is_up_then_and_not_at_the_last_closing() -> None:
    assert LUNCH.due(at(f"{FRIDAY}T17:00"), -4 * HOUR) == at(f"{FRIDAY}T13:00")
    assert LUNCH.due(at(f"{MONDAY}T09:00"), -5 * HOUR) == at(f"{FRIDAY}T13:00")


def test_no_time_at_all_is_up_at_the_next_open_moment() -> None:
    assert NINE_TO_FIVE.due(at(f"{SATURDAY}T11:00"), timedelta(0)) == at(f"{MONDAY}T09:00")
    assert NINE_TO_FIVE.due(at(f"{MONDAY}T11:00"), timedelta(0)) == at(f"{MONDAY}T11:00")


def test_a_holiday_is_stepped_over() -> None:
    calendar = office(holidays=[MONDAY])
    assert calendar.due(at(f"{FRIDAY}T16:00"), 2 * HOUR) == at(f"{TUESDAY}T10:00")


def test_an_answer_comes_in_the_zone_of_the_question() -> None:
    calendar = office(tz=AMSTERDAM)
    due = calendar.due(at(f"{FRIDAY}T15:00+00:00"), 2 * HOUR)
    assert due == at(f"{MONDAY}T10:00", AMSTERDAM)
    assert due.utcoffset() == timedelta(0)


# Elapsed


def test_a_lunch_break_does_not_count() -> None:
    assert LUNCH.elapsed(at(f"{FRIDAY}T11:00"), at(f"{FRIDAY}T14:00")) == 2 * HOUR


def test_a_weekend_does_not_count() -> None:
    assert LUNCH.elapsed(at(f"{FRIDAY}T16:00"), at(f"{MONDAY}T09:00")) == 2 * HOUR


def test_an_end_before_the_start_is_no_time_unless_the_sign_is_asked_for() -> None:
    start, end = at(f"{MONDAY}T09:00"), at(f"{FRIDAY}T16:00")
    assert LUNCH.elapsed(start, end) == timedelta(0)
    assert LUNCH.elapsed(start, end, signed=True) == -2 * HOUR


def test_ten_years_are_counted_to_the_hour() -> None:
    ten_years = NINE_TO_FIVE.elapsed(at("2016-01-01T00:00"), at("2026-01-01T00:00"))
    assert ten_years == 2609 * 8 * HOUR
    assert NINE_TO_FIVE.due(at("2016-01-01T00:00"), ten_years) == at("2025-12-31T17:00")


# Which hours count


def test_a_calendar_is_open_at_its_opening_and_closed_at_its_closing() -> None:
    assert LUNCH.is_open(at(f"{FRIDAY}T08:00"))
    assert not LUNCH.is_open(at(f"{FRIDAY}T12:00"))
    assert not LUNCH.is_open(at(f"{SATURDAY}T10:00"))


def test_hours_of_a_special_day_replace_those_of_the_week_even_on_a_holiday() -> None:
    calendar = office(holidays=[MONDAY], special={MONDAY: [["10:00", "12:00"]], FRIDAY: []})
    assert calendar.is_open(at(f"{MONDAY}T10:30"))
    assert not calendar.is_open(at(f"{MONDAY}T12:30"))
    assert not calendar.is_business_day(date.fromisoformat(FRIDAY))


def test_a_shift_replaces_the_hours_of_the_week_but_not_on_a_holiday() -> None:
    evening = [["18:00", "22:00"]]
    calendar = office(holidays=[MONDAY], shifts={MONDAY: evening, TUESDAY: evening})
    assert not calendar.is_open(at(f"{MONDAY}T19:00"))
    assert calendar.is_open(at(f"{TUESDAY}T19:00"))
    assert not calendar.is_open(at(f"{TUESDAY}T10:00"))


def test_a_break_takes_time_out_of_any_day() -> None:
    calendar = office(breaks={MONDAY: [["08:00", "10:00"], ["12:00", "13:00"], ["16:00", "18:00"]]})
    day = at(f"{MONDAY}T00:00")
    assert calendar.elapsed(day, day + 24 * HOUR) == 5 * HOUR
    assert calendar.next_open(day) == at(f"{MONDAY}T10:00")


def test_an_evening_that_ends_at_midnight_runs_into_the_next_day() -> None:
    nights = office(["00:00", "06:00"], ["18:00", "00:00"])
    assert nights.due(at(f"{MONDAY}T23:00"), 2 * HOUR) == at(f"{TUESDAY}T01:00")
    assert nights.is_open(at(f"{TUESDAY}T00:00"))


def test_overlapping_hours_count_once() -> None:
    calendar = office(["13:00", "17:00"], ["09:00", "14:00"])
    assert calendar.hours_on(date.fromisoformat(MONDAY)) == ((9 * HOUR, 17 * HOUR),)


def test_the_next_open_moment_is_now_or_the_next_opening() -> None:
    assert LUNCH.next_open(at(f"{FRIDAY}T09:30")) == at(f"{FRIDAY}T09:30")
    assert LUNCH.next_open(at(f"{FRIDAY}T12:00")) == at(f"{FRIDAY}T13:00")
    assert LUNCH.next_open(at(f"{FRIDAY}T17:00")) == at(f"{MONDAY}T08:00")


# Pauses


def test_a_pause_adds_its_open_time() -> None:
    pause = (at(f"{FRIDAY}T16:30"), at(f"{MONDAY}T10:00"))
    due = NINE_TO_FIVE.due_with_pauses(at(f"{FRIDAY}T16:00"), 2 * HOUR, [pause])
    assert due == at(f"{MONDAY}T11:30")


def test_a_pause_that_begins_when_time_is_up_moves_nothing() -> None:
    pause = (at(f"{FRIDAY}T11:00"), at(f"{FRIDAY}T12:00"))
    due = NINE_TO_FIVE.due_with_pauses(at(f"{FRIDAY}T09:00"), 2 * HOUR, [pause])
    assert due == at(f"{FRIDAY}T11:00")


def test_overlapping_pauses_count_once() -> None:
    pauses = [
        (at(f"{MONDAY}T10:00"), at(f"{MONDAY}T12:00")),
        (at(f"{MONDAY}T11:00"), at(f"{MONDAY}T11:30")),
        (at(f"{FRIDAY}T10:00"), at(f"{MONDAY}T09:30")),
    ]
    start = at(f"{MONDAY}T09:00")
    assert NINE_TO_FIVE.due_with_pauses(start, HOUR, pauses) == at(f"{MONDAY}T12:30")
    assert NINE_TO_FIVE.elapsed_with_pauses(start, at(f"{MONDAY}T13:00"), pauses) == 1.5 * HOUR


def test_a_changed_target_keeps_the_pauses_already_counted() -> None:
    start, pause = at(f"{MONDAY}T09:00"), (at(f"{MONDAY}T10:00"), at(f"{MONDAY}T11:00"))
    assert NINE_TO_FIVE.due_with_pauses(start, 2 * HOUR, [pause]) == at(f"{MONDAY}T12:00")
    assert NINE_TO_FIVE.due_with_pauses(start, 4 * HOUR, [pause]) == at(f"{MONDAY}T14:00")


def test_nothing_is_due_while_a_pause_is_not_lifted() -> None:
    start, running = at(f"{MONDAY}T09:00"), (at(f"{MONDAY}T10:00"), None)
    assert NINE_TO_FIVE.due_with_pauses(start, HOUR, [running]) == at(f"{MONDAY}T10:00")
    assert NINE_TO_FIVE.elapsed_with_pauses(start, at(f"{TUESDAY}T09:00"), [running]) == HOUR
    with pytest.raises(StillPaused, match="1:00:00 of open time to go"):
        NINE_TO_FIVE.due_with_pauses(start, 2 * HOUR, [running])


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(CalendarError, match="before it begins"):
        NINE_TO_FIVE.due_with_pauses(
            at(f"{MONDAY}T09:00"), HOUR, [(at(f"{MONDAY}T11:00"), at(f"{MONDAY}T10:00"))]
        )


# Business days


def test_three_business_days_from_friday_are_up_on_wednesday_at_the_same_time() -> None:
    assert NINE_TO_FIVE.due_business_days(at(f"{FRIDAY}T11:15"), 3) == at(f"{WEDNESDAY}T11:15")


def test_business_days_from_after_closing_are_up_at_the_opening_that_follows() -> None:
    assert NINE_TO_FIVE.due_business_days(at(f"{FRIDAY}T18:00"), 1) == at(f"{TUESDAY}T09:00")


def test_business_days_can_end_with_the_day() -> None:
    due = NINE_TO_FIVE.due_business_days(at(f"{FRIDAY}T11:15"), 1, Roll.END_OF_DAY)
    assert due == at(f"{MONDAY}T17:00")


def test_business_days_backward_keep_to_open_moments() -> None:
    assert LUNCH.due_business_days(at(f"{TUESDAY}T08:00"), -2) == at(f"{FRIDAY}T08:00")
    assert LUNCH.due_business_days(at(f"{TUESDAY}T12:30"), -2) == at(f"{FRIDAY}T12:00")
    assert LUNCH.due_business_days(at(f"{TUESDAY}T06:00"), -1) == at(f"{FRIDAY}T17:00")


def test_no_business_days_count_from_the_next_open_moment() -> None:
    assert LUNCH.due_business_days(at(f"{SATURDAY}T12:00"), 0) == at(f"{MONDAY}T08:00")


def test_dates_move_over_weekends() -> None:
    friday, saturday, monday = (date.fromisoformat(d) for d in (FRIDAY, SATURDAY, MONDAY))
    assert NINE_TO_FIVE.add_business_days(friday, 1) == monday
    assert NINE_TO_FIVE.add_business_days(saturday, 1) == monday
    assert NINE_TO_FIVE.add_business_days(saturday, 0) == monday
    assert NINE_TO_FIVE.add_business_days(saturday, -1) == friday
    assert NINE_TO_FIVE.business_days_between(friday, monday) == 1
    assert NINE_TO_FIVE.business_days_between(monday, friday) == -1
    assert NINE_TO_FIVE.business_days_between(friday, friday) == 0


def test_full_working_days_begin_at_the_next_midnight_and_end_with_the_last() -> None:
    assert NINE_TO_FIVE.full_days_date(at(f"{FRIDAY}T12:00"), 1) == at(f"{TUESDAY}T00:00")
    assert NINE_TO_FIVE.full_days_date(at(f"{FRIDAY}T00:00"), 1) == at(f"{SATURDAY}T00:00")


def test_full_working_days_backward_end_at_the_last_midnight() -> None:
    assert NINE_TO_FIVE.full_days_date(at(f"{MONDAY}T12:00"), -1) == at(f"{FRIDAY}T00:00")


def test_full_calendar_days_do_not_mind_weekends() -> None:
    start = at(f"{FRIDAY}T12:00")
    assert NINE_TO_FIVE.full_days_date(start, 1, working_days=False) == at(f"{SUNDAY}T00:00")


def test_no_full_days_are_refused() -> None:
    with pytest.raises(CalendarError, match="no direction"):
        NINE_TO_FIVE.full_days_date(at(f"{FRIDAY}T12:00"), 0)


# Clock changes: in Amsterdam on 29 March 2026 at 02:00 to 03:00, back on 25 October at 03:00


def test_the_night_of_the_spring_change_is_an_hour_shorter() -> None:
    night = at("2026-03-29T00:00", AMSTERDAM), at("2026-03-29T06:00", AMSTERDAM)
    always = BusinessCalendar.round_the_clock(AMSTERDAM)
    assert always.elapsed(*night) == 5 * HOUR
    assert always.on_wall_clock().elapsed(*night) == 6 * HOUR


def test_the_night_of_the_autumn_change_is_an_hour_longer() -> None:
    night = at("2026-10-25T00:00", AMSTERDAM), at("2026-10-25T06:00", AMSTERDAM)
    always = BusinessCalendar.round_the_clock(AMSTERDAM)
    assert always.elapsed(*night) == 7 * HOUR
    assert always.on_wall_clock().elapsed(*night) == 6 * HOUR


def test_office_hours_stay_at_nine_when_the_clock_changes() -> None:
    calendar = office(tz=AMSTERDAM)
    due = calendar.due(at("2026-03-27T16:00", AMSTERDAM), 2 * HOUR)
    assert due == at("2026-03-30T08:00+00:00")


def test_an_opening_that_the_spring_change_skips_is_the_moment_of_the_change() -> None:
    calendar = office(["02:30", "06:00"], tz=AMSTERDAM, days=["sun"])
    change = at("2026-03-29T01:00+00:00")
    assert calendar.next_open(at("2026-03-28T12:00+00:00")) == change
    assert calendar.due(change, 3 * HOUR) == at("2026-03-29T06:00", AMSTERDAM)


def test_hours_that_the_spring_change_skips_altogether_give_no_time() -> None:
    calendar = office(["02:00", "03:00"], tz=AMSTERDAM, days=["sun"])
    assert calendar.next_open(at("2026-03-28T12:00+00:00")) == at("2026-04-05T02:00", AMSTERDAM)


def test_a_closing_that_the_autumn_change_repeats_happens_once() -> None:
    calendar = office(["00:00", "02:30"], tz=AMSTERDAM, days=["sun"])
    assert calendar.is_open(at("2026-10-25T00:29+00:00"))
    assert not calendar.is_open(at("2026-10-25T00:30+00:00"))
    assert not calendar.is_open(at("2026-10-25T01:15+00:00"))


def test_a_day_whose_midnight_is_skipped_begins_at_the_change() -> None:
    calendar = BusinessCalendar.round_the_clock("America/Sao_Paulo")
    midnight = calendar.full_days_date(
        at("2015-10-17T12:00", "America/Sao_Paulo"), 1, working_days=False
    )
    assert midnight == at("2015-10-19T02:00+00:00")
    assert calendar.full_days_date(at("2015-10-16T12:00Z"), 1) == at("2015-10-18T03:00+00:00")


def test_a_month_that_begins_twice_is_counted_once() -> None:
    """In St John's the clock went back from 00:01 on 1 November 2009 into 31 October."""
    calendar = BusinessCalendar.round_the_clock("America/St_Johns")
    start, end = at("2009-10-31T12:00+00:00"), at("2009-11-01T12:00+00:00")
    assert calendar.elapsed(start, end) == 24 * HOUR
    for minutes in range(0, 24 * 60, 7):
        between = start + timedelta(minutes=minutes)
        assert calendar.elapsed(start, between) == timedelta(minutes=minutes)
        assert calendar.due(start, timedelta(minutes=minutes)) == between


# Countries


def test_a_country_is_closed_on_its_public_holidays() -> None:
    dutch = BusinessCalendar.of_country("NL", tz=AMSTERDAM)
    assert not dutch.is_business_day(date(2026, 4, 27))
    assert dutch.due(at("2026-04-24T16:00", AMSTERDAM), 2 * HOUR) == at(
        "2026-04-28T10:00", AMSTERDAM
    )


def test_a_state_adds_its_own_holidays() -> None:
    epiphany = date(2026, 1, 6)
    assert BusinessCalendar.of_country("DE", tz="Europe/Berlin").is_business_day(epiphany)
    bavaria = BusinessCalendar.of_country("DE", subdivision="BY", tz="Europe/Berlin")
    assert not bavaria.is_business_day(epiphany)


def test_a_holiday_on_a_saturday_is_kept_on_the_friday_before_even_over_new_year() -> None:
    american = BusinessCalendar.of_country("US", tz="America/New_York")
    assert not american.is_business_day(date(2021, 12, 31))


def test_the_weekend_is_the_country_s_own() -> None:
    saudi = BusinessCalendar.of_country("SA", tz="Asia/Riyadh")
    assert saudi.is_business_day(date.fromisoformat(SUNDAY))
    assert not saudi.is_business_day(date.fromisoformat(FRIDAY))


# What is refused


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"tz": "Europe/Atlantis"}, "IANA time zone"),
        ({"tz": "../../etc/passwd"}, "IANA time zone"),
        ({"hours": {"mon": [["22:00", "06:00"]]}}, "two intervals"),
        ({"hours": {"mon": [["09:00", "09:00"]]}}, "two intervals"),
        ({"hours": {"mon": [["09:00", "24:01"]]}}, "not a time of day"),
        ({"hours": {"mon": [["9", "17"]]}}, "not a time of day"),
        ({"hours": {"monday": [["09:00", "17:00"]]}}, "mon"),
        ({"holidays": ["2026-02-30"]}, "holidays"),
        ({"country": "XX"}, "no public holidays are known"),
        ({"country": "NL", "subdivision": "XX"}, "no public holidays are known"),
        ({"subdivision": "BY"}, "needs its country"),
    ],
)
def test_terms_that_make_no_calendar_are_refused(data: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        CalendarTerms.model_validate({"tz": "UTC", "hours": {}, **data})


CLOSED = BusinessCalendar.from_data({"tz": "naive", "hours": {}})


def test_on_a_calendar_without_hours_no_time_passes() -> None:
    assert CLOSED.elapsed(at(f"{FRIDAY}T12:00"), at(f"{MONDAY}T12:00")) == timedelta(0)


@pytest.mark.parametrize(
    "ask",
    [
        lambda now: CLOSED.due(now, HOUR),
        lambda now: CLOSED.due_with_pauses(now, HOUR, []),
        CLOSED.next_open,
        lambda now: CLOSED.due_business_days(now, 1),
        lambda now: CLOSED.add_business_days(now.date(), 1),
    ],
)
def test_a_calendar_without_hours_gives_no_due_time(ask: Callable[[datetime], object]) -> None:
    with pytest.raises(NeverOpen):
        ask(at(f"{FRIDAY}T12:00"))


def test_a_calendar_whose_days_are_all_past_ends_its_search() -> None:
    once = BusinessCalendar.from_data(
        {"tz": "UTC", "hours": {}, "special": {FRIDAY: [["09:00", "10:00"]]}}
    )
    with pytest.raises(OutOfReach, match="2099"):
        once.next_open(at(f"{SATURDAY}T12:00+00:00"))


@pytest.mark.parametrize("open_time", [timedelta.max, timedelta.min, timedelta(days=100_000)])
def test_more_time_than_a_calendar_covers_is_refused(open_time: timedelta) -> None:
    with pytest.raises(OutOfReach):
        NINE_TO_FIVE.due(at(f"{FRIDAY}T12:00"), open_time)


@pytest.mark.parametrize("text", ["0001-01-01T00:00+02:00", "9999-12-31T23:59-02:00"])
def test_instants_at_the_ends_of_time_are_refused(text: str) -> None:
    with pytest.raises(OutOfReach):
        office(tz="Asia/Tokyo").is_open(at(text))
    with pytest.raises(OutOfReach):
        NINE_TO_FIVE.business_days_between(date.min, date.max)
    with pytest.raises(OutOfReach):
        NINE_TO_FIVE.full_days_date(at(f"{FRIDAY}T12:00"), 10**12, working_days=False)


def test_an_instant_must_have_a_zone_where_the_calendar_has_one() -> None:
    with pytest.raises(WrongZone):
        office(tz="UTC").is_open(at(f"{FRIDAY}T12:00"))
    with pytest.raises(WrongZone):
        NINE_TO_FIVE.is_open(at(f"{FRIDAY}T12:00+00:00"))


def test_terms_survive_their_json() -> None:
    terms = office(
        ["09:00", "12:30"],
        ["13:00", "24:00"],
        tz=AMSTERDAM,
        clock="wall",
        country="NL",
        holidays=[MONDAY, FRIDAY],
        special={TUESDAY: []},
        breaks={FRIDAY: [["10:00", "10:15"]]},
    ).terms
    text = terms.model_dump_json()
    assert '["13:00","24:00"]' in text
    assert CalendarTerms.model_validate_json(text) == terms


# Laws


@st.composite
def day_hours(draw: st.DrawFn) -> list[list[str]]:
    clock = draw(st.lists(st.integers(0, 48), max_size=6, unique=True).map(sorted))
    text = [f"{half // 2:02}:{half % 2 * 30:02}" for half in clock]
    return [[opens, closes] for opens, closes in list(pairwise(text))[::2]]


days = st.dates(date(2026, 2, 1), date(2026, 4, 30)).map(date.isoformat)
zones = st.sampled_from(["UTC", AMSTERDAM, "America/New_York", "Australia/Lord_Howe"])


@st.composite
def calendars(draw: st.DrawFn) -> BusinessCalendar:
    weekday = st.sampled_from([*WEEKDAYS, "sat", "sun"])
    return BusinessCalendar.from_data(
        {
            "tz": draw(zones),
            "hours": {"wed": [["10:00", "10:30"]]}
            | draw(st.dictionaries(weekday.filter(lambda day: day != "wed"), day_hours())),
            "holidays": draw(st.lists(days, max_size=3)),
            "special": draw(st.dictionaries(days, day_hours(), max_size=3)),
            "breaks": draw(st.dictionaries(days, day_hours(), max_size=3)),
        }
    )


seconds = st.integers(0, 80 * 86400).map(lambda n: timedelta(seconds=n))
moments = seconds.map(lambda later: datetime(2026, 2, 5, tzinfo=UTC) + later)
times = st.integers(1, 30 * 3600).map(lambda n: timedelta(seconds=n))
pauses = st.lists(st.tuples(moments, seconds), max_size=4).map(
    lambda found: [(begins, begins + length) for begins, length in found]
)


@given(calendars(), moments, times)
def test_as_much_time_has_passed_when_it_is_up(
    calendar: BusinessCalendar, start: datetime, time: timedelta
) -> None:
    assert calendar.elapsed(start, calendar.due(start, time)) == time
    assert calendar.elapsed(calendar.due(start, -time), start) == time


@given(calendars(), moments, times)
def test_no_earlier_moment_would_do(
    calendar: BusinessCalendar, start: datetime, time: timedelta
) -> None:
    microsecond = timedelta(microseconds=1)
    assert calendar.elapsed(start, calendar.due(start, time) - microsecond) < time
    assert calendar.elapsed(calendar.due(start, -time) + microsecond, start) < time


@given(calendars(), moments, times, times)
def test_more_time_is_never_up_sooner(
    calendar: BusinessCalendar, start: datetime, time: timedelta, more: timedelta
) -> None:
    assert calendar.due(start, time) < calendar.due(start, time + more)
    assert calendar.due(calendar.due(start, time), more) == calendar.due(start, time + more)


@given(calendars(), moments, seconds)
def test_a_later_start_is_never_up_sooner(
    calendar: BusinessCalendar, start: datetime, later: timedelta
) -> None:
    assert calendar.due(start, HOUR) <= calendar.due(start + later, HOUR)


@given(calendars(), moments, moments, moments)
def test_open_time_adds_up_over_any_split(
    calendar: BusinessCalendar, one: datetime, two: datetime, three: datetime
) -> None:
    def elapsed(start: datetime, end: datetime) -> timedelta:
        return calendar.elapsed(start, end, signed=True)

    assert elapsed(one, two) + elapsed(two, three) == elapsed(one, three)


@given(calendars(), moments)
def test_a_calendar_is_open_when_the_wall_clock_is_within_its_hours(
    calendar: BusinessCalendar, moment: datetime
) -> None:
    local = moment.astimezone(ZoneInfo(calendar.terms.tz))
    assume(local.utcoffset() == local.replace(fold=1 - local.fold).utcoffset())
    wall = timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)
    within = any(opens <= wall < closes for opens, closes in calendar.hours_on(local.date()))
    assert calendar.is_open(moment) == within


@settings(max_examples=50)
@given(calendars(), moments, st.integers(0, 3 * 1440))
def test_open_time_is_what_counting_open_minutes_gives(
    calendar: BusinessCalendar, moment: datetime, minutes: int
) -> None:
    start = moment.replace(second=0)
    ticks = [start + timedelta(minutes=n) for n in range(minutes)]
    open_minutes = sum(calendar.is_open(tick) for tick in ticks)
    end = start + timedelta(minutes=minutes)
    assert calendar.elapsed(start, end) == timedelta(minutes=open_minutes)


@given(calendars(), moments, times, pauses)
def test_as_much_time_less_pauses_has_passed_when_it_is_up(
    calendar: BusinessCalendar,
    start: datetime,
    time: timedelta,
    pauses: list[tuple[datetime, datetime]],
) -> None:
    due = calendar.due_with_pauses(start, time, pauses)
    assert calendar.elapsed_with_pauses(start, due, pauses) == time
    assert due >= calendar.due(start, time)


@given(calendars(), moments, times)
def test_a_pause_outside_open_time_changes_nothing(
    calendar: BusinessCalendar, start: datetime, time: timedelta
) -> None:
    closes = calendar.due(start, 2 * HOUR)
    pause = (closes, calendar.next_open(closes))
    assert calendar.due_with_pauses(start, time, [pause]) == calendar.due(start, time)


@given(calendars(), moments, st.integers(-60, 60))
def test_business_days_between_undoes_adding_them(
    calendar: BusinessCalendar, moment: datetime, count: int
) -> None:
    start = calendar.add_business_days(moment.date(), 0)
    end = calendar.add_business_days(start, count)
    assert calendar.is_business_day(end)
    assert calendar.business_days_between(start, end) == count
