"""What a lower price for a unit saves in a year (186,000 invoices × €0.45 = €83,700)."""

from libs.common.explain import Explain, rule
from libs.common.money import Money


@rule("unit_benefit", version=1)
def unit_benefit(
    explain: Explain, annual_volume: int, price_before: Money, price_after: Money
) -> Money:
    """Units a year × the fall in price; negative where the price rises."""
    fall = explain("price before − price after", price_before - price_after)
    return explain("× units a year", fall * annual_volume)
