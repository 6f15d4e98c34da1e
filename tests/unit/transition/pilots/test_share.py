"""How sure a share is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.transition.pilots.share import share


@pytest.mark.parametrize(
    ("met", "cases", "low", "high"),
    [(8, 10, "0.490", "0.943"), (0, 10, "0.000", "0.278"), (10, 10, "0.722", "1.000")],
)
def test_the_published_bounds_come_out(met: int, cases: int, low: str, high: str) -> None:
    found = share(met, cases)
    to_three = [round(bound, 3) for bound in (found.low, found.high)]
    assert to_three == [Decimal(low), Decimal(high)]


def test_more_cases_make_it_surer() -> None:
    few, many = share(8, 10), share(800, 1000)
    assert few.value == many.value == Decimal("0.8000")
    assert few.low < many.low < many.value < many.high < few.high


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_share_lies_between_its_bounds_and_they_between_0_and_1(of: tuple[int, int]) -> None:
    found = share(*of)
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_the_explanation_names_the_share_and_its_bounds() -> None:
    labels = [step.label for step in share.explained(8, 10).explanation.steps]
    assert labels[0] == "share = met / cases"
    assert labels[-1] == "with 95 % confidence"
