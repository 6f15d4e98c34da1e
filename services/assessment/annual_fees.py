"""What a contract costs a year by its price lines."""

from collections.abc import Sequence
from decimal import Decimal

from libs.common.events.terms import PriceLine
from libs.common.explain import Explain, rule

MONTHS = 12


@rule("annual_fees", version=1)
def annual_fees(explain: Explain, price: Sequence[PriceLine]) -> Decimal:
    """Σ unit price × annual volume + 12 × monthly fee, in the contract's currency."""
    lines = {line.title: _of(line) for line in price}
    explain("a year, by line", lines)
    return explain("together", sum(lines.values(), Decimal(0)))


def _of(line: PriceLine) -> Decimal:
    by_unit = line.unit_price.amount * (line.annual_volume or 0) if line.unit_price else Decimal(0)
    by_month = line.monthly_fee.amount * MONTHS if line.monthly_fee else Decimal(0)
    return by_unit + by_month
