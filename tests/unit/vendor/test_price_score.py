from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.vendor.price_score import price_score

PRICES = st.decimals(1, 10**9, places=2)


@pytest.mark.parametrize(
    ("price", "lowest", "expected"),
    [
        ("100", "100", "100"),
        ("200", "100", "50"),
        ("1145400", "939228", "82"),
        ("3", "1", "33.333333"),
        ("3", "2", "66.666667"),
    ],
)
def test_a_price_scores_a_hundred_times_the_lowest_by_itself(
    price: str, lowest: str, expected: str
) -> None:
    assert price_score(Decimal(price), Decimal(lowest)) == Decimal(expected)


@given(PRICES, PRICES)
def test_the_lowest_scores_a_hundred_and_no_price_scores_more(one: Decimal, other: Decimal) -> None:
    lowest = min(one, other)
    assert price_score(lowest, lowest) == 100
    assert 0 <= price_score(max(one, other), lowest) <= 100
