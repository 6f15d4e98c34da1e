"""What a price is worth beside the lowest one.

Source: Sf = 100 · Fmin / F, the quality-and-cost rule of the development banks.
"""

from decimal import Decimal

from libs.common.explain import Explain, rule
from services.vendor.weighted_sum import millionth


@rule("price_score", version=1)
def price_score(explain: Explain, price: Decimal, lowest: Decimal) -> Decimal:
    """0 to 100; both prices above nil, in one currency; half-up to a millionth."""
    return explain("100 × lowest / price", millionth(100 * lowest / price))
