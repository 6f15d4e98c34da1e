"""Earned value by hand and by its laws."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.transition.forecasting.earned_value import EarnedValue, earned_value
from services.transition.forecasting.planned_value import (
    BaselinedTask,
    Measure,
    planned_values,
    values,
)
from tests.unit.transition.forecasting.calendars import DAY, MONDAY, OFFICE, after, morning


def task(
    code: str,
    first: int,
    days: int,
    *,
    budget: str | None = "1000",
    cost: str | None = None,
    percent: int = 0,
) -> BaselinedTask:
    return BaselinedTask(
        code,
        morning(first),
        after(first + days),
        days * DAY,
        OFFICE,
        None if budget is None else Decimal(budget),
        None if cost is None else Decimal(cost),
        percent,
    )


def on_day(days: int, *tasks: BaselinedTask) -> EarnedValue:
    return earned_value(values(tasks, after(days)))


BEHIND = [
    task("a", 0, 10, cost="1000", percent=80),
    task("b", 10, 10, cost="0", percent=0),
]


def test_eighty_percent_of_what_was_due_at_a_higher_cost() -> None:
    result = on_day(10, *BEHIND)
    assert (result.pv, result.ev, result.ac) == (1000, 800, 1000)
    assert (result.spi, result.cpi) == (Decimal("0.8000"), Decimal("0.8000"))
    assert (result.bac, result.eac, result.etc) == (2000, 2500, 1500)
    assert (result.vac, result.tcpi) == (-500, Decimal("1.2000"))
    assert (result.eac_at_plan, result.eac_by_both) == (2200, 2875)


def test_planned_value_accrues_evenly_over_working_minutes() -> None:
    assert on_day(3, task("a", 0, 10)).pv == 300
    over_the_weekend = MONDAY + 6 * 1440
    assert values([task("a", 0, 10)], over_the_weekend).planned == 500


def test_a_milestone_is_due_all_at_once() -> None:
    paid = BaselinedTask("m", after(5), after(5), 0, OFFICE, Decimal(700))
    assert [on_day(n, paid).pv for n in (4, 5)] == [0, 700]


def test_without_budgets_working_minutes_are_the_value_and_cost_has_no_score() -> None:
    result = on_day(10, task("a", 0, 10, budget=None, percent=50), task("b", 10, 10, budget=None))
    assert result.measure is Measure.MINUTES
    assert (result.pv, result.ev, result.spi) == (4800, 2400, Decimal("0.5000"))
    assert (result.ac, result.cpi, result.eac, result.tcpi) == (None, None, None, None)


def test_one_task_without_a_budget_is_named_and_money_is_not_mixed_with_minutes() -> None:
    result = on_day(10, task("a", 0, 10), task("b", 10, 10, budget=None))
    assert (result.measure, result.unbudgeted) == (Measure.MINUTES, ["b"])


def test_work_done_without_a_cost_is_named_and_leaves_cost_without_a_score() -> None:
    result = on_day(10, task("a", 0, 10, percent=10), task("b", 10, 10))
    assert (result.uncosted, result.ac, result.cpi) == (["a"], None, None)
    assert result.spi == Decimal("0.1000")


def test_before_anything_is_due_there_is_no_score() -> None:
    result = on_day(0, task("a", 0, 10))
    assert (result.spi, result.cpi, result.eac) == (None, None, None)


def test_once_the_budget_is_spent_no_efficiency_would_do() -> None:
    assert on_day(10, task("a", 0, 10, cost="1000", percent=50)).tcpi is None


def test_the_explanation_names_formulas_and_measure() -> None:
    explanation = earned_value.explained(values(BEHIND, after(10))).explanation
    steps = {step.label: step.value for step in explanation.steps}
    assert steps["value is measured in"] == "money"
    assert steps["SPI = EV/PV"] == "0.8000"


def test_the_curve_rises_by_working_day_from_nought_to_the_budget() -> None:
    curve = planned_values([task("a", 0, 2), task("b", 1, 4)], OFFICE, MONDAY, DAY)
    assert [(int(p.days), int(p.value)) for p in curve] == [
        (0, 0),
        (1, 500),
        (2, 1250),
        (3, 1500),
        (4, 1750),
        (5, 2000),
    ]


tasks = st.lists(
    st.builds(
        lambda first, days, budget, percent: task(
            "t", first, days, budget=str(budget), percent=percent
        ),
        st.integers(0, 40),
        st.integers(0, 30),
        st.integers(0, 10_000),
        st.integers(0, 100),
    ),
    max_size=8,
)


@given(tasks, st.integers(0, 80))
def test_neither_earned_nor_planned_value_passes_the_budget(
    tasks: list[BaselinedTask], days: int
) -> None:
    result = on_day(days, *tasks)
    assert 0 <= result.ev <= result.bac
    assert 0 <= result.pv <= result.bac
    assert result == on_day(days, *tasks[::-1])


@given(tasks)
def test_the_curve_never_falls_meets_each_days_planned_value_and_ends_at_the_budget(
    tasks: list[BaselinedTask],
) -> None:
    curve = planned_values(tasks, OFFICE, MONDAY, DAY)
    amounts = [point.value for point in curve]
    assert amounts == sorted(amounts)
    due = [values(tasks, after(int(p.days))).planned for p in curve[1:]]
    assert [round(v, 9) for v in amounts[1:]] == [round(v, 9) for v in due]
    assert round(amounts[-1], 9) == values(tasks, 0).budget
