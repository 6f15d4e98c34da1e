"""How quickly and how slowly it may go on."""

from hypothesis import given
from hypothesis import strategies as st

from services.transition.statistics.bounded import bounded
from services.transition.statistics.pace import further_weeks, pace_of, weeks_at

CHANGES = st.lists(st.integers(-5, 20).map(float), min_size=1, max_size=30)


def test_eight_of_ten_weeks_forward_are_between_forty_nine_and_ninety_four_in_a_hundred() -> None:
    """Wilson: .4902 to .9433; 10 in each of those weeks, nothing in the others."""
    pace = pace_of([10.0] * 8 + [0.0] * 2)
    assert pace is not None
    assert (round(pace.slowest, 2), round(pace.quickest, 2)) == (4.9, 9.43)


def test_weeks_that_are_not_forward_count_with_what_they_lose() -> None:
    """.0945 of weeks at the least bring 10, the others lose 4."""
    pace = pace_of([10.0, -4.0])
    assert pace is not None
    assert (round(pace.slowest, 2), round(pace.quickest, 2)) == (-2.68, 8.68)


def test_without_a_week_forward_there_is_no_pace() -> None:
    assert pace_of([]) is None
    assert pace_of([0.0, -3.0]) is None


def test_weeks_round_up_and_end_where_nothing_is_foretold() -> None:
    assert weeks_at(10, 31, most=520) == 4
    assert weeks_at(10, 30, most=520) == 3
    assert weeks_at(0.05, 30, most=520) is None
    assert weeks_at(-1, 30, most=520) is None


def test_what_is_open_tells_why_and_how_many_weeks_would_close_it() -> None:
    found = bounded([10.0, -4.0], 30, most=520)
    assert (found.early, found.late) == (4, None)
    rare = "If weeks forward are as rare as those seen permit,"
    assert found.open_because == f"{rare} the others undo them."
    assert found.closes == "2 more weeks forward like those seen."
    assert bounded([0.0, 0.001], 30, most=520).closes == (
        "A quicker pace: a year of weeks forward like those seen is not enough."
    )


@given(CHANGES, st.integers(1, 200))
def test_the_mean_pace_lies_between_the_bounds(changes: list[float], to_go: int) -> None:
    if pace := pace_of(changes):
        assert pace.slowest <= sum(changes) / len(changes) + 1e-6
        assert pace.quickest >= sum(changes) / len(changes) - 1e-6
    found = bounded(changes, to_go, most=520)
    assert (found.late is None) is (found.open_because is not None) is (found.closes is not None)
    assert found.late is None or (found.early or 1) <= found.late


@given(CHANGES, st.integers(1, 200))
def test_the_weeks_that_are_said_to_close_it_do(changes: list[float], to_go: int) -> None:
    more = further_weeks(changes, to_go, most=520)
    if more is None or bounded(changes, to_go, most=520).late is not None:
        return
    forward = [change for change in changes if change > 0]
    gained = [sum(forward) / len(forward)] * more
    assert bounded([*changes, *gained], to_go, most=520).late is not None
    assert bounded([*changes, *gained[1:]], to_go, most=520).late is None
