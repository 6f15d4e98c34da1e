from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from services.vendor.red_flags import FlagKind, red_flags


def prices(*amounts: str) -> dict[UUID, Decimal]:
    return {uuid4(): Decimal(amount) for amount in amounts}


def kinds(*amounts: str) -> list[FlagKind]:
    return [flag.kind for flag in red_flags(prices(*amounts))]


def test_a_single_bid_is_flagged() -> None:
    assert kinds("100") == [FlagKind.SINGLE_BID]


@pytest.mark.parametrize(("price", "flagged"), [("100.99", True), ("101", False), ("100", True)])
def test_prices_below_one_per_cent_apart_are_flagged(price: str, flagged: bool) -> None:
    assert (FlagKind.TOO_CLOSE in kinds("100", price)) is flagged


def test_only_neighbours_are_compared() -> None:
    bids = prices("100", "150", "100.5")
    (flag,) = red_flags(bids)
    first, _, third = bids
    assert flag.bids == [first, third]
    assert flag.detail == "Two prices are 0.50 % apart."


@pytest.mark.parametrize(("price", "flagged"), [("69.99", True), ("70", False)])
def test_a_price_more_than_thirty_per_cent_below_the_median_is_flagged(
    price: str, flagged: bool
) -> None:
    assert (FlagKind.FAR_BELOW_THE_FIELD in kinds("100", "120", price)) is flagged


def test_sound_competition_raises_nothing() -> None:
    assert kinds("1145400", "939228", "1210000") == []


def test_no_bid_raises_nothing() -> None:
    assert kinds() == []
