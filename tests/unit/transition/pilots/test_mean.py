"""How sure a mean is."""

from datetime import date
from decimal import Decimal
from statistics import mean as plain_mean
from statistics import stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.transition.pilots.batch import Batch
from services.transition.pilots.mean import mean
from services.transition.pilots.student import t_point

DAY = date(2026, 2, 10)


def batch(*values: float) -> Batch:
    deviation = Decimal(repr(stdev(values))) if len(values) > 1 else None
    value = Decimal(repr(plain_mean(values)))
    return Batch(day=DAY, cases=len(values), value=value, deviation=deviation)


@pytest.mark.parametrize(
    ("freedom", "point"), [(1, 12.706), (2, 4.303), (9, 2.262), (29, 2.045), (10_000, 1.960)]
)
def test_the_points_of_students_t_are_those_of_the_tables(freedom: int, point: float) -> None:
    assert t_point(0.975, freedom) == pytest.approx(point, abs=5e-4)


def test_five_values_have_the_bounds_of_the_textbook() -> None:
    found = mean([batch(4, 5, 6, 7, 8)])
    assert found is not None
    half = 2.7764 * 1.5811 / 5**0.5
    assert (float(found.low), float(found.high)) == pytest.approx((6 - half, 6 + half), abs=1e-3)


def test_one_case_alone_has_no_bounds() -> None:
    assert mean([batch(5)]) is None


@given(st.lists(st.lists(st.floats(0, 100), min_size=1, max_size=8), min_size=1, max_size=6))
def test_batches_together_come_to_what_all_their_values_come_to(values: list[list[float]]) -> None:
    found = mean([batch(*each) for each in values])
    every = [value for each in values for value in each]
    if len(every) == 1:
        assert found is None
        return
    at_once = mean([batch(*every)])
    assert found is not None
    assert at_once is not None
    for one, other in zip(dict(found).values(), dict(at_once).values(), strict=True):
        assert float(one) == pytest.approx(float(other), abs=2e-3)
