"""The first day of a relief does not count, its last does."""

from datetime import date
from typing import NamedTuple

from services.governance.attainment import Counts, attainment, attainment_1
from services.governance.relieved_days import relieved_days

FIRST, LAST = date(2026, 2, 1), date(2026, 2, 28)


class Span(NamedTuple):
    from_on: date
    until_on: date | None


def day(number: int) -> date:
    return date(2026, 2, number)


def test_from_the_day_after_the_first_up_to_and_with_the_last() -> None:
    assert relieved_days([Span(day(3), day(5))], FIRST, LAST) == [day(4), day(5)]


def test_days_that_two_periods_share_count_once() -> None:
    spans = [Span(day(3), day(5)), Span(day(4), day(6))]
    assert relieved_days(spans, FIRST, LAST) == [day(4), day(5), day(6)]


def test_one_that_goes_on_lasts_until_the_end_of_the_month() -> None:
    assert relieved_days([Span(day(26), None)], FIRST, LAST) == [day(27), day(28)]


def test_one_that_began_before_the_month_counts_from_its_first_day() -> None:
    assert relieved_days([Span(date(2026, 1, 9), day(1))], FIRST, LAST) == [day(1)]


def test_a_relieved_day_is_left_out_and_said_so() -> None:
    days = [Counts(taken_on=day(1), met=0, total=40), Counts(taken_on=day(2), met=38, total=40)]
    judged = attainment.explained(days, [day(1)])
    assert judged.value
    assert str(judged.value.percent) == "95.0"
    assert judged.explanation.version == 2
    assert [step.value for step in judged.explanation.steps[:2]] == [["2026-02-01"], 40]


def test_where_every_day_is_relieved_there_is_no_score() -> None:
    assert attainment([Counts(taken_on=day(1), met=0, total=40)], [day(1)]) is None


def test_without_relief_both_versions_come_to_the_same() -> None:
    days = [Counts(taken_on=day(n), met=931, total=1000) for n in range(1, 21)]
    one, two = attainment_1.explained(days), attainment.explained(days)
    assert (one.value, one.explanation.steps) == (two.value, two.explanation.steps)
    assert (one.explanation.version, two.explanation.version) == (1, 2)
