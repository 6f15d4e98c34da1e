"""Business days of a delay, deadlines that move with them, and what a day costs."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.transition.relief.delay_cost import Rate, delay_cost
from services.transition.relief.delay_days import Span, days_of, delay_days
from services.transition.relief.due_day import due_day, reminder_day
from services.transition.relief.relieved_deadline import relieved_deadline


def day(text: str) -> date:
    return date.fromisoformat(f"2025-{text}")


def span(begins: str, ends: str) -> Span:
    return Span(day(begins), day(ends))


@pytest.mark.parametrize(
    ("begins", "ends", "days"),
    [
        ("09-23", "09-24", 1),
        ("09-12", "09-15", 1),
        ("09-12", "09-13", 0),
        ("09-12", "09-12", 0),
    ],
)
def test_the_first_day_does_not_count_the_last_does_and_closed_days_never(
    begins: str, ends: str, days: int
) -> None:

    assert delay_days("NL", day(begins), day(ends)) == days


def test_days_that_two_delays_share_count_once() -> None:
    assert days_of("NL", [span("09-08", "09-12"), span("09-10", "09-16")]) == 6


def test_n_business_days_after_a_request_end_behind_the_weekend() -> None:
    assert due_day("NL", day("09-11"), 3) == day("09-16")
    assert reminder_day("NL", day("09-16"), 3) == day("09-11")


def test_over_christmas_days_are_counted_by_the_country_of_the_contract() -> None:
    assert due_day("NL", day("12-24"), 1) == day("12-29")
    assert due_day("PL", day("12-23"), 1) == day("12-29")


def test_a_deadline_moves_by_the_business_days_of_the_delay() -> None:
    told = relieved_deadline.explained("NL", day("09-26"), [span("09-23", "09-24")])
    assert told.value == day("09-29")
    assert told.explanation.inputs["agreed"] == "2025-09-26"


def test_shared_days_move_it_once() -> None:
    delays = [span("09-08", "09-12"), span("09-10", "09-12")]
    assert relieved_deadline("NL", day("09-19"), delays) == day("09-25")


def test_what_begins_when_the_time_is_up_takes_nothing_from_it() -> None:
    assert relieved_deadline("NL", day("09-19"), [span("09-19", "09-26")]) == day("09-19")


def test_days_given_before_let_a_later_delay_count() -> None:
    first, second = span("09-15", "09-17"), span("09-22", "09-23")
    assert relieved_deadline("NL", day("09-19"), [first, second]) == day("09-24")
    assert relieved_deadline("NL", day("09-19"), [second]) == day("09-19")


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=8), st.randoms())
def test_the_order_of_delays_moves_no_deadline_and_it_never_comes_earlier(
    delays: list[tuple[int, int]], chance: object
) -> None:
    first = day("09-01").toordinal()
    spans = [Span(date.fromordinal(first + a), date.fromordinal(first + a + n)) for a, n in delays]
    found = relieved_deadline("NL", day("10-01"), spans)
    chance.shuffle(spans)  # type: ignore[attr-defined]
    assert relieved_deadline("NL", day("10-01"), spans) == found >= day("10-01")


SAVINGS = Rate(
    amount=Decimal(1_602_500),
    currency="EUR",
    part=Decimal(730),
    whole=Decimal(1150),
    over_days=Decimal(365),
)


def test_ninety_eight_days_of_savings_later_are_a_quarter_million_to_the_cent() -> None:
    """€4.42m − €2.8175m, for the mails and chats among the contacts, a calendar day of 365."""
    assert delay_cost(Decimal(98), SAVINGS) == Decimal("273121.74")


def test_it_is_rounded_once_half_up() -> None:
    rate = Rate(amount=Decimal("0.01"), currency="EUR", whole=Decimal(2))
    assert delay_cost(Decimal(1), rate) == Decimal("0.01")
    yen = Rate(amount=Decimal("2.5"), currency="JPY")
    assert delay_cost(Decimal(1), yen) == Decimal(3)


def test_an_earlier_date_costs_and_saves_nothing() -> None:
    assert delay_cost(Decimal(-3), SAVINGS) == Decimal(0)


def test_the_cost_names_every_factor() -> None:
    told = delay_cost.explained(Decimal(98), SAVINGS).explanation
    assert told.inputs["rate"]["part"] == "730"
    assert [step.label for step in told.steps] == [
        "days that count",
        "amount × part × days",
        "÷ whole ÷ days of the amount",
        "half-up",
    ]
