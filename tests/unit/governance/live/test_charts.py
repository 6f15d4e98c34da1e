from collections.abc import Sequence
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.money import half_up
from services.governance.live.charts.chart import Chart
from services.governance.live.charts.run_rules import RULES, RuleSet
from services.governance.live.charts.shares import Rate, Subgroup, p_chart, u_chart
from services.governance.live.charts.xmr import Single, Xmr, xmr_chart

# Montgomery, example 7.1: cans of 50 that do not conform, in thirty samples.
CANS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22]
CANS += [8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]
PAIRS = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def shares(*pairs: tuple[int, int], rules: RuleSet = RuleSet.WESTERN_ELECTRIC) -> Chart:
    some = [Subgroup(label=str(n), part=k, size=of) for n, (k, of) in enumerate(pairs, 1)]
    found = p_chart(some, rules)
    assert found
    return found


def singles(values: Sequence[object], rules: RuleSet = RuleSet.WESTERN_ELECTRIC) -> Xmr:
    some = [Single(label=str(n), value=Decimal(str(one))) for n, one in enumerate(values, 1)]
    found = xmr_chart(some, rules, lowest=None)
    assert found
    return found


def signals(
    values: Sequence[object], rules: RuleSet = RuleSet.NELSON
) -> dict[str, tuple[str, str]]:
    return {one.rule: (one.first, one.last) for one in singles(values, rules).values.signals}


def test_montgomerys_cans_have_his_centre_limits_and_signals() -> None:
    found = shares(*((k, 50) for k in CANS))
    assert str(found.centre) == "0.231333"
    limits = (half_up(found.points[0].lower, 4), half_up(found.points[0].upper, 4))
    assert limits == (Decimal("0.0524"), Decimal("0.4102"))
    beyond = [one.first for one in found.signals if one.rule == "beyond_limits"]
    assert beyond == ["15", "23"] and found.firm


def test_the_limits_of_a_small_day_are_wider_than_those_of_a_large_one() -> None:
    small, large = shares((1, 10), (10, 100)).points
    assert small.upper > large.upper and (small.lower, large.lower) == (0, Decimal("0.01"))


def test_a_day_without_cases_is_left_out_by_name() -> None:
    found = shares((1, 10), (0, 0), (2, 10))
    assert (len(found.points), found.left_out) == (2, ("2",))
    assert p_chart([Subgroup(label="1", part=1, size=10)]) is None


def test_rates_are_counted_per_unit() -> None:
    some = [Rate(label="a", count=4, units=Decimal(2)), Rate(label="b", count=5, units=Decimal(1))]
    found = u_chart(some)
    assert found and found.centre == 3
    assert [str(one.upper) for one in found.points] == ["6.674235", "8.196152"]


def test_the_constants_of_single_values_are_2_66_and_3_267() -> None:
    found = singles([10, 12, 10, 12])
    assert (found.values.centre, found.values.points[0].upper) == (11, Decimal("16.32"))
    assert found.values.points[0].lower == Decimal("5.68")
    assert (found.ranges.centre, found.ranges.points[0].upper) == (2, Decimal("6.534"))
    assert [one.lower for one in found.ranges.points] == [0, 0, 0]


def test_a_sudden_value_is_beyond_the_limits_of_values_and_of_ranges() -> None:
    found = singles([10, 11] * 8 + [30, 10, 11, 10])
    assert found.values.signals[0].first == found.values.signals[0].last == "17"
    assert [one.last for one in found.ranges.signals] == ["17", "18"]


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("nine_on_one_side", [1, 2] * 4 + [1, 20, 21, 20, 21, 20, 21, 20, 21, 20]),
        ("trend", [1, 9, 2, 3, 4, 5, 6, 7, 1]),
        ("alternating", [1, 3] * 7),
        ("hugging_the_centre", [0, 90, *([44, 45, 46] * 5), 90, 0]),
        ("avoiding_the_centre", [0, 0, 0, 0, 9, 9, 9, 9]),
        ("two_of_three", [*([4, 6] * 6), 5, 11, 5, 11, *([4, 6] * 3)]),
        ("four_of_five", [*([4, 5] * 8), 7, 7, 7, 7, *([4, 5] * 4)]),
    ],
)
def test_each_rule_of_nelson_speaks_of_its_run(rule: str, values: list[int]) -> None:
    assert rule in signals(values)


