"""What cannot be a plan is refused with the field at fault."""

import pytest

from libs.common.problems import Problem
from services.transition.plan.schedulable import schedulable
from services.transition.scheduling.outline import TooDeep
from services.transition.scheduling.work_time import NeverOpen, OutOfTime


@pytest.mark.parametrize(
    ("fault", "field", "says"),
    [
        (OutOfTime(), "/minutes", "outside the years 1970 to 2110"),
        (NeverOpen("No working time"), "/calendar", "No working time"),
        (TooDeep("x", 51), "/parent", "at most 50 levels"),
    ],
)
def test_each_fault_is_told_by_its_field(fault: ValueError, field: str, says: str) -> None:
    with pytest.raises(Problem, match=says) as refused, schedulable():
        raise fault
    assert refused.value.status == 422
    assert [each.field for each in refused.value.errors] == [field]
    assert refused.value.do
