"""What a risk is expected to cost. Source: probability × impact (30 % × $200,000 = $60,000)."""

from decimal import Decimal

from libs.common.explain import Explain, rule
from libs.common.money import Money


@rule("risk_expected_value", version=1)
def expected_value(explain: Explain, probability: Decimal, impact: Money) -> Money:
    """Probability as a share 0 to 1; half-up to the currency's minor unit."""
    return explain("probability × impact", impact * probability)