def test_eight_on_one_side_signal_for_western_electric_and_not_for_nelson() -> None:
    values = [*([4, 6] * 3), 3, *([6, 7] * 4), 4, *([4, 6] * 2)]
    assert "eight_on_one_side" in signals(values, RuleSet.WESTERN_ELECTRIC)
    assert "nine_on_one_side" not in signals(values)


def test_five_rising_steps_signal_and_four_do_not() -> None:
    assert signals([9, 1, 2, 3, 4, 5, 6, 1])["trend"] == ("2", "7")
    assert "trend" not in signals([9, 1, 2, 3, 4, 5, 4, 1])


def test_overlapping_runs_of_a_rule_are_one_signal() -> None:
    assert signals([9, *range(1, 10), 1])["trend"] == ("2", "10")


def test_a_rise_and_the_fall_after_it_are_two_trends() -> None:
    found = singles([1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1], RuleSet.NELSON).values.signals
    trends = [(one.first, one.last) for one in found if one.rule == "trend"]
    assert trends == [("1", "6"), ("6", "11")]


def test_the_explanation_names_centre_and_moving_range() -> None:
    some = [Single(label=str(n), value=Decimal(n)) for n in (1, 3, 2)]
    steps = xmr_chart.explained(some).explanation.steps
    assert [step.label for step in steps] == ["values", "mean", "mean moving range"]


def test_every_rule_has_a_name_of_its_own_and_a_sentence() -> None:
    for rules in RULES.values():
        assert len({rule.name for rule in rules}) == len(rules)
        assert all(rule.sentence.endswith(".") for rule in rules)
    assert [len(RULES[one]) for one in RuleSet] == [4, 8]


@given(st.decimals(-1000, 1000, places=3), st.integers(2, 40), st.sampled_from(RuleSet))
def test_a_constant_series_signals_nothing(value: Decimal, many: int, rules: RuleSet) -> None:
    found = singles([value] * many, rules)
    assert found.values.signals == found.ranges.signals == ()


@given(PAIRS, st.lists(st.integers(1, 9), min_size=2, max_size=40), st.sampled_from(RuleSet))
def test_a_constant_share_signals_nothing_however_large_its_days(
    pair: tuple[int, int], sizes: list[int], rules: RuleSet
) -> None:
    assert shares(*((pair[0] * n, pair[1] * n) for n in sizes), rules=rules).signals == ()


@given(st.lists(PAIRS, min_size=2, max_size=40), st.sampled_from(RuleSet))
def test_limits_of_shares_never_lie_outside_nought_and_one(
    pairs: list[tuple[int, int]], rules: RuleSet
) -> None:
    found = shares(*pairs, rules=rules)
    assert all(0 <= one.lower <= found.centre <= one.upper <= 1 for one in found.points)


@given(st.lists(st.integers(0, 50), min_size=2, max_size=30), st.randoms())
def test_the_order_of_equal_subgroups_moves_no_limit(parts: list[int], by: Random) -> None:
    found = shares(*((k, 50) for k in parts))
    again = shares(*((k, 50) for k in sorted(parts, key=lambda _: by.random())))
    assert again.centre == found.centre
    assert {(one.lower, one.upper) for one in again.points} == {
        (one.lower, one.upper) for one in found.points
    }


@given(st.lists(st.integers(-99, 99), min_size=2, max_size=30), st.sampled_from(RuleSet))
def test_turned_upside_down_a_series_signals_the_same(values: list[int], rules: RuleSet) -> None:
    assert signals(values, rules) == signals([-one for one in values], rules)


@given(st.lists(PAIRS, min_size=2, max_size=30))
def test_a_point_beyond_its_limit_signals(pairs: list[tuple[int, int]]) -> None:
    found = shares(*pairs)
    named = {one.first for one in found.signals if one.rule == "beyond_limits"}
    clear = Decimal("0.000002")
    for one in found.points:
        if one.value > one.upper + clear or one.value < one.lower - clear:
            assert any(int(first) <= int(one.label) for first in named)
