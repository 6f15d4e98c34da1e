"""Morale from counts: what is shown, and what a fall is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.transition.people.morale import morale, shown
from services.transition.people.morale_trend import morale_trend
from services.transition.people.teams_in_spirits import teams_in_spirits

COUNTS = st.lists(st.integers(0, 40), min_size=5, max_size=5)


def test_ten_answers_give_a_mean_and_the_share_of_fours_and_fives() -> None:
    found = morale({"Do you know your place?": [1, 1, 2, 4, 2]})
    assert (found.answers, found.mean, found.favourable) == (10, Decimal("3.50"), Decimal("0.6000"))
    assert (found.low, found.high) == (Decimal("0.3127"), Decimal("0.8318"))


def test_four_answers_are_not_shown_and_five_are() -> None:
    assert shown({"a": [0, 0, 0, 2, 2], "b": [0, 0, 1, 2, 2]}) == {"b": [0, 0, 1, 2, 2]}
    too_few = morale(shown({"a": [0, 0, 0, 2, 2]}))
    assert (too_few.answers, too_few.mean, too_few.favourable) == (None, None, None)
    assert (too_few.note, too_few.questions) == ("not enough answers", {})


def test_the_whole_is_the_mean_of_the_questions_and_rests_on_the_fewest_answers() -> None:
    found = morale({"a": [0, 0, 0, 0, 5], "b": [0, 0, 10, 0, 0]})
    assert (found.mean, found.answers) == (Decimal("4.00"), 5)
    assert found.questions["b"].answers == 10


@given(COUNTS)
def test_whatever_is_counted_nothing_of_fewer_than_five_is_found_in_what_is_explained(
    counts: list[int],
) -> None:
    found = morale.explained(shown({"q": counts}))
    if sum(counts) < 5:
        assert found.value.mean is None
        assert found.explanation.inputs == {"counts": {}}
    else:
        assert found.value.mean is not None
        assert 1 <= found.value.mean <= 5
        assert found.value.low is not None
        assert found.value.high is not None
        assert found.value.favourable is not None
        assert 0 <= found.value.low <= found.value.favourable <= found.value.high <= 1


@pytest.mark.parametrize(("now", "fell"), [("3.30", True), ("3.40", False), ("4.20", False)])
def test_a_fall_of_exactly_the_threshold_is_not_told(now: str, fell: bool) -> None:
    found = morale_trend(Decimal("3.90"), Decimal(now), Decimal("0.50"))
    assert (found.fell, found.change) == (fell, Decimal(now) - Decimal("3.90"))


def test_all_teams_must_be_in_spirits_and_none_is_named() -> None:
    found = teams_in_spirits.explained(3, 2)
    assert (found.value.met, found.value.note) == (False, "2 of 3 teams at 3.0 of 5 or more")
    assert found.explanation.inputs == {"teams": 3, "in_spirits": 2}
    assert teams_in_spirits(3, 3).met
