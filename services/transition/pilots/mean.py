"""How sure a mean of cases is.

Source: Student's t interval, mean ± t·s/√n with n − 1 degrees of freedom.

Choices: Student's t and not the normal approximation, since pilots are small; batches are put
together exactly, s² = Σ((nᵢ−1)sᵢ² + nᵢ(mᵢ−m)²)/(n−1). One case alone has no interval.
"""

from collections.abc import Sequence
from decimal import Decimal
from math import sqrt

from libs.common.explain import Explain, rule
from services.transition.pilots.batch import Batch
from services.transition.pilots.interval import Interval, interval
from services.transition.pilots.student import half_width

UPPER = 0.975


@rule("pilot_mean", version=1)
def mean(explain: Explain, batches: Sequence[Batch]) -> Interval | None:
    """In the unit of the values; of batches that state a value. None of fewer than two cases."""
    cases = explain("cases", sum(batch.cases for batch in batches))
    if cases < 2:
        return None
    total = sum((batch.cases * (batch.value or Decimal(0)) for batch in batches), Decimal(0))
    middle = explain("mean", total / cases)
    squares = sum((_squares(batch, middle) for batch in batches), Decimal(0))
    deviation = explain("standard deviation", sqrt(squares / (cases - 1)))
    half = explain("half the width = t·s/√n", half_width(deviation, cases, UPPER))
    low, high = float(middle) - half, float(middle) + half
    return explain("with 95 % confidence", interval(middle, low, high))


def _squares(batch: Batch, middle: Decimal) -> Decimal:
    within = (batch.cases - 1) * (batch.deviation or Decimal(0)) ** 2
    return within + batch.cases * ((batch.value or Decimal(0)) - middle) ** 2
