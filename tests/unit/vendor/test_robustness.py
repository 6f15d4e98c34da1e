from decimal import Decimal
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from services.vendor.robustness import DRAWS, SEED, robustness

A, B, C = uuid4(), uuid4(), uuid4()


def scores(*values: int) -> dict[str, Decimal]:
    return {f"c{n}": Decimal(value) for n, value in enumerate(values)}


def test_who_is_better_in_everything_wins_every_draw() -> None:
    assert robustness({A: scores(90, 90), B: scores(80, 80)}).shares == {A: 1, B: 0}


def test_two_mirrored_bids_win_about_half_each() -> None:
    shares = robustness({A: scores(100, 0), B: scores(0, 100)}).shares
    assert abs(shares[A] - Decimal("0.5")) < Decimal("0.05")
    assert sum(shares.values()) == 1


def test_each_specialist_of_three_wins_about_a_third() -> None:
    three = {A: scores(100, 0, 0), B: scores(0, 100, 0), C: scores(0, 0, 100)}
    assert all(
        abs(share - Decimal("0.333")) < Decimal("0.05")
        for share in robustness(three, 6000).shares.values()
    )


def test_the_same_seed_gives_the_same_shares_and_both_are_stated() -> None:
    bids = {A: scores(90, 40), B: scores(50, 80)}
    found = robustness(bids)
    assert found == robustness(bids)
    assert (found.draws, found.seed) == (DRAWS, SEED)
    assert found.shares != robustness(bids, seed=1).shares


def test_equal_bids_leave_every_draw_to_the_one_that_stands_first() -> None:
    assert robustness({A: scores(70, 70), B: scores(70, 70)}).shares == {A: 1, B: 0}


def test_without_a_bid_nobody_wins() -> None:
    assert robustness({}).shares == {}


@given(
    st.dictionaries(
        st.uuids(), st.lists(st.integers(0, 100), min_size=3, max_size=3), min_size=1, max_size=5
    )
)
@settings(max_examples=30)
def test_every_draw_has_one_winner(bids: dict[UUID, list[int]]) -> None:
    shares = robustness({bid: scores(*values) for bid, values in bids.items()}, 200).shares
    assert sum(shares.values()) == 1
