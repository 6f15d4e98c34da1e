from decimal import Decimal
from typing import Any

import pytest

from libs.common.problems import Problem
from services.governance.attainment import Outcome
from services.governance.regimes.regime import Regime
from services.governance.regimes.results import MonthResult
from services.governance.regimes.versions import in_force
from tests.unit.governance.regimes.example import (
    IN_TIME,
    POOL,
    level,
    line_of,
    of,
    read,
    regime,
)

BOTH = {"by": "pool_allocation", "pool": "payables", "allocation": "0.40", "between": "0.5"}
EARN_BACK = {"within_months": 3, "failures": 3, "of_months": 6}


def test_the_first_credit_of_the_sample_is_2290_80_with_each_factor_shown() -> None:
    line = line_of(regime())
    assert (line.value, line.outcome) == (Decimal("93.1"), Outcome.BREACHED)
    assert line.credit == Decimal("2290.80")
    assert [(step.label, step.value) for step in line.explanation.steps] == [
        ("readings left out by code", 0),
        ("met the target", 931),
        ("cases that count", 1000),
        ("value, %", "93.1"),
        ("outcome", "breached"),
        ("at-risk amount of the month", "11454"),
        ("× share of pool payables", "5727"),
        ("× allocation to this level", "2290.8"),
        ("× part due for the outcome", "2290.8"),
        ("credit, half up", "2290.80"),
        ("credit of the month", "2290.80"),
    ]
    assert line.explanation.inputs["regime"] == "lot-1 version 1"


@pytest.mark.parametrize(
    ("met", "outcome", "credit"),
    [
        (970, Outcome.MET, "0.00"),
        (969, Outcome.BELOW_EXPECTED, "1145.40"),
        (940, Outcome.BELOW_EXPECTED, "1145.40"),
        (939, Outcome.BREACHED, "2290.80"),
    ],
)
def test_a_value_on_a_boundary_has_reached_it(met: int, outcome: Outcome, credit: str) -> None:
    line = line_of(regime(level(cost=BOTH)), read("in-3-days", met))
    assert (line.outcome, line.credit) == (outcome, Decimal(credit))


def test_a_third_is_compared_as_it_is_and_not_as_it_is_shown() -> None:
    terms = regime(level(expected="66.666667", minimum=None))
    assert line_of(terms, read("in-3-days", 2, 3)).outcome is Outcome.BREACHED
    rounded = {**IN_TIME, "rounding": {"places": 1}}
    terms = regime(level(expected="66.7", minimum=None), metrics={"in_time": rounded})
    assert line_of(terms, read("in-3-days", 2, 3)).outcome is Outcome.MET


@pytest.mark.parametrize("given", [[read("b", 1)], [read("in-3-days", 0, 0)]])
def test_no_data_is_no_score(given: list[dict[str, Any]]) -> None:
    found = of(regime(level(weight=1), level("b")), *given)
    line = found.lines[0]
    assert (line.value, line.outcome, line.failed) == (None, Outcome.NO_SCORE, None)
    assert line.credit == 0 and found.met_weight is None


def test_what_the_metric_excludes_is_left_out_and_nothing_else() -> None:
    metric = {**IN_TIME, "exclusions": ["client-late"]}
    terms = regime(metrics={"in_time": metric}, exclusions={"client-late": "The client was late"})
    late = read("in-3-days", 0, 69, code="client-late")
    line = line_of(terms, read("in-3-days", 931, 931), late)
    assert line.value == 100 and line.excluded == 1 and line.credit == 0
    other = read("in-3-days", 0, 69, code="rain")
    assert line_of(terms, read("in-3-days", 931, 931), other).value == Decimal("93.1")


@pytest.mark.parametrize(
    ("small", "met", "total", "outcome"),
    [
        ({"no_score_below": 30}, 0, 29, Outcome.NO_SCORE),
        ({"no_score_below": 30}, 0, 30, Outcome.BREACHED),
        ({"below": 20, "allowed_misses": 1}, 3, 4, Outcome.MET),
        ({"below": 20, "allowed_misses": 1}, 2, 4, Outcome.BREACHED),
        ({"below": 20, "allowed_misses": 1}, 19, 20, Outcome.BELOW_EXPECTED),
    ],
)
def test_small_volumes(small: dict[str, int], met: int, total: int, outcome: Outcome) -> None:
    terms = regime(level(small_volume=small))
    assert line_of(terms, read("in-3-days", met, total)).outcome is outcome


def metric(kind: str, better: str = "low", **more: Any) -> Regime:
    terms = {"title": kind, "kind": kind, "unit": "hours", "better": better, **more}
    target = level("x", metric="m", expected=4, minimum=6 if better == "low" else 3)
    return regime(target, metrics={"m": terms})


