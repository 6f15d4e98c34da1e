"""Where a wave goes that cannot keep its date."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.transition.roll_out.freeze import HYPERCARE, FreezeSpan, freeze_on, in_the_way
from services.transition.roll_out.wave_date import wave_date

PEAK = FreezeSpan(title="peak", starts_on=date(2025, 11, 15), ends_on=date(2026, 1, 10))
PLANNED = date(2025, 10, 13)


def moved(
    rework: int = 0,
    not_before: date | None = None,
    freezes: tuple[FreezeSpan, ...] = (PEAK,),
    planned: date = PLANNED,
) -> date:
    return wave_date("NL", planned, rework, not_before, freezes)


def test_with_eleven_days_of_rework_13_october_moves_behind_the_peak_freeze_to_19_january() -> None:
    assert moved(11) == date(2026, 1, 19)
    assert (moved(11) - PLANNED).days == 98


def test_rework_alone_moves_it_by_business_days() -> None:
    assert moved(11, freezes=()) == date(2025, 10, 28)


def test_a_date_that_is_stated_takes_the_place_of_rework() -> None:
    assert moved(500, date(2025, 10, 16)) == date(2025, 10, 16)


def test_hypercare_that_ends_the_day_before_a_freeze_is_clear_of_it() -> None:
    last_clear = PEAK.starts_on - HYPERCARE
    assert in_the_way(last_clear, [PEAK]) is None
    assert in_the_way(last_clear + timedelta(days=1), [PEAK]) == PEAK


def test_a_freeze_that_ends_on_a_monday_leaves_the_next_monday_free() -> None:
    freeze = FreezeSpan(title="f", starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 12))
    assert moved(not_before=date(2026, 1, 2), freezes=(freeze,)) == date(2026, 1, 19)


def test_a_monday_that_is_a_holiday_gives_way_to_the_next_business_day() -> None:
    """6 April 2026 is Easter Monday."""
    freeze = FreezeSpan(title="f", starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 29))
    assert moved(not_before=date(2026, 3, 2), freezes=(freeze,)) == date(2026, 4, 7)


def test_a_second_freeze_behind_the_first_moves_it_on() -> None:
    spring = FreezeSpan(title="spring", starts_on=date(2026, 2, 1), ends_on=date(2026, 2, 8))
    assert moved(11, freezes=(spring, PEAK)) == date(2026, 2, 16)


def test_the_explanation_tells_each_step() -> None:
    steps = wave_date.explained("NL", PLANNED, 11, None, [PEAK]).explanation.steps
    assert [step.label for step in steps] == [
        "2025-10-13 + 11 business days of rework",
        "first business day from there on",
        "hypercare of 30 days would meet peak",
        "first Monday at least 7 days after its end",
        "first business day from there on",
    ]


days = st.dates(date(2024, 1, 1), date(2030, 1, 1))
spans = st.builds(
    lambda start, length: FreezeSpan(
        title="f", starts_on=start, ends_on=start + timedelta(days=length)
    ),
    days,
    st.integers(0, 90),
)


@given(days, st.integers(0, 60), st.lists(spans, max_size=6))
def test_the_new_date_is_a_working_day_not_earlier_and_clear_of_every_freeze(
    planned: date, rework: int, freezes: list[FreezeSpan]
) -> None:
    day = wave_date("NL", planned, rework, None, freezes)
    assert day >= planned
    assert day.weekday() < 5
    assert in_the_way(day, freezes) is None
    assert freeze_on(day, freezes) is None
