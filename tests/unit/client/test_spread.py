"""A month's count falls on its working days and adds up."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from libs.client.demo.spread import spread, working_days


def test_february_2026_has_twenty_working_days() -> None:
    assert len(working_days("2026-02")) == 20
    assert working_days("2026-02")[0] == date(2026, 2, 2)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_days_add_up_to_the_month_and_never_exceed_it(met: int, more: int) -> None:
    days = spread("2026-02", met, met + more)
    assert sum(day.met for day in days) == met
    assert sum(day.total for day in days) == met + more
    assert all(day.met <= day.total for day in days)