@pytest.mark.parametrize(
    ("terms", "reading", "value"),
    [
        (metric("mean_time"), {"values": [1, 2, "4.5"]}, "2.5"),
        (metric("percentile_time", percentile=90), {"values": list(range(1, 11))}, "9"),
        (metric("percentile_time", percentile=91), {"values": list(range(1, 11))}, "10"),
        (metric("count", unit="incidents"), {"total": 0}, "0"),
        (metric("survey", "high", unit="points"), {"values": [3, 4, 4]}, "3.666667"),
        (metric("survey", "high", unit="%", satisfied_from=4), {"values": [3, 4, 5]}, "66.666667"),
        (metric("survey", "high", unit="%", satisfied_from=4), {"met": 7, "total": 8}, "87.5"),
        (metric("availability", "high", unit="%"), {"agreed": 720, "down": 3}, "99.583333"),
    ],
)
def test_kinds_of_metric(terms: Regime, reading: dict[str, Any], value: str) -> None:
    assert line_of(terms, {"level": "x", **reading}).value == Decimal(value)


@pytest.mark.parametrize(
    ("terms", "reading", "kind"),
    [
        (metric("mean_time"), {"met": 1, "total": 1}, "unfit-reading"),
        (metric("count"), {}, "unfit-reading"),
        (metric("survey", "high"), {"met": 1, "total": 1}, "unfit-reading"),
        (metric("availability", "high", unit="%"), {"agreed": 2, "down": 3}, "unfit-reading"),
        (metric("mean_time"), {"level": "y", "values": [1]}, "unknown-level"),
    ],
)
def test_what_does_not_fit_is_refused(terms: Regime, reading: dict[str, Any], kind: str) -> None:
    with pytest.raises(Problem) as refusal:
        line_of(terms, {"level": "x", **reading})
    assert refusal.value.kind == kind


def test_an_outage_that_is_excluded_does_not_count_down() -> None:
    stated = {"title": "Up", "kind": "availability", "unit": "%", "better": "high"}
    terms = {**stated, "exclusions": ["power"]}
    up = regime(level("x", metric="m"), metrics={"m": terms}, exclusions={"power": "Power cut"})
    given: list[dict[str, Any]] = [
        {"agreed": 1000},
        {"down": 10},
        {"down": 500, "code": "power"},
    ]
    assert line_of(up, *({"level": "x", **each} for each in given)).value == 99


def test_weights_share_the_at_risk_amount_and_the_score() -> None:
    by = {"by": "weight_of_at_risk"}
    terms = regime(level("a", weight=1, cost=by), level("b", weight=2, cost=by), pools={})
    found = of(terms, read("a", 0), read("b", 1000), fee="1000")
    assert (found.lines[0].credit, found.met_weight) == (Decimal("40.00"), Decimal("66.7"))


def test_a_failure_in_the_next_month_costs_the_multiplier_and_a_gap_ends_it() -> None:
    terms = regime(repeat={"multiplier": "1.5"})
    january = of(terms, month="2026-01")
    assert line_of(terms, past=[january]).credit == Decimal("3436.20")
    assert line_of(terms, past=[january], month="2026-03").credit == Decimal("2290.80")


def short(month: str, met: int, terms: Regime, past: list[MonthResult]) -> MonthResult:
    return of(terms, read("in-3-days", met), month=month, past=past)


def earning() -> Regime:
    return regime(level(cost=BOTH, earns_back_at=98), earn_back=EARN_BACK)


def test_over_performance_gives_the_oldest_miss_back_and_leaves_its_month_alone() -> None:
    terms = earning()
    past = [short("2026-01", 960, terms, []), short("2026-02", 950, terms, [])]
    march = short("2026-03", 980, terms, past)
    assert march.credits == 0 and march.earned_back == Decimal("1145.40")
    assert march.net == -march.earned_back
    assert march.lines[0].earned_back_month == "2026-01"
    april = short("2026-04", 990, terms, [march, *past])
    assert april.lines[0].earned_back_month == "2026-02"
    assert short("2026-05", 990, terms, [april, march, *past]).earned_back == 0


@pytest.mark.parametrize(
    ("before", "month", "met"),
    [
        ([930], "2026-02", 990),  # a breach is not earned back
        ([960], "2026-02", 979),  # expected is reached, over-performance is not
        ([960], "2026-05", 990),  # too late
        ([960, 960, 960], "2026-04", 990),  # chronic
    ],
)
def test_what_is_not_earned_back(before: list[int], month: str, met: int) -> None:
    terms, past = earning(), list[MonthResult]()
    for at, value in enumerate(before, start=1):
        past.append(short(f"2026-0{at}", value, terms, past))
    assert short(month, met, terms, past).earned_back == 0


def costing(*amounts: int, **more: Any) -> Regime:
    """Levels a, b, c, … that cost such amounts of a fee of 1,000 when missed."""
    ladder = {"by": "ladder_of_charges"}
    levels = [
        level(
            "abcdef"[at],
            minimum=None,
            cost={**ladder, "rungs": [{"below": 97, "share_of_charges": f"{amount / 1000}"}]},
        )
        for at, amount in enumerate(amounts)
    ]
    return regime(*levels, at_risk=None, pools={}, **more)


