from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from libs.common.money import Money
from services.governance.monthly_cap import monthly_cap

AMOUNTS = st.decimals(0, 10**6, places=2)


def euro(amount: str | Decimal) -> Money:
    return Money.of(amount, "EUR")


def in_turn(credits_: list[Decimal], at_risk: Decimal) -> list[Money]:
    """What is left of each, closed in this order."""
    capped: list[Money] = []
    for amount in credits_:
        before = sum(capped, euro("0"))
        capped.append(monthly_cap(euro(amount), before, euro(at_risk)))
    return capped


def test_a_credit_under_the_cap_stays_whole() -> None:
    assert monthly_cap(euro("2290.80"), euro("0"), euro("11454")) == euro("2290.80")


def test_the_credit_that_goes_over_the_cap_gets_what_is_left() -> None:
    assert monthly_cap(euro("6000"), euro("10000"), euro("11454")) == euro("1454")


def test_behind_a_full_cap_nothing_is_left() -> None:
    assert monthly_cap(euro("6000"), euro("11454"), euro("11454")) == euro("0")


def test_the_explanation_says_what_the_cap_took() -> None:
    explained = monthly_cap.explained(euro("6000"), euro("10000"), euro("11454"))
    taken = next(s for s in explained.explanation.steps if s.label == "taken by the cap")
    assert taken.value == {"amount": "4546.00", "currency": "EUR"}


@given(st.lists(AMOUNTS, max_size=12), AMOUNTS)
def test_the_credits_of_a_month_are_never_above_the_cap(
    amounts: list[Decimal], at_risk: Decimal
) -> None:
    assert sum(in_turn(amounts, at_risk), euro("0")) <= euro(at_risk)


@given(st.lists(AMOUNTS, max_size=12), AMOUNTS, st.randoms())
def test_the_order_of_closing_does_not_change_the_sum(
    amounts: list[Decimal], at_risk: Decimal, random: Random
) -> None:
    shuffled = sorted(amounts, key=lambda _: random.random())
    zero = euro("0")
    assert sum(in_turn(amounts, at_risk), zero) == sum(in_turn(shuffled, at_risk), zero)
