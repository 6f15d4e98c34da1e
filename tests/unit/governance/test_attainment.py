from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.governance.attainment import Attainment, Counts, Outcome, attainment, outcome

FIRST = date(2026, 2, 1)


def day(met: int, total: int, excluded: int = 0, after: int = 0) -> Counts:
    return Counts(taken_on=FIRST + timedelta(after), met=met, total=total, excluded=excluded)


def of(*days: Counts) -> Attainment:
    score = attainment(days)
    assert score
    return score


@st.composite
def days(draw: st.DrawFn) -> Counts:
    total = draw(st.integers(0, 5000))
    excluded = draw(st.integers(0, total))
    return day(draw(st.integers(0, total - excluded)), total, excluded, draw(st.integers(0, 27)))


@pytest.mark.parametrize(("cases", "percent"), [(40, "95.0"), (35, "94.3")])
def test_two_misses_weigh_more_among_fewer_cases(cases: int, percent: str) -> None:
    assert str(of(day(cases - 2, cases)).percent) == percent


def test_the_invoices_of_february_are_at_ninety_three_point_one() -> None:
    assert of(*(day(931, 1000, after=n) for n in range(20))).percent == Decimal("93.1")


def test_an_excluded_case_neither_helps_nor_harms() -> None:
    assert of(day(38, 45, excluded=5)).percent == Decimal("95.0")


def test_a_half_is_rounded_up() -> None:
    assert of(day(1889, 2000)).percent == Decimal("94.5")  # 94.45


@pytest.mark.parametrize("nothing", [[], [day(0, 0)], [day(0, 7, excluded=7)]])
def test_where_nothing_counts_there_is_no_score(nothing: list[Counts]) -> None:
    assert attainment(nothing) is None


def test_a_day_of_nothing_but_misses_is_nought_and_not_no_score() -> None:
    assert of(day(0, 10)).percent == 0


def test_the_explanation_names_each_step_down_to_the_percentage() -> None:
    explanation = attainment.explained([day(38, 45, 5)]).explanation
    assert [(step.label, step.value) for step in explanation.steps] == [
        ("met the target", 38),
        ("all cases", 45),
        ("excluded", 5),
        ("cases that count = all − excluded", 40),
        ("met / cases that count, %", "95.0"),
    ]


@pytest.mark.parametrize(
    ("met", "what"),
    [
        (970, Outcome.MET),
        (969, Outcome.BELOW_EXPECTED),
        (940, Outcome.BELOW_EXPECTED),
        (939, Outcome.BREACHED),
    ],
)
def test_a_value_on_the_boundary_has_reached_it(met: int, what: Outcome) -> None:
    assert outcome(attainment([day(met, 1000)]), Decimal(97), Decimal(94)) is what


def test_what_only_rounding_lifts_to_the_minimum_is_a_breach() -> None:
    score = of(day(93_960, 100_000))
    assert score.percent == Decimal("94.0")
    assert outcome(score, Decimal(97), Decimal(94)) is Outcome.BREACHED


def test_no_score_is_no_breach() -> None:
    assert outcome(None, Decimal(97), Decimal(94)) is Outcome.NO_SCORE


@given(st.lists(days(), max_size=40), st.randoms())
def test_the_order_of_days_changes_nothing(some: list[Counts], random: Random) -> None:
    shuffled = sorted(some, key=lambda _: random.random())
    assert attainment(shuffled) == attainment(some)


@given(st.lists(days(), max_size=20), st.integers(0, 100))
def test_splitting_tallies_changes_nothing(some: list[Counts], percent: int) -> None:
    assert attainment(list(_split(some, percent))) == attainment(some)


def _split(some: Sequence[Counts], percent: int) -> Sequence[Counts]:
    """Each day as two tallies, a share of every number in the first."""
    halves = []
    for one in some:
        part = {name: getattr(one, name) * percent // 100 for name in ("met", "total", "excluded")}
        rest = {name: getattr(one, name) - value for name, value in part.items()}
        halves += [one.model_copy(update=part), one.model_copy(update=rest)]
    return halves


@given(st.lists(days(), max_size=20))
def test_a_score_lies_between_nought_and_a_hundred(some: list[Counts]) -> None:
    score = attainment(some)
    assert score is None or 0 <= score.percent <= 100