def misses(**incidents: str) -> list[dict[str, Any]]:
    """Of each level, a miss for each letter of an incident."""
    return [read(at, 0, 1, incident=name) for at, names in incidents.items() for name in names]


@pytest.mark.parametrize(
    ("amounts", "incidents", "credits"),
    [
        ([100, 90], {"a": "X", "b": "X"}, [100, 0]),
        ([90, 100], {"a": "X", "b": "X"}, [0, 100]),
        ([100, 100], {"a": "X", "b": "X"}, [100, 0]),
        ([100, 90], {"a": "X", "b": "Y"}, [100, 90]),
        ([100, 90, 80], {"a": "XY", "b": "X", "c": "Y"}, [0, 90, 80]),
        ([180, 90, 80], {"a": "XY", "b": "X", "c": "Y"}, [180, 0, 0]),
    ],
)
def test_one_incident_is_credited_once(
    amounts: list[int], incidents: dict[str, str], credits: list[int]
) -> None:
    terms = costing(*amounts, one_incident_one_credit=True)
    found = of(terms, *misses(**incidents), fee="1000")
    assert [line.credit for line in found.lines] == credits
    assert [line.one_incident + line.credit for line in found.lines] == amounts


@pytest.mark.parametrize(
    ("shared", "cap", "credits"),
    [
        ("in_order", 150, ["100", "50", "0"]),
        ("pro_rata", 150, ["50", "50", "50"]),
        ("pro_rata", 100, ["33.34", "33.33", "33.33"]),
    ],
)
def test_the_cap_is_shared_as_stated_and_cents_add_up(
    shared: str, cap: int, credits: list[str]
) -> None:
    terms = costing(100, 100, 100, cap={"amount": cap, "shared": shared})
    found = of(terms, *misses(a="X", b="Y", c="Z"), fee="1000")
    assert [line.credit for line in found.lines] == [Decimal(credit) for credit in credits]


def test_a_cap_is_rounded_down_so_that_nothing_goes_over_it() -> None:
    terms = costing(1000, cap={"share_of_fee": "0.105"})
    found = of(terms, *misses(a="X"), fee="0.19")
    assert (found.cap, found.credits) == (Decimal("0.01"), Decimal("0.01"))


def test_a_currency_without_decimals_has_none() -> None:
    assert line_of(regime(currency="JPY"), fee="95461").credit == Decimal(2291)


def test_three_failures_in_a_row_end_it_and_a_month_without_a_score_does_not_end_the_run() -> None:
    terms, past = regime(termination={"consecutive": 3, "failures": 4}), list[MonthResult]()
    for month, met in [("01", 930), ("02", 930), ("03", None), ("04", 930), ("05", 930)]:
        given = read("in-3-days", met, 1000) if met else read("in-3-days", 0, 0)
        past.append(of(terms, given, month=f"2026-{month}", past=past))
    assert [len(each.termination) for each in past] == [0, 0, 0, 1, 2]
    assert past[3].termination == ("in-3-days: 3 failures in a row, 3 end it",)


def test_points_of_all_levels_end_it() -> None:
    bands = {"by": "points_by_bands", "bands": [{"below": 97, "points": 4}]}
    terms = regime(
        level(cost=bands), point_value={"amount": 10}, termination={"points": 8, "window": 2}
    )
    january = of(terms, month="2026-01")
    assert of(terms, past=[january]).termination == ("8 points in 2 months, 8 end it",)
    assert of(terms, past=[january], month="2026-03").termination == ()


def test_a_past_month_is_computed_by_the_version_then_valid() -> None:
    first = regime()
    second = regime(version=2, valid_from="2026-03-02", pools={"payables": "0.60"})
    versions = [second, first]
    assert [in_force(versions, f"2026-0{month}").version for month in (2, 3, 4)] == [1, 1, 2]
    assert of(in_force(versions, "2026-02")) == of(first)
    assert of(in_force(versions, "2026-04")).credits == Decimal("2748.96")
    with pytest.raises(Problem, match="No version of the regime is valid in 2025-12"):
        in_force(versions, "2025-12")
    with pytest.raises(Problem, match="one number"):
        in_force([first, regime(title="Other")], "2026-02")


def test_a_month_that_is_sent_twice_among_the_past_is_refused() -> None:
    january = of(regime(), month="2026-01")
    with pytest.raises(Problem) as refusal:
        of(regime(), past=[january, january])
    assert refusal.value.kind == "month-twice"


def test_a_result_kept_as_json_is_the_same_when_it_is_read() -> None:
    found = of(regime(level(cost=POOL)))
    assert MonthResult.model_validate_json(found.model_dump_json()) == found
