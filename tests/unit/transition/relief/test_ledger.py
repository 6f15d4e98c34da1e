"""How much is tried for the ledger, and what is counted once."""

from types import SimpleNamespace
from typing import Any

import pytest

from services.transition.exchange.plan_document import end_of
from services.transition.relief.deadlines import Deadlines
from services.transition.relief.ledger import most_tried
from services.transition.relief.reach import Reach
from tests.unit.transition.relief.late_plans import day, relief


@pytest.mark.parametrize(
    ("tasks", "periods"), [(0, 25), (4_000, 25), (10_000, 10), (100_000, 1), (200_000, 1)]
)
def test_of_larger_plans_fewer_periods_are_tried_by_themselves(tasks: int, periods: int) -> None:
    assert most_tried(tasks) == periods


def task(code: str) -> Any:
    names = ("parent", "done_on", "finished_at", "wave")
    due = {"deadline": end_of(day("09-26")), "milestone": None, "predecessors": ()}
    return SimpleNamespace(code=code, live=False, **dict.fromkeys(names), **due)


def test_what_the_same_periods_reach_and_is_due_on_one_day_is_counted_once() -> None:
    tasks = [task("teach"), task("shadow")]
    agreed: Any = SimpleNamespace(tasks=[SimpleNamespace(task=each) for each in tasks])
    spans = [("09-08", "09-10"), ("09-09", "09-12")]
    rows = [
        relief(from_on=day(a), until_on=day(b), tasks=["teach", "shadow"], waves=[])
        for a, b in spans
    ]
    first, second = Deadlines("NL", Reach(tasks), agreed, rows, day("09-30")).relieved()
    assert first.deadline is second.deadline
    assert first.deadline.value == day("10-02")
    assert first.deadline.explanation.inputs["delays"] == [["2025-09-08", "2025-09-12"]]
