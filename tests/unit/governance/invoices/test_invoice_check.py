from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.common.money import CurrencyMismatch, Money
from services.governance.invoices.differences import Kind
from services.governance.invoices.expected_lines import as_billed, expected_lines
from services.governance.invoices.invoice import BilledLine, DueCredit, Invoice
from services.governance.invoices.invoice_check import InvoiceCheck, invoice_check
from services.governance.invoices.price_model import PriceModel
from services.governance.invoices.prices import FixedFee, Tier, UnitPrice

MARCH = "2026-03"
TIERS = (Tier(up_to=Decimal(10_000), price=Decimal("4")), Tier(price=Decimal("3.90")))
MODEL = PriceModel(
    currency="EUR",
    prices=(UnitPrice(code="AP", tiers=TIERS), FixedFee(code="AR", amount=Decimal(35_000))),
)
VOLUMES = {"AP": Decimal(15_500)}  # 40,000 + 21,450
CREDIT = DueCredit(reference="CN-1", due_month=MARCH, amount=Money.of("2290.80", "EUR"))
NEXT = DueCredit(reference="CN-2", due_month="2026-04", amount=Money.of("100", "EUR"))


def line(
    code: str,
    amount: str,
    quantity: str | None = None,
    price: str | None = None,
    number: str = "",
    period: str = MARCH,
) -> BilledLine:
    return BilledLine.model_validate(
        {
            "number": number or f"{code}/{amount}",
            "code": code,
            "period": period,
            "quantity": quantity,
            "unit_price": price,
            "amount": amount,
        }
    )


FEE = line("AR", "35000")
NOTE = line("CN-1", "-2290.80")
FIRST = line("AP", "40000", "10000", "4")
REST = line("AP", "21450", "5500", "3.90")
RIGHT = (FIRST, REST, FEE, NOTE)


def check(*lines: BilledLine, total: str | None = None, tolerance: str = "0.01") -> InvoiceCheck:
    invoice = Invoice(
        month=MARCH, currency="EUR", lines=lines, total=None if total is None else Decimal(total)
    )
    return invoice_check(invoice, MODEL, VOLUMES, [CREDIT, NEXT], Decimal(tolerance))


def found(*lines: BilledLine, total: str | None = None) -> list[tuple[str, str, str]]:
    differences = check(*lines, total=total).differences
    return [(one.kind.value, one.code, str(one.amount)) for one in differences]


def test_a_right_invoice_has_no_differences() -> None:
    checked = check(*RIGHT, total="94159.20")
    assert checked.differences == () and checked.is_right
    assert checked.matched == ("AP", "AR", "CN-1")


def test_one_line_for_all_tiers_is_right_as_well() -> None:
    assert found(line("AP", "61450", "15500"), FEE, NOTE) == []


def test_a_price_too_high_is_a_difference_of_price() -> None:
    dear = line("AP", "22000", "5500", "4")
    assert found(FIRST, dear, FEE, NOTE) == [("price", "AP", "550.00")]


def test_a_volume_too_high_is_priced_as_agreed() -> None:
    more = line("AP", "21840", "5600", "3.90")
    assert found(FIRST, more, FEE, NOTE) == [("volume", "AP", "390.00")]


def test_price_and_volume_are_told_apart() -> None:
    both = line("AP", "22400", "5600", "4")
    assert found(FIRST, both, FEE, NOTE) == [
        ("price", "AP", "560.00"),
        ("volume", "AP", "390.00"),
    ]


def test_a_credit_that_is_missing_or_too_small_is_named() -> None:
    assert found(FIRST, REST, FEE) == [("missing_credit", "CN-1", "2290.80")]
    part = line("CN-1", "-2000")
    assert found(FIRST, REST, FEE, part) == [("missing_credit", "CN-1", "290.80")]
    more = line("CN-1", "-3000")
    assert found(FIRST, REST, FEE, more) == [("excess_credit", "CN-1", "-709.20")]


def test_a_credit_before_its_month_is_of_the_wrong_period() -> None:
    assert found(*RIGHT, line("CN-2", "-100")) == [("wrong_period", "CN-2", "-100")]


def test_a_line_that_nobody_agreed_to_is_unknown() -> None:
    assert found(*RIGHT, line("XX", "12.34")) == [("unknown_line", "XX", "12.34")]


def test_a_fee_billed_twice_is_a_double_with_the_number_of_its_line() -> None:
    checked = check(*RIGHT, line("AR", "35000", number="Z"))
    assert [(one.kind, one.lines, one.amount) for one in checked.differences] == [
        (Kind.DOUBLE, ("Z",), 35_000)
    ]


