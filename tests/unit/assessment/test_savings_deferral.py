"""What a wave costs that goes live later than the business case said."""

from decimal import Decimal
from uuid import uuid4

from libs.common.events.assessment import ScopeItem
from libs.common.events.vendor import PriceLine
from libs.common.money import Money
from services.assessment.annual_fees import annual_fees
from services.assessment.savings_deferral import savings_deferral
from services.assessment.wave_share import wave_share


def eur(amount: str) -> Money:
    return Money.of(amount, "EUR")


def item(name: str, cost: str, volume: int | None = None) -> ScopeItem:
    return ScopeItem(process_id=uuid4(), name=name, annual_cost=eur(cost), annual_volume=volume)


SERVICE = [item("mail", "2810000", 730_000), item("voice", "1610000", 420_000)]


def test_ninety_eight_days_of_the_e_mail_wave_defer_273_121_euros_74() -> None:
    share = wave_share(SERVICE, ["mail"])
    deferred = savings_deferral(Decimal(4_420_000), Decimal(2_817_500), share, 98)
    assert deferred == Decimal("273121.74")


def test_a_wave_that_comes_earlier_gains_what_it_would_have_deferred() -> None:
    assert savings_deferral(Decimal(1_000), Decimal(270), Decimal(1), -365) == Decimal(-730)


def test_a_wave_carries_its_share_of_the_volume() -> None:
    assert wave_share(SERVICE, ["mail"]) == Decimal(730) / Decimal(1150)


def test_without_a_volume_for_every_process_the_share_is_of_the_cost() -> None:
    finance = [item("payables", "1300000", 186_000), item("receivables", "780000")]
    assert wave_share(finance, ["payables"]) == Decimal("0.625")


def test_a_wave_of_nothing_in_the_contract_carries_nothing() -> None:
    assert wave_share(SERVICE, ["payroll"]) == 0
    assert wave_share([], ["payroll"]) == 0


def test_a_year_of_fees_counts_units_and_months() -> None:
    price = [
        PriceLine(title="invoices", unit_price=eur("3.90"), annual_volume=186_000),
        PriceLine(title="receivables", monthly_fee=eur("35000")),
        PriceLine(title="on request", unit_price=eur("80")),
    ]
    assert annual_fees(price) == Decimal("1145400.00")


def test_the_explanation_shows_the_fees_line_by_line() -> None:
    price = [PriceLine(title="contacts", unit_price=eur("2.45"), annual_volume=1_150_000)]
    explanation = annual_fees.explained(price).explanation
    assert explanation.steps[0].value == {"contacts": "2817500.00"}
