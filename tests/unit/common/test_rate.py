import pytest

from libs.common.problems import Problem
from libs.common.rate import Rate


class Minute:
    """A clock in seconds that is set by hand."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Minute:
    return Minute()


def test_what_is_above_the_rate_is_refused_until_a_minute_is_over(clock: Minute) -> None:
    rate = Rate(3, clock)
    for clock.at in (1000.0, 1010.0, 1020.9):
        rate.hold_key("kestrel")
    for clock.at in (1020.9, 1059.9):
        with pytest.raises(Problem) as refused:
            rate.hold_key("kestrel")
        assert refused.value.status == 429
        assert refused.value.headers == {"Retry-After": "5"}
    clock.at = 1060.0
    rate.hold_key("kestrel")
    with pytest.raises(Problem):
        rate.hold_key("kestrel")


def test_a_refused_request_does_not_count(clock: Minute) -> None:
    rate = Rate(1, clock)
    rate.hold_key("kestrel")
    for clock.at in (1001.0, 1030.0, 1059.0):
        with pytest.raises(Problem):
            rate.hold_key("kestrel")
    clock.at = 1060.0
    rate.hold_key("kestrel")


def test_one_caller_does_not_use_up_the_rate_of_another(clock: Minute) -> None:
    rate = Rate(1, clock)
    rate.hold_key("kestrel")
    rate.hold_key("heron")


def test_callers_who_stay_away_are_forgotten(clock: Minute) -> None:
    rate = Rate(1, clock)
    for n in range(100):
        rate.hold_key(str(n))
    clock.at += 61
    rate.hold_key("kestrel")
    assert set(rate._windows) == {"kestrel"}


def test_the_memory_of_a_caller_does_not_grow_with_its_requests(clock: Minute) -> None:
    rate = Rate(10**6, clock)
    for n in range(5000):
        clock.at = 1000 + n / 20
        rate.hold_key("kestrel")
    assert len(rate._windows["kestrel"]._seconds) <= 61
