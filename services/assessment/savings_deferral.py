"""What a wave that goes live later costs in savings that come later than the business case said."""

from decimal import Decimal

from libs.common.explain import Explain, rule
from libs.common.money import cents

YEAR = 365


@rule("savings_deferral", version=1)
def savings_deferral(
    explain: Explain,
    baseline: Decimal,
    vendor_fees: Decimal,
    share_of_volume: Decimal,
    days: int,
) -> Decimal:
    """(Baseline − fees) × the wave's share of the volume × days / 365, half-up to the cent."""
    saving = explain("baseline − fees, a year", baseline - vendor_fees)
    moved = explain("× the wave's share of the volume", saving * share_of_volume)
    return explain("× days / 365", cents(moved * days / YEAR))
