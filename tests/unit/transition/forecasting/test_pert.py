"""PERT, and what stands in for an estimate that nobody gave."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.transition.forecasting.estimate import BadEstimate, Estimate, Spread, estimate_of
from services.transition.forecasting.pert import path_pert, pert

minutes = st.integers(0, 100_000)
estimates = st.tuples(minutes, minutes, minutes).map(lambda points: Estimate(*sorted(points)))


def test_two_to_fourteen_days_most_likely_five_are_six_give_or_take_two() -> None:
    result = pert(Estimate(2, 5, 14))
    assert (result.mean, result.deviation) == (Decimal("6.00"), Decimal("2.00"))


def test_mean_and_deviation_are_rounded_half_up_to_the_hundredth_of_a_minute() -> None:
    result = pert(Estimate(1, 2, 4))
    assert (result.mean, result.deviation) == (Decimal("2.17"), Decimal("0.50"))


def test_along_a_path_means_and_variances_add_up() -> None:
    result = path_pert([Estimate(2, 5, 14), Estimate(0, 9, 9)])
    assert (result.mean, result.deviation) == (Decimal("13.50"), Decimal("2.50"))


def test_the_explanation_states_the_formulas() -> None:
    explanation = pert.explained(Estimate(2, 5, 14)).explanation
    assert [s.label for s in explanation.steps] == ["mean = (O + 4M + P)/6", "σ = (P − O)/6"]


def test_without_more_the_work_is_taken_to_lie_between_10_percent_below_and_30_above() -> None:
    assert estimate_of(480) == Estimate(432, 480, 624)


def test_a_plan_may_state_its_own_spread_and_a_task_either_end() -> None:
    own = Spread(version=1, below=Decimal("0.2"), above=Decimal("0.5"))
    assert estimate_of(480, spread=own) == Estimate(384, 480, 720)
    assert estimate_of(480, optimistic=400) == Estimate(400, 480, 624)
    assert estimate_of(480, pessimistic=500) == Estimate(432, 480, 500)


@pytest.mark.parametrize("points", [(2, 1, 3), (1, 4, 3), (-1, 2, 3)])
def test_points_out_of_order_are_refused(points: tuple[int, int, int]) -> None:
    with pytest.raises(BadEstimate):
        Estimate(*points)


@given(estimates)
def test_the_mean_lies_between_the_ends(estimate: Estimate) -> None:
    assert estimate.optimistic <= pert(estimate).mean <= estimate.pessimistic


@given(st.lists(estimates, max_size=10))
def test_a_path_strays_no_further_than_its_tasks_together(path: list[Estimate]) -> None:
    apart = sum(Decimal(e.pessimistic - e.optimistic) / 6 for e in path)
    assert path_pert(path).deviation <= apart + Decimal("0.01")
    assert path_pert(path) == path_pert(path[::-1])
