"""How far seats are, week by week."""

from datetime import date

from libs.common.events.transition.ramp import SeatState
from services.transition.ramp.seat_ladder import Stood, remaining, standing_on, weekly_steps

S = SeatState
FIRST = [
    Stood(date(2025, 9, 1), S.OPEN),
    Stood(date(2025, 9, 3), S.HIRED),
    Stood(date(2025, 9, 5), S.SCREENED),
    Stood(date(2025, 9, 16), S.ACCESS),
]
LOST = [
    Stood(date(2025, 9, 1), S.OPEN),
    Stood(date(2025, 9, 4), S.HIRED),
    Stood(date(2025, 9, 10), S.OPEN),
]


def test_five_steps_are_left_of_an_open_seat_and_none_of_a_certified_one() -> None:
    assert remaining([S.OPEN, S.TRAINED, S.CERTIFIED]) == 6


def test_steps_back_count_against_the_week_in_which_they_fall() -> None:
    assert weekly_steps([FIRST, LOST], date(2025, 9, 22)) == [3, -1, 1]


def test_the_week_that_has_not_ended_does_not_count() -> None:
    assert weekly_steps([FIRST, LOST], date(2025, 9, 21)) == [3, -1]


def test_before_the_first_step_there_are_no_weeks() -> None:
    assert weekly_steps([[Stood(date(2025, 9, 1), S.OPEN)]], date(2025, 9, 30)) == []


def test_a_seat_that_was_not_there_yet_counts_nowhere() -> None:
    assert sum(standing_on([FIRST, LOST], date(2025, 8, 31)).values()) == 0
    on = standing_on([FIRST, LOST], date(2025, 9, 9))
    assert (on[S.HIRED], on[S.SCREENED]) == (1, 1)
    assert standing_on([FIRST, LOST], date(2025, 9, 10))[S.OPEN] == 1
