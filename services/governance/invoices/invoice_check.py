"""Checks a vendor's invoice against prices, volumes and credits: every cent is accounted for.

The listed differences add up to what was billed less what is expected.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from libs.common.money import CurrencyMismatch
from services.governance.invoices.differences import Difference, Kind, difference, total
from services.governance.invoices.doubles import without_doubles
from services.governance.invoices.expected_lines import ExpectedLine, expected_lines
from services.governance.invoices.invoice import BilledLine, DueCredit, Invoice
from services.governance.invoices.line_check import check_lines
from services.governance.invoices.price_model import PriceModel

THE_TOTAL = "total"
"In the place of a code, where the printed total is not the sum of the lines."
A_CENT = Decimal("0.01")


class InvoiceCheck(BaseModel):
    model_config = ConfigDict(frozen=True)
    expected: tuple[ExpectedLine, ...]
    billed: tuple[BilledLine, ...]
    "By code and number, whatever order they came in."
    matched: tuple[str, ...]
    "Codes whose lines come to what is expected, or differ by rounding only."
    expected_total: Decimal
    billed_total: Decimal
    differences: tuple[Difference, ...]

    @property
    def difference(self) -> Decimal:
        return self.billed_total - self.expected_total

    @property
    def is_right(self) -> bool:
        """Nothing but rounding."""
        return all(one.kind is Kind.ROUNDING for one in self.differences)


@rule("invoice_check", version=1)
def invoice_check(
    explain: Explain,
    invoice: Invoice,
    model: PriceModel,
    volumes: Mapping[str, Decimal],
    credits: Sequence[DueCredit] = (),
    tolerance: Decimal = A_CENT,
) -> InvoiceCheck:
    """`tolerance`: in the currency, a line. Choice: a cent."""
    if invoice.currency != model.currency:
        raise CurrencyMismatch(invoice.currency, model.currency)
    expected = expected_lines(invoice.month, model, volumes, credits)
    prices = model.in_force(invoice.month)
    stray, by_code = _sorted_out(invoice, expected, credits)
    found = [*stray, *_wrong_total(invoice)]
    for line in expected:
        kept, doubles = without_doubles(by_code.get(line.code, []), line)
        for double in doubles:
            found += difference(Kind.DOUBLE, line.code, [double], double.amount, "billed twice")
        found += check_lines(kept, line, prices.get(line.code), model, tolerance)
    return _noted(explain, invoice, expected, found)


def _sorted_out(
    invoice: Invoice, expected: Sequence[ExpectedLine], credits: Sequence[DueCredit]
) -> tuple[list[Difference], dict[str, list[BilledLine]]]:
    """Lines that nothing of this month can answer for, and the others by their codes."""
    now = {line.code for line in expected}
    due = {credit.reference: credit.due_month for credit in credits}
    stray: list[Difference] = []
    by_code: dict[str, list[BilledLine]] = defaultdict(list)
    for line in invoice.lines:
        if line.code not in now | due.keys():
            said = "nothing of that code is agreed for this month"
            stray += difference(Kind.UNKNOWN_LINE, line.code, [line], line.amount, said)
        elif line.period != invoice.month:
            said = f"billed for {line.period} on the invoice of {invoice.month}"
            stray += difference(Kind.WRONG_PERIOD, line.code, [line], line.amount, said)
        elif line.code not in now:
            said = f"the credit is due in {due[line.code]}"
            stray += difference(Kind.WRONG_PERIOD, line.code, [line], line.amount, said)
        else:
            by_code[line.code].append(line)
    return stray, by_code


def _wrong_total(invoice: Invoice) -> list[Difference]:
    lines = total(invoice.lines)
    apart = _billed(invoice) - lines
    said = f"the lines come to {lines}, the total says {invoice.total}"
    return difference(Kind.ARITHMETIC, THE_TOTAL, [], apart, said)


def _billed(invoice: Invoice) -> Decimal:
    return total(invoice.lines) if invoice.total is None else invoice.total


def _noted(
    explain: Explain,
    invoice: Invoice,
    expected: Sequence[ExpectedLine],
    found: Sequence[Difference],
) -> InvoiceCheck:
    ordered = sorted(found, key=lambda one: (one.code, one.kind, one.lines, one.amount))
    expected_total = sum((line.amount for line in expected), Decimal())
    explain("expected in all", expected_total)
    explain("billed in all", _billed(invoice))
    for one in ordered:
        explain(f"{one.kind.value} of {one.code}: {one.reason}", one.amount)
    explain("billed − expected, all of it listed", _billed(invoice) - expected_total)
    wrong = {one.code for one in found if one.kind is not Kind.ROUNDING}
    return InvoiceCheck(
        expected=tuple(expected),
        billed=tuple(sorted(invoice.lines, key=lambda line: (line.code, line.number))),
        matched=tuple(line.code for line in expected if line.code not in wrong),
        expected_total=expected_total,
        billed_total=_billed(invoice),
        differences=tuple(ordered),
    )
