from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.common.calendars import CalendarTerms
from services.governance.availability.availability import Availability, availability
from services.governance.availability.terms import (
    AvailabilityTerms,
    Degradation,
    DegradationUndefined,
    Outage,
    Window,
    round_the_clock,
)

ALWAYS = AvailabilityTerms(calendar=round_the_clock("UTC"), degradation=Degradation.WEIGHTED)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
HOUR = 3600


def at(day: int, hour: int = 0, month: int = 4) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def down(day: int, hour: int, hours: int, lost: str = "1") -> Outage:
    began = at(day, hour)
    return Outage(began=began, ended=began + timedelta(hours=hours), lost=Decimal(lost))


def of(
    *outages: Outage,
    terms: AvailabilityTerms = ALWAYS,
    windows: Sequence[Window] = (),
    relieved: Sequence[date] = (),
    month: str = "2026-04",
    as_of: datetime | None = None,
) -> Availability:
    score = availability(month, terms, outages, windows, relieved, as_of)
    assert score
    return score


def test_three_hours_down_in_thirty_days_are_99_58_percent() -> None:
    assert of(down(7, 9, 3)).percent == Decimal("99.58")


def test_outages_at_the_same_time_count_once() -> None:
    assert of(down(7, 9, 3), down(7, 10, 2), down(7, 9, 3)).down_seconds == 3 * HOUR


def test_of_two_degradations_at_once_the_worse_counts() -> None:
    score = of(down(7, 8, 4, "0.25"), down(7, 9, 1, "0.5"))
    assert score.down_seconds == HOUR * (3 * Decimal("0.25") + Decimal("0.5"))


@pytest.mark.parametrize(
    ("how", "hours"), [("weighted", "1"), ("as_down", "4"), ("not_counted", "0")]
)
def test_a_part_counts_as_the_terms_say(how: str, hours: str) -> None:
    terms = ALWAYS.model_copy(update={"degradation": Degradation(how)})
    assert of(down(7, 9, 4, "0.25"), terms=terms).down_seconds == Decimal(hours) * HOUR


def test_a_part_is_refused_where_the_terms_are_silent() -> None:
    with pytest.raises(DegradationUndefined, match=r"0\.25 of the service"):
        of(down(7, 9, 4, "0.25"), terms=ALWAYS.model_copy(update={"degradation": None}))


def test_a_planned_window_is_neither_agreed_nor_downtime() -> None:
    window = Window(begins=at(7, 10), ends=at(7, 14))
    score = of(down(7, 9, 3), windows=[window, window])
    assert (score.agreed_seconds, score.down_seconds) == (716 * HOUR, HOUR)


def test_a_relieved_day_is_left_out_whole() -> None:
    score = of(down(7, 9, 3), relieved=[date(2026, 4, 7)])
    assert (score.agreed_seconds, score.down_seconds) == (696 * HOUR, 0)


def test_an_outage_over_the_end_of_the_month_counts_up_to_it() -> None:
    assert of(down(30, 22, 9)).down_seconds == 2 * HOUR
    assert of(down(30, 22, 9), month="2026-05").down_seconds == 7 * HOUR


def test_an_outage_that_is_not_over_lasts_to_the_end_of_what_is_measured() -> None:
    running = Outage(began=at(29))
    assert of(running).down_seconds == 48 * HOUR
    assert of(running, as_of=at(30)).down_seconds == 24 * HOUR
    assert of(running, as_of=at(30)).agreed_seconds == 29 * 24 * HOUR
    assert of(running, month="2026-05", as_of=at(1, 6, month=5)).down_seconds == 6 * HOUR


def test_outside_calendar_hours_nothing_is_agreed() -> None:
    office = CalendarTerms.model_validate(
        {"tz": "Europe/Amsterdam", "hours": {"mon": [["09:00", "17:00"]]}}
    )
    late = Outage(
        began=datetime(2026, 4, 6, 16, tzinfo=AMSTERDAM),
        ended=datetime(2026, 4, 13, 10, tzinfo=AMSTERDAM),
    )
    score = of(late, terms=AvailabilityTerms(calendar=office))
    assert (score.agreed_seconds, score.down_seconds) == (4 * 8 * HOUR, 2 * HOUR)


@pytest.mark.parametrize(("month", "hours"), [("2026-03", 743), ("2026-10", 745)])
def test_a_month_with_a_clock_change_has_the_hours_that_pass(month: str, hours: int) -> None:
    terms = AvailabilityTerms(calendar=round_the_clock("Europe/Amsterdam"))
    assert of(terms=terms, month=month).agreed_seconds == hours * HOUR


def test_the_hour_that_comes_twice_is_two_hours_down() -> None:
    terms = AvailabilityTerms(calendar=round_the_clock("Europe/Amsterdam"))
    night = Outage(
        began=datetime(2026, 10, 25, 2, tzinfo=AMSTERDAM),
        ended=datetime(2026, 10, 25, 3, tzinfo=AMSTERDAM),
    )
    assert of(night, terms=terms, month="2026-10").down_seconds == 2 * HOUR


def test_where_no_time_was_agreed_there_is_no_score() -> None:
    whole = Window(begins=at(1), ends=at(1, month=5))
    assert availability("2026-04", ALWAYS, [down(7, 9, 3)], [whole]) is None
    assert availability("2026-04", ALWAYS, [], as_of=at(1)) is None


def test_what_only_rounding_lifts_to_the_level_is_below_it() -> None:
    score = of(Outage(began=at(7), ended=at(7) + timedelta(seconds=1300)))
    assert score.percent == Decimal("99.95")
    assert score.below(Decimal("99.95")) and not score.below(Decimal("99.94"))


def test_wall_clock_is_refused() -> None:
    wall = round_the_clock("Europe/Amsterdam").model_copy(update={"clock": "wall"})
    with pytest.raises(ValueError, match="absolute time"):
        AvailabilityTerms(calendar=wall)


def test_the_explanation_names_agreed_time_and_downtime() -> None:
    steps = availability.explained("2026-04", ALWAYS, [down(7, 9, 3)]).explanation.steps
    said = {step.label: step.value for step in steps}
    assert Decimal(said["agreed time, seconds"]) == 720 * HOUR
    assert Decimal(said["counted downtime, seconds"]) == 3 * HOUR


OUTAGES = st.builds(
    down,
    st.integers(1, 30),
    st.integers(0, 23),
    st.integers(0, 50),
    st.sampled_from(["0", "0.25", "0.5", "1"]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(OUTAGES, max_size=6), st.randoms())
def test_order_and_repetition_of_outages_change_nothing(some: list[Outage], by: Random) -> None:
    again = sorted([*some, *some], key=lambda _: by.random())
    assert of(*again) == of(*some)


@settings(max_examples=40, deadline=None)
@given(st.lists(OUTAGES, max_size=6), OUTAGES)
def test_one_more_outage_never_helps(some: list[Outage], more: Outage) -> None:
    assert 0 <= of(*some, more).percent <= of(*some).percent <= 100
