"""Passed, failed, inconclusive."""

from datetime import date
from decimal import Decimal
from typing import Any

from libs.common.events.transition.pilots import (
    Attainment,
    Bound,
    ExitCriterion,
    Measures,
    PilotOutcome,
)
from services.transition.pilots.attainment import attainment
from services.transition.pilots.batch import Batch
from services.transition.pilots.result import PilotResult, pilot_result

DAY = date(2026, 2, 10)
FIRST = ExitCriterion(
    code="first-time-right",
    title="Solved at once",
    measures=Measures.SHARE,
    bound=Bound.AT_LEAST,
    threshold=Decimal("0.80"),
    minimum_cases=50,
)
WAIT = ExitCriterion(
    code="wait",
    title="Waiting time",
    measures=Measures.MEAN,
    unit="seconds",
    bound=Bound.AT_MOST,
    threshold=Decimal(30),
    minimum_cases=50,
)


def met(count: int, cases: int) -> Batch:
    return Batch(day=DAY, cases=cases, met=count)


def waited(value: str, cases: int = 100, deviation: str = "10") -> Batch:
    return Batch(day=DAY, cases=cases, value=Decimal(value), deviation=Decimal(deviation))


def result(planned: int = 50, **batches: Any) -> PilotResult:
    told = {"first-time-right": batches["first"], "wait": batches.get("wait", [waited("20")])}
    return pilot_result([FIRST, WAIT], told, planned)


def test_all_met_is_passed() -> None:
    found = result(first=[met(45, 50)])
    assert (found.outcome, found.reasons) == (PilotOutcome.PASSED, [])


def test_one_not_met_is_failed_and_named() -> None:
    found = result(first=[met(79, 100)])
    assert found.outcome is PilotOutcome.FAILED
    assert found.reasons == ["Solved at once: 79 %, asked for at least 80 %"]


def test_too_few_cases_are_not_enough_data_however_good_they_are() -> None:
    found = result(first=[met(49, 49)])
    assert found.outcome is PilotOutcome.INCONCLUSIVE
    assert found.reasons[0] == "Solved at once: not enough data, 49 of 50 cases"


def test_without_results_nothing_has_a_value() -> None:
    (first, wait) = result(first=[], wait=[]).criteria
    assert (first.attainment, first.value) == (Attainment.NOT_ENOUGH_DATA, None)
    assert (wait.cases, wait.low) == (0, None)


def test_failed_goes_before_not_enough_data() -> None:
    assert result(first=[met(0, 50)], wait=[waited("20", 10)]).outcome is PilotOutcome.FAILED


def test_exactly_the_threshold_meets_it_but_not_surely() -> None:
    found = attainment(FIRST, [met(80, 100)])
    assert (found.attainment, found.surely) == (Attainment.MET, False)
    assert found.low is not None
    assert found.low < Decimal("0.80")


def test_950_of_1000_meet_80_percent_surely() -> None:
    assert attainment(FIRST, [met(400, 420), met(550, 580)]).surely


def test_at_most_is_sure_by_its_upper_bound() -> None:
    sure, unsure = attainment(WAIT, [waited("20")]), attainment(WAIT, [waited("29.5")])
    assert (sure.surely, unsure.attainment, unsure.surely) == (True, Attainment.MET, False)
    assert attainment(WAIT, [waited("30.01")]).attainment is Attainment.NOT_MET


def test_fewer_cases_than_planned_are_said() -> None:
    found = result(planned=200, first=[met(45, 50)])
    assert found.outcome is PilotOutcome.PASSED
    assert found.reasons == ["50 of 200 planned cases were measured by all criteria."]
