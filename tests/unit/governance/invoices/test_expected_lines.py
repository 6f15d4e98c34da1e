from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.money import CurrencyMismatch, Money
from services.governance.invoices.expected_lines import (
    CreditTwice,
    NotPriced,
    VolumeMissing,
    expected_lines,
)
from services.governance.invoices.invoice import DueCredit
from services.governance.invoices.price_model import Indexation, PriceModel, TwoPrices
from services.governance.invoices.prices import (
    FixedFee,
    Tier,
    Tiering,
    UnitPrice,
    VolumeBeyondTiers,
)

MARCH = "2026-03"


def unit(code: str = "AP", *, tiering: Tiering = Tiering.GRADUATED, **tiers: str) -> UnitPrice:
    """`up_to_1000="4"`: the price up to 1,000; `beyond="3"`: without bound."""
    bounds = {name: name.removeprefix("up_to_") for name in tiers}
    made = [
        Tier(up_to=None if name == "beyond" else Decimal(bounds[name]), price=Decimal(price))
        for name, price in tiers.items()
    ]
    return UnitPrice(code=code, tiers=tuple(made), tiering=tiering)


def amount(price: UnitPrice | FixedFee, volume: str, month: str = MARCH, **model: object) -> str:
    prices = PriceModel.model_validate({"currency": "EUR", "prices": [price], **model})
    volumes = {price.code: Decimal(volume)} if isinstance(price, UnitPrice) else {}
    [line] = expected_lines(month, prices, volumes)
    return str(line.amount)


def test_the_sample_bills_its_invoices_and_receivables() -> None:
    model = PriceModel(
        currency="EUR",
        prices=(unit("AP", beyond="3.90"), FixedFee(code="AR", amount=Decimal(35_000))),
    )
    lines = expected_lines(MARCH, model, {"AP": Decimal(15_500)})
    assert [str(line.amount) for line in lines] == ["60450.00", "35000.00"]
    assert sum(line.amount for line in lines) == 95_450


@pytest.mark.parametrize(
    ("volume", "graduated", "whole"),
    [("0", "0.00", "0.00"), ("1000", "4000.00", "4000.00"), ("1001", "4003.00", "3003.00")],
)
def test_tiers_price_their_part_or_the_whole_volume(
    volume: str, graduated: str, whole: str
) -> None:
    assert amount(unit(up_to_1000="4", beyond="3"), volume) == graduated
    tiers = unit(tiering=Tiering.WHOLE_VOLUME, up_to_1000="4", beyond="3")
    assert amount(tiers, volume) == whole


def test_a_volume_beyond_the_last_tier_has_no_price() -> None:
    with pytest.raises(VolumeBeyondTiers, match="no price is agreed for a volume of 1001"):
        amount(unit(up_to_1000="4"), "1001")


def test_tiers_whose_bounds_do_not_rise_are_refused() -> None:
    with pytest.raises(ValueError, match="have to rise"):
        unit(up_to_1000="4", up_to_500="3")


@pytest.mark.parametrize(
    ("month", "cost"), [("2026-06", "100.00"), ("2026-07", "102.50"), ("2027-01", "105.06")]
)
def test_indices_count_from_their_month_and_multiply(month: str, cost: str) -> None:
    indices = [
        Indexation(from_on=date(2026, 7, 1), factor=Decimal("1.025")),
        Indexation(from_on=date(2026, 12, 15), factor=Decimal("1.025"), codes=frozenset({"AP"})),
    ]
    assert amount(unit(beyond="1"), "100", month, indexations=indices) == cost


def test_an_index_leaves_other_codes_alone() -> None:
    other = Indexation(from_on=date(2026, 1, 1), factor=Decimal(2), codes=frozenset({"AR"}))
    assert amount(unit(beyond="1"), "100", indexations=[other]) == "100.00"


def test_a_price_ends_where_the_next_one_begins() -> None:
    before = unit(beyond="3.90").model_copy(update={"last_month": "2026-06"})
    after = unit(beyond="3.45").model_copy(update={"first_month": "2026-07"})
    model = PriceModel(currency="EUR", prices=(before, after))
    costs = [expected_lines(month, model, {"AP": Decimal(100)}) for month in ("2026-06", "2026-07")]
    assert [line.amount for [line] in costs] == [390, 345]
    with pytest.raises(TwoPrices):
        PriceModel(currency="EUR", prices=(before, before)).in_force(MARCH)


def test_a_volume_that_was_not_measured_is_not_nought() -> None:
    model = PriceModel(currency="EUR", prices=(unit(beyond="1"),))
    with pytest.raises(VolumeMissing, match="AP"):
        expected_lines(MARCH, model, {})
    with pytest.raises(NotPriced, match="XX"):
        expected_lines(MARCH, model, {"AP": Decimal(1), "XX": Decimal(1)})


def test_a_credit_is_taken_off_in_the_month_in_which_it_is_due() -> None:
    model = PriceModel(currency="EUR", prices=(FixedFee(code="AR", amount=Decimal(35_000)),))
    due = DueCredit(reference="CN-1", due_month=MARCH, amount=Money.of("2290.80", "EUR"))
    assert [str(line.amount) for line in expected_lines(MARCH, model, {}, [due])] == [
        "35000.00",
        "-2290.80",
    ]
    assert len(expected_lines("2026-04", model, {}, [due])) == 1
    with pytest.raises(CreditTwice):
        expected_lines(MARCH, model, {}, [due, due])
    dollars = due.model_copy(update={"amount": Money.of("1", "USD")})
    with pytest.raises(CurrencyMismatch):
        expected_lines(MARCH, model, {}, [dollars])


def test_the_explanation_shows_quantity_times_price_by_tier() -> None:
    model = PriceModel(currency="EUR", prices=(unit(up_to_1000="4", beyond="3"),))
    steps = expected_lines.explained(MARCH, model, {"AP": Decimal(1500)}).explanation.steps
    assert steps[0].label == "AP: 1000 × 4 + 500 × 3"


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_more_volume_never_costs_less_in_graduated_tiers(one: int, other: int) -> None:
    less, more = sorted([one, other])
    tiers = unit(up_to_1000="4", up_to_2000="3", beyond="0.5")
    assert Decimal(amount(tiers, str(less))) <= Decimal(amount(tiers, str(more)))
