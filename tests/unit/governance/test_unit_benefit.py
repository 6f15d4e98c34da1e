from libs.common.money import Money
from services.governance.unit_benefit import unit_benefit


def euro(amount: str) -> Money:
    return Money.of(amount, "EUR")


def test_forty_five_cents_less_for_186_000_invoices_is_83_700_a_year() -> None:
    assert unit_benefit(186_000, euro("3.90"), euro("3.45")) == euro("83700")


def test_a_price_that_rises_costs() -> None:
    assert unit_benefit(10, euro("1"), euro("1.50")) == euro("-5")


def test_the_explanation_shows_the_fall_and_the_year() -> None:
    steps = unit_benefit.explained(186_000, euro("3.90"), euro("3.45")).explanation.steps
    assert [step.value["amount"] for step in steps] == ["0.45", "83700.00"]