def test_two_halves_of_a_volume_or_a_fee_are_no_double() -> None:
    half = line("AP", "20000", "5000", "4", number="1")
    fee = line("AR", "17500", number="1")
    other, others = (one.model_copy(update={"number": "2"}) for one in (half, fee))
    assert found(half, other, REST, fee, others, NOTE) == []


def test_another_months_line_is_of_the_wrong_period() -> None:
    old = line("AR", "35000", period="2026-02")
    assert found(*RIGHT, old) == [("wrong_period", "AR", "35000")]
    assert found(FIRST, REST, old, NOTE) == [
        ("not_billed", "AR", "-35000.00"),
        ("wrong_period", "AR", "35000"),
    ]


def test_a_cent_a_line_is_rounding_and_leaves_the_code_matched() -> None:
    checked = check(FIRST, line("AP", "21450.02", "5500", "3.90"), FEE, NOTE)
    assert [(one.kind, one.amount) for one in checked.differences] == [
        (Kind.ROUNDING, Decimal("0.02"))
    ]
    assert checked.is_right and "AP" in checked.matched


def test_beyond_the_tolerance_wrong_arithmetic_is_named() -> None:
    wrong = line("AP", "21550", "5500", "3.90")
    assert found(FIRST, wrong, FEE, NOTE) == [("arithmetic", "AP", "100.00")]
    assert found(*RIGHT, total="94259.20") == [("arithmetic", "total", "100.00")]


def test_another_currency_is_refused() -> None:
    with pytest.raises(CurrencyMismatch):
        invoice_check(Invoice(month=MARCH, currency="USD", lines=()), MODEL, VOLUMES)


def test_more_decimals_than_the_currency_has_are_refused() -> None:
    with pytest.raises(ValueError, match="round first"):
        check(line("AR", "35000.001"))


def test_the_explanation_lists_every_difference() -> None:
    invoice = Invoice(month=MARCH, currency="EUR", lines=(FIRST, REST, FEE))
    steps = invoice_check.explained(invoice, MODEL, VOLUMES, [CREDIT]).explanation.steps
    said = "missing_credit of CN-1: a credit of 2290.80 is due, 0 was given"
    assert [step.label for step in steps][2] == said
    assert Decimal(steps[-1].value) == Decimal("2290.80")


QUANTITIES = st.one_of(st.none(), st.integers(0, 20_000).map(str))
PRICES = st.one_of(st.none(), st.sampled_from(["4", "3.90", "3.9", "4.10", "35000"]))
AMOUNTS = st.one_of(
    st.sampled_from(["40000", "21450", "35000", "-2290.80", "17500"]),
    st.decimals(-1000, 70_000, places=2).map(str),
)
LINES = st.builds(
    line,
    st.sampled_from(["AP", "AR", "CN-1", "CN-2", "XX"]),
    AMOUNTS,
    QUANTITIES,
    PRICES,
    st.sampled_from("abcdefgh"),
    st.sampled_from([MARCH, MARCH, MARCH, "2026-02"]),
)
INVOICES = st.lists(st.one_of(LINES, st.sampled_from(RIGHT)), max_size=9)


@settings(max_examples=200, deadline=None)
@given(INVOICES, st.one_of(st.none(), AMOUNTS))
def test_every_cent_of_the_whole_difference_is_in_one_listed_difference(
    lines: list[BilledLine], total: str | None
) -> None:
    checked = check(*lines, total=total)
    assert sum(one.amount for one in checked.differences) == checked.difference


@settings(max_examples=100, deadline=None)
@given(INVOICES, st.randoms())
def test_the_order_of_lines_changes_nothing(lines: list[BilledLine], by: Random) -> None:
    shuffled = sorted(lines, key=lambda _: by.random())
    assert check(*shuffled).differences == check(*lines).differences


@settings(max_examples=60, deadline=None)
@given(
    st.decimals(0, 50_000, places=2),
    st.lists(st.decimals(0, 50, places=4), min_size=2, max_size=2),
    st.decimals(0, 99_999, places=2),
)
def test_an_invoice_made_by_the_rule_has_no_differences(
    volume: Decimal, prices: list[Decimal], credit: Decimal
) -> None:
    tiers = (Tier(up_to=Decimal(10_000), price=prices[0]), Tier(price=prices[1]))
    model = MODEL.model_copy(update={"prices": (UnitPrice(code="AP", tiers=tiers),)})
    due = [DueCredit(reference="C", due_month=MARCH, amount=Money.of(credit, "EUR"))]
    lines = expected_lines(MARCH, model, {"AP": volume}, due)
    invoice = as_billed(MARCH, "EUR", lines)
    assert invoice_check(invoice, model, {"AP": volume}, due, Decimal(0)).differences == ()
