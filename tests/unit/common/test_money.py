"""Money keeps every cent and refuses what only looks like money."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from libs.common.money import CurrencyMismatch, Money, Percentage, Share, cents, half_up, rounded

amounts = st.decimals(-(10**12), 10**12, places=2)


def euros(amount: str) -> Money:
    return Money.of(amount, "EUR")


def test_money_travels_as_text() -> None:
    twelve_fifty = '{"amount":"12.50","currency":"EUR"}'
    assert Money.model_validate_json(twelve_fifty).model_dump_json() == twelve_fifty


def test_money_shows_all_decimals_of_its_currency() -> None:
    assert str(euros("12.5")) == "12.50 EUR"
    assert str(Money.of(1200, "JPY")) == "1200 JPY"
    assert str(Money.of("1.5", "KWD")) == "1.500 KWD"


@pytest.mark.parametrize(
    "amount", ["12.5", "0.125", "-3", 7, Decimal("1E+3")], ids=lambda amount: f"{amount!r}"
)
def test_a_dinar_takes_three_decimals(amount: object) -> None:
    assert Money.model_validate({"amount": amount, "currency": "KWD"}).amount == Decimal(
        str(amount)
    )


@pytest.mark.parametrize(
    "amount",
    [12.5, True, None, "", "NaN", "Infinity", "1e3", "1_000", " 12", "12,50", "٣", "--1", "1."],
    ids=repr,
)
def test_what_is_no_plain_decimal_is_refused(amount: object) -> None:
    with pytest.raises(ValidationError, match=r'"12\.50"'):
        Money.model_validate({"amount": amount, "currency": "EUR"})


@pytest.mark.parametrize(
    "amount",
    [Decimal("NaN"), Decimal("-Infinity"), "0.001", "1000000000000000", Decimal("1E+15")],
    ids=repr,
)
def test_what_no_amount_of_euros_can_be_is_refused(amount: object) -> None:
    with pytest.raises(ValidationError):
        Money.model_validate({"amount": amount, "currency": "EUR"})


def test_a_json_number_with_decimals_is_refused_because_it_was_a_float() -> None:
    with pytest.raises(ValidationError, match="as a string"):
        Money.model_validate_json('{"amount": 12.50, "currency": "EUR"}')


@pytest.mark.parametrize("currency", ["eur", "EURO", "EU", "E1R", "", "€€€", None])
def test_what_does_not_look_like_a_currency_is_refused(currency: object) -> None:
    with pytest.raises(ValidationError):
        Money.model_validate({"amount": "1", "currency": currency})


def test_yen_have_no_decimals() -> None:
    with pytest.raises(ValidationError, match="JPY has 0 decimals"):
        Money.of("12.5", "JPY")


def test_sums_are_exact() -> None:
    assert sum([euros("0.10")] * 3, Money.zero("EUR")) == euros("0.30")
    assert euros("0.10") - euros("0.30") == euros("-0.20")
    assert -euros("0.10") == euros("-0.10")


def test_a_product_is_rounded_half_up_to_the_minor_unit() -> None:
    assert euros("0.05") * Decimal("0.5") == euros("0.03")
    assert Decimal("0.5") * euros("-0.05") == euros("-0.03")
    assert Money.of(5, "JPY") * Decimal("0.5") == Money.of(3, "JPY")


def test_a_float_is_no_factor() -> None:
    with pytest.raises(ValueError, match="as a string"):
        euros("1") * 0.1  # type: ignore[operator]


def test_two_currencies_are_never_mixed() -> None:
    for mix in (Money.__add__, Money.__sub__, Money.__lt__, Money.__ge__):
        with pytest.raises(CurrencyMismatch, match="EUR and USD"):
            mix(euros("1"), Money.of(1, "USD"))
    assert euros("1") != Money.of(1, "USD")


def test_money_and_a_number_are_not_added() -> None:
    with pytest.raises(TypeError, match="not 1"):
        euros("1") + 1  # type: ignore[operator]


def test_money_is_ordered_within_its_currency() -> None:
    assert euros("1") < euros("2") <= euros("2.00")
    assert max(euros("3"), euros("2")) == euros("3")
    assert len({euros("2"), euros("2.00")}) == 1


def test_no_negative_zero() -> None:
    assert str(euros("-0.00")) == "0.00 EUR"


def test_cents_round_half_up_away_from_zero() -> None:
    assert [cents(Decimal(x)) for x in ("0.005", "0.0049", "-0.005")] == [
        Decimal("0.01"),
        Decimal("0.00"),
        Decimal("-0.01"),
    ]


def test_rounding_follows_the_currency() -> None:
    assert rounded(Decimal("2.5"), "JPY") == 3
    assert rounded(Decimal("0.0005"), "KWD") == Decimal("0.001")


def test_a_number_that_is_none_is_not_rounded() -> None:
    with pytest.raises(ValueError, match="NaN"):
        cents(Decimal("NaN"))


class Terms(BaseModel):
    at_risk: Share
    target: Percentage


def test_shares_and_percentages_travel_as_text() -> None:
    terms = Terms.model_validate_json('{"at_risk": "0.10", "target": 99}')
    assert terms.model_dump_json() == '{"at_risk":"0.10","target":"99"}'


@pytest.mark.parametrize("share", ["-0.01", "1.01", 0.5, "NaN"])
def test_a_share_lies_between_nothing_and_all(share: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter[Decimal](Share).validate_python(share)


@pytest.mark.parametrize("percentage", ["-1", "100.01", 99.5])
def test_a_percentage_lies_between_0_and_100(percentage: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter[Decimal](Percentage).validate_python(percentage)


@given(amounts, amounts)
def test_what_is_added_can_be_taken_away(one: Decimal, other: Decimal) -> None:
    left, right = Money.of(one, "EUR"), Money.of(other, "EUR")
    assert left + right - right == left


@given(amounts)
def test_money_survives_its_json(amount: Decimal) -> None:
    money = Money.of(amount, "EUR")
    assert Money.model_validate_json(money.model_dump_json()) == money


@given(st.decimals(-(10**9), 10**9, places=6))
def test_rounding_moves_an_amount_by_half_a_cent_at_most(amount: Decimal) -> None:
    assert abs(cents(amount) - amount) <= Decimal("0.005")


def test_half_up_rounds_a_five_away_from_nothing_in_both_directions():
    assert half_up(Decimal("76.25"), 1) == Decimal("76.3")
    assert half_up(Decimal("-76.25"), 1) == Decimal("-76.3")
