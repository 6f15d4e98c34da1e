"""What a risk is expected to cost."""

from decimal import Decimal

from libs.common.money import Money
from services.assessment.risk import expected_value


def test_thirty_per_cent_of_200000_is_60000():
    assert expected_value(Decimal("0.30"), Money.of("200000", "USD")) == Money.of("60000", "USD")


def test_a_currency_without_cents_is_rounded_to_the_unit():
    assert expected_value(Decimal("0.5"), Money.of("3", "JPY")) == Money.of("2", "JPY")
