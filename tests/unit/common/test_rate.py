import pytest

from libs.common.problems import Problem
from libs.common.rate import Rate


def test_what_is_above_the_rate_is_refused_with_when_to_come_again() -> None:
    rate = Rate(3)
    for _ in range(3):
        rate.hold_key("kestrel")
    with pytest.raises(Problem) as refused:
        rate.hold_key("kestrel")
    assert refused.value.status == 429
    assert refused.value.headers == {"Retry-After": "5"}


def test_one_caller_does_not_use_up_the_rate_of_another() -> None:
    rate = Rate(1)
    rate.hold_key("kestrel")
    rate.hold_key("heron")
    with pytest.raises(Problem):
        rate.hold_key("heron")
