"""How good a bid is by the published weights.

Source: S = Σ wᵢsᵢ / Σ wᵢ, the weighted sum of every public tender.
"""

from collections.abc import Mapping
from decimal import Decimal

from libs.common.explain import Explain, rule
from libs.common.money import half_up


def millionth(value: Decimal) -> Decimal:
    """Half-up to six decimals, so that bids which tie in thirds tie here too."""
    return half_up(value, 6)


@rule("weighted_sum", version=1)
def weighted_sum(
    explain: Explain, weights: Mapping[str, Decimal], scores: Mapping[str, Decimal]
) -> Decimal:
    """Over the criteria of `weights`, each of which is scored; half-up to a millionth."""
    parts = {code: weight * scores[code] for code, weight in weights.items()}
    explain("weight × score", parts)
    total = explain("Σ weight × score", sum(parts.values(), Decimal(0)))
    weight = explain("Σ weight", sum(weights.values(), Decimal(0)))
    return explain("Σ weight × score / Σ weight", millionth(total / weight))
