"""Placements: each of those to whom a place is offered goes by the book."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.problems import Problem
from services.transition.models.affected_roles import (
    PLACEMENT_LIFE,
    PlacementState,
    PlacementStep,
)
from services.transition.people.counting import offered
from tests.unit.transition.of_client import deed, placement

STEPS = [(state, step) for state, steps in PLACEMENT_LIFE.items() for step in steps]
REFUSED = [(s, step) for s in PlacementState for step in PlacementStep if (s, step) not in STEPS]


def test_ten_are_offered_eight_accept_five_train_and_three_are_placed() -> None:
    row = placement(10)
    list(row.move(PlacementStep.ACCEPT, PlacementState.OFFERED, 8, deed()))
    list(row.move(PlacementStep.DECLINE, PlacementState.OFFERED, 2, deed()))
    list(row.move(PlacementStep.BEGIN_TRAINING, PlacementState.ACCEPTED, 5, deed()))
    (told,) = row.move(PlacementStep.PLACE, PlacementState.IN_TRAINING, 3, deed("2025-11-03"))
    assert row.counts == {
        "offered": 0,
        "accepted": 3,
        "declined": 2,
        "in_training": 2,
        "placed": 3,
    }
    assert (told.count, told.was, told.now) == (3, "in_training", "placed")
    assert told.vendor_id is None
    assert (row.waiting, offered([row])) == (5, {"clerk": 8})


def test_more_than_there_are_take_no_step() -> None:
    row = placement(10)
    with pytest.raises(Problem) as refused:
        list(row.move(PlacementStep.ACCEPT, PlacementState.OFFERED, 11, deed()))
    assert (refused.value.kind, refused.value.detail) == (
        "not-so-many",
        "to-control has 10 offered, not 11.",
    )
    assert row.counts == {"offered": 10}


@pytest.mark.parametrize(("state", "step"), REFUSED)
def test_a_step_that_is_not_in_the_book_is_refused_by_name(
    state: PlacementState, step: PlacementStep
) -> None:
    row = placement(10)
    with pytest.raises(Problem) as refused:
        list(row.move(step, state, 1, deed()))
    assert refused.value.kind == f"is-{state}".replace("_", "-")


def test_who_is_not_placed_by_the_day_is_told_once() -> None:
    row = placement(2)
    (told,) = row.fall_overdue()
    assert (told.count, told.place_by) == (2, date(2025, 12, 1))
    assert list(row.fall_overdue()) == []
    list(row.move(PlacementStep.DECLINE, PlacementState.OFFERED, 2, deed("2025-12-02")))
    assert (row.overdue, list(row.fall_overdue())) == (False, [])


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(1, 6)), max_size=30))
def test_whatever_is_tried_nobody_is_lost_or_counted_twice(
    tries: list[tuple[tuple[PlacementState, PlacementStep], int]],
) -> None:
    row = placement(10)
    for (state, step), count in tries:
        with suppress(Problem):
            list(row.move(step, state, count, deed()))
        assert sum(row.counts.values()) == 10
        assert min(row.counts.values()) >= 0
