from hypothesis import given
from hypothesis import strategies as st

from services.governance.months import months_before
from services.governance.termination_right import TerminationRight, termination_right

MONTHS = [months_before("2026-12", back) for back in range(24)][::-1]


def after(marks: str) -> TerminationRight:
    """`x` a miss, `.` none, `?` no score, ` ` not closed; the last mark is December 2026."""
    words = {"x": True, ".": False, "?": None}
    months = zip(MONTHS[-len(marks) :], marks, strict=True)
    return termination_right({month: words[mark] for month, mark in months if mark != " "})


def test_two_misses_in_a_row_are_not_enough() -> None:
    assert not after("xx").stands


def test_three_misses_in_a_row_give_the_right() -> None:
    assert after("xxx") == TerminationRight(stands=True, consecutive=3, of_twelve=3)


def test_a_month_met_between_breaks_the_run() -> None:
    assert not after("xx.x").stands


def test_five_of_twelve_give_the_right() -> None:
    assert not after("x.x.x.x.....").stands
    assert after("x.x.x.x...x.") == TerminationRight(stands=True, consecutive=1, of_twelve=5)


def test_a_miss_older_than_twelve_months_is_forgotten() -> None:
    assert not after("x.x.x.x.....x").stands


def test_a_month_without_a_score_is_neither_a_miss_nor_the_end_of_a_run() -> None:
    assert after("xx?x").stands
    assert not after("x???x").stands


def test_a_month_that_was_not_closed_is_passed_over() -> None:
    assert after("xx x").stands


def test_before_the_first_closing_there_is_no_right() -> None:
    assert termination_right({}) == TerminationRight()


@given(st.text("x.?", min_size=1, max_size=24), st.integers(0, 23))
def test_one_miss_fewer_never_brings_the_right(marks: str, place: int) -> None:
    better = "".join("." if at == place else mark for at, mark in enumerate(marks))
    assert after(marks).stands or not after(better).stands
