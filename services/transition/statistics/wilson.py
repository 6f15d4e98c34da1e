"""Between which shares the true one lies, seen from some cases.

Source: Wilson's score interval (1927), (p + z²/2n ± z√(p(1−p)/n + z²/4n²)) / (1 + z²/n), which
keeps to 0 and 1 and holds for few cases too. 8 of 10 give .490 to .943, 0 of 10 give 0 to .278.
"""

from decimal import Decimal
from math import sqrt
from typing import NamedTuple

Z = 1.959963984540054
"The normal distribution's 97.5 % point, for 95 % on both sides."


class Bounds(NamedTuple):
    """`half`: of the width."""

    middle: float
    half: float

    @property
    def low(self) -> float:
        return max(self.middle - self.half, 0.0)

    @property
    def high(self) -> float:
        return min(self.middle + self.half, 1.0)


def wilson(share: Decimal, cases: int) -> Bounds:
    """With 95 % confidence. `share`: 0 to 1, of at least one case."""
    p, z2 = float(share), Z * Z / cases
    spread = p * (1 - p) / cases + z2 / (4 * cases)
    return Bounds((p + z2 / 2) / (1 + z2), Z * sqrt(spread) / (1 + z2))
