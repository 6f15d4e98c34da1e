from decimal import Decimal

from services.transition.forecasting.baseline_execution_index import (
    baseline_execution_index,
    finished_and_due,
)

BASELINE = {"a": 10, "b": 20, "c": 30}


def test_nineteen_finished_of_twenty_due() -> None:
    assert baseline_execution_index(19, 20) == Decimal("0.9500")


def test_while_nothing_is_due_there_is_no_score() -> None:
    assert baseline_execution_index(0, 0) is None


def test_a_task_due_right_now_is_due() -> None:
    assert finished_and_due(BASELINE, ["a"], 20) == (1, 2)


def test_what_is_finished_early_counts_and_what_was_added_does_not() -> None:
    assert finished_and_due(BASELINE, ["a", "c", "new"], 15) == (2, 1)
