"""What a parallel run shows."""

from datetime import date, timedelta
from decimal import Decimal
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.transition.roll_out.parallel_result import (
    ComparedDay,
    ParallelResult,
    ParallelTarget,
    Tolerance,
    is_within,
    parallel_result,
)

MONDAY = date(2025, 9, 1)
FIVE = Tolerance(value=Decimal(5), is_share=False)
HALF_A_PERCENT = Tolerance(value=Decimal("0.005"), is_share=True)


def day(n: int, new: str = "100", old: str = "100", *, explained: bool = False) -> ComparedDay:
    return ComparedDay(
        day=MONDAY + timedelta(days=n), old=Decimal(old), new=Decimal(new), explained=explained
    )


def result(*days: ComparedDay, in_a_row: int = 3, share: str | None = None) -> ParallelResult:
    target = ParallelTarget(in_a_row=in_a_row, share=Decimal(share) if share else None)
    return parallel_result("NL", days, FIVE, target)


@pytest.mark.parametrize(
    ("tolerance", "old", "new", "within"),
    [
        (FIVE, "100", "105", True),
        (FIVE, "100", "94.99", False),
        (HALF_A_PERCENT, "38200.00", "38391.00", True),
        (HALF_A_PERCENT, "38200.00", "38391.01", False),
        (HALF_A_PERCENT, "-200", "-201", True),
        (HALF_A_PERCENT, "0", "0.01", False),
        (HALF_A_PERCENT, "0", "0", True),
    ],
)
def test_at_the_tolerance_is_within_and_a_cent_beyond_is_not(
    tolerance: Tolerance, old: str, new: str, within: bool
) -> None:
    assert is_within(day(0, new, old), tolerance) is within


def test_days_within_in_a_row_pass_it() -> None:
    found = result(day(0), day(1), day(2))
    assert (found.in_a_row, found.share, found.met) == (3, 1, True)


def test_a_weekend_without_records_breaks_no_row() -> None:
    assert result(day(3), day(4), day(7)).in_a_row == 3


def test_a_working_day_that_nobody_compared_breaks_the_row() -> None:
    found = result(day(0), day(1), day(3))
    assert (found.in_a_row, found.met) == (1, False)


def test_a_saturday_that_differs_breaks_the_row_though_it_is_no_working_day() -> None:
    assert result(day(4), day(5, "200"), day(7)).in_a_row == 1


def test_a_difference_breaks_the_row_until_it_is_explained() -> None:
    found = result(day(0), day(1, "120"), day(2))
    assert (found.in_a_row, found.open, found.met) == (1, [MONDAY + timedelta(days=1)], False)
    found = result(day(0), day(1, "120", explained=True), day(2))
    assert (found.in_a_row, found.open, found.met) == (3, [], True)


def test_a_share_may_be_asked_for_beside_the_row() -> None:
    days = (day(0, "120"), day(1), day(2), day(3))
    assert result(*days, share="0.80").met is False
    assert result(*days, share="0.75").met is True


def test_without_days_there_is_no_share_and_it_is_not_met() -> None:
    found = result()
    assert (found.share, found.met, found.in_a_row) == (None, False, 0)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(90, 110)), unique_by=lambda d: d[0]))
def test_in_whatever_order_days_come_the_row_is_no_longer_than_the_days_within(
    days: list[tuple[int, int]],
) -> None:
    compared = [day(n, str(new)) for n, new in days]
    found = result(*compared)
    assert found == result(*reversed(compared))
    assert found.in_a_row <= found.within <= found.days
    assert len(found.open) == found.days - found.within


def test_a_long_run_takes_no_more_than_its_days() -> None:
    """Of ten times the days about ten times the work, not a hundred times."""
    days = [day(n) for n in range(40_000)]
    began = perf_counter()
    found = result(*days)
    assert perf_counter() - began < 10
    assert found.within == 40_000
