"""A clock for many instants at once says what the clock itself says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.transition.forecasting.open_time import OpenTime
from services.transition.scheduling.work_time import ELAPSED, Clock
from tests.unit.transition.forecasting.calendars import MONDAY, OFFICE, SHORT_WEEK, week

ALL_DAY = week(((0, 1440),), ())
NIGHTS = week(((0, 360), (1320, 1440)), (2,))
CLOCKS: list[Clock] = [OFFICE, SHORT_WEEK, ALL_DAY, NIGHTS, ELAPSED]
moments = st.lists(st.integers(-400_000, 900_000), min_size=1, max_size=20)


@pytest.mark.parametrize("clock", CLOCKS)
@given(moments)
def test_the_same_marks_for_instants_and_instants_for_marks(clock: Clock, ats: list[int]) -> None:
    many = OpenTime(clock)
    instants = np.array(ats, np.int64) + MONDAY
    marks = np.array([clock.at(int(at)) for at in instants], np.int64)
    assert many.at(instants).tolist() == marks.tolist()
    assert many.begins(marks).tolist() == [clock.begins(int(mark)) for mark in marks]
    assert many.ends(marks).tolist() == [clock.ends(int(mark)) for mark in marks]


def test_it_grows_both_ways_from_what_was_asked_before() -> None:
    many = OpenTime(OFFICE)
    for at in (MONDAY, MONDAY + 10**6, MONDAY - 10**6):
        assert many.at(np.array([at])).tolist() == [OFFICE.at(at)]
