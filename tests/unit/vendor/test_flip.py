from decimal import Decimal
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from services.vendor.flip import Line, Side, flip

SCORES = st.decimals(0, 100, places=2)


def line(vendor: str, price: str | Decimal, quality: str | Decimal) -> Line:
    return Line(bid_id=uuid4(), vendor=vendor, price=Decimal(price), quality=Decimal(quality))


def at(weight: Decimal, line: Line) -> Decimal:
    return (weight * line.price + (100 - weight) * line.quality) / 100


def test_meridian_wins_when_the_price_weighs_more_than_55() -> None:
    """22 points of quality against 18 of price: 100 × 22 / (22 + 18)."""
    found = flip(Decimal(40), line("Kestrel", "82", "84"), [line("Meridian", "100", "62")])
    assert found
    assert (found.price_weight, found.side, found.vendor) == (Decimal(55), Side.ABOVE, "Meridian")


def test_a_winner_by_price_loses_when_the_price_weighs_less() -> None:
    found = flip(Decimal(60), line("Meridian", "100", "62"), [line("Kestrel", "82", "84")])
    assert found
    assert (found.price_weight, found.side, found.vendor) == (Decimal(55), Side.BELOW, "Kestrel")


def test_who_is_better_in_everything_wins_at_any_weight() -> None:
    assert flip(Decimal(40), line("Best", "100", "90"), [line("Worse", "80", "70")]) is None


def test_a_single_bid_wins_at_any_weight() -> None:
    assert flip(Decimal(40), line("Only", "100", "90"), []) is None


def test_the_nearest_change_is_told_not_the_first_found() -> None:
    rivals = [line("Far", "100", "50"), line("Near", "95", "79")]
    found = flip(Decimal(30), line("Winner", "90", "81"), rivals)
    assert found
    assert (found.vendor, found.price_weight) == ("Near", Decimal("28.57"))


def test_where_several_cross_at_once_the_steepest_wins_next() -> None:
    rivals = [line("Flat", "70", "50"), line("Steep", "90", "30")]
    found = flip(Decimal(40), line("Winner", "60", "60"), rivals)
    assert found
    assert (found.vendor, found.price_weight) == ("Steep", Decimal(50))


def test_thirds_are_told_to_a_hundredth() -> None:
    found = flip(Decimal(10), line("A", "98", "81"), [line("B", "100", "80")])
    assert found
    assert found.price_weight == Decimal("33.33")


@given(st.lists(st.tuples(SCORES, SCORES), min_size=2, max_size=6), st.integers(1, 99))
def test_beyond_the_flip_the_named_vendor_wins_and_between_nobody_else_does(
    bids: list[tuple[Decimal, Decimal]], price_weight: int
) -> None:
    published = Decimal(price_weight)
    lines = [line(str(n), price, quality) for n, (price, quality) in enumerate(bids)]
    winner = max(lines, key=lambda one: at(published, one))
    rivals = [one for one in lines if one is not winner]
    found = flip(published, winner, rivals)
    if found is None:
        for weight in (Decimal(0), published, Decimal(100)):
            assert all(at(weight, winner) >= at(weight, rival) for rival in rivals)
        return
    next_winner = next(one for one in rivals if one.bid_id == found.bid_id)
    edge = Decimal(100) if found.side is Side.ABOVE else Decimal(0)
    assert at(edge, next_winner) > at(edge, winner)
    crossing = at(found.price_weight, winner) - at(found.price_weight, next_winner)
    assert abs(crossing) <= Decimal("0.02")
    middle = (published + found.price_weight) / 2
    assert all(at(middle, winner) - at(middle, one) >= Decimal("-0.02") for one in rivals)
