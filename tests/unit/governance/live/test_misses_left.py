from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.governance.attainment import Attainment
from services.governance.live.misses_left import MissesLeft, misses_left

LEVELS = st.decimals(0, 100, places=2)


def left(missed: int, counted: int, to_come: int, level: str = "97") -> MissesLeft:
    found = misses_left(missed, counted, to_come, Decimal(level))
    assert found
    return found


def test_a_thousand_cases_at_ninety_seven_leave_thirty_misses() -> None:
    found = left(missed=12, counted=400, to_come=600)
    assert (found.allowed, found.left, found.lost, found.sure) == (30, 18, False, False)


def test_what_is_lost_is_lost_even_if_every_other_case_meets_its_target() -> None:
    assert left(31, 400, 600).lost and not left(30, 400, 600).lost


def test_what_is_sure_stands_even_if_every_other_case_misses() -> None:
    assert left(10, 980, 20).sure and not left(11, 980, 20).sure


def test_a_level_is_reached_at_its_boundary_and_no_miss_is_split() -> None:
    assert left(0, 0, 33, "97").allowed == 0  # 0.99
    assert left(0, 0, 1000, "99.9").allowed == 1


def test_a_month_without_cases_has_no_score_to_lose() -> None:
    assert misses_left(0, 0, 0, Decimal(97)) is None


def test_a_level_of_a_hundred_is_lost_by_the_first_miss() -> None:
    assert left(1, 5, 10, "100").lost and left(0, 5, 10, "100").left == 0


@pytest.mark.parametrize("level", ["97", "99.5", "33.33"])
def test_the_explanation_ends_with_the_room(level: str) -> None:
    steps = misses_left.explained(1, 10, 10, Decimal(level)).explanation.steps
    assert steps[-1].label == "allowed − missed so far"


@given(st.integers(1, 5000), st.integers(0, 5000), LEVELS)
def test_with_just_the_misses_left_the_level_stands_and_with_one_more_it_falls(
    counted: int, to_come: int, level: Decimal
) -> None:
    found = misses_left(0, counted, to_come, level)
    assert found
    assert not _score(found.left, counted + to_come).below(level)
    assert found.left == counted + to_come or _score(found.left + 1, counted + to_come).below(level)


def _score(missed: int, cases: int) -> Attainment:
    met = cases - missed
    percent = Decimal(100 * met) / cases
    return Attainment(met=met, total=cases, excluded=0, counted=cases, percent=percent)
