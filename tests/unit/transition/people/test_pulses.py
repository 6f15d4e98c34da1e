"""Pulses: counted once, and what is told of them."""

from decimal import Decimal

import pytest

from libs.common.events.transition.people import MoraleFell, PulseCounted
from libs.common.problems import Problem
from services.transition.models import Pulse, PulseState
from services.transition.people.morale import morale, shown
from services.transition.people.morale_trend import MoraleTrend, morale_trend
from tests.unit.transition.of_client import deed, pulse

FELL = morale_trend(Decimal("4.20"), Decimal("3.40"), Decimal("0.50"))


def counted(row: Pulse, counts: list[int], trend: MoraleTrend | None = None) -> list[object]:
    return list(row.count([counts], morale(shown({"q": counts})), trend, deed("2025-09-08")))


def test_a_fall_is_told_beside_the_count() -> None:
    told, fell = counted(pulse(), [0, 1, 2, 1, 1], FELL)
    assert isinstance(told, PulseCounted)
    assert isinstance(fell, MoraleFell)
    assert (fell.was, fell.now, fell.team) == (Decimal("4.20"), Decimal("3.40"), "Payables")
    assert (told.vendor_id, fell.vendor_id) == (None, None)


def test_of_four_answers_no_number_is_told() -> None:
    (told,) = counted(pulse(), [4, 0, 0, 0, 0])
    assert isinstance(told, PulseCounted)
    assert (told.mean, told.favourable) == (None, None)


def test_what_is_counted_or_cancelled_takes_no_other_step() -> None:
    row, other = pulse(), pulse()
    counted(row, [1, 1, 1, 1, 1])
    list(other.cancel(deed("2025-09-08", "The team was merged")))
    for each, state in ((row, PulseState.COUNTED), (other, PulseState.CANCELLED)):
        with pytest.raises(Problem) as refused:
            list(each.cancel(deed("2025-09-09", "again")))
        assert refused.value.kind == f"is-{state}"
        with pytest.raises(Problem):
            counted(each, [1, 1, 1, 1, 1])
