"""How sure a share of cases is.

Source: Wilson's score interval, (p + z²/2n ± z√(p(1−p)/n + z²/4n²)) / (1 + z²/n), which keeps to
0 and 1 and holds for few cases too. 8 of 10 give .490 to .943, 0 of 10 give 0 to .278.
"""

from decimal import Decimal
from math import sqrt

from libs.common.explain import Explain, rule
from services.transition.pilots.interval import Interval, interval

Z = 1.959963984540054
"The normal distribution's 97.5 % point, for 95 % on both sides."


@rule("pilot_share", version=1)
def share(explain: Explain, met: int, cases: int) -> Interval:
    """Of at least one case, 0 to 1."""
    p = explain("share = met / cases", Decimal(met) / cases)
    z2 = Z * Z / cases
    middle = explain("middle", (float(p) + z2 / 2) / (1 + z2))
    spread = float(p) * (1 - float(p)) / cases + z2 / (4 * cases)
    half = explain("half the width", Z * sqrt(spread) / (1 + z2))
    low, high = max(middle - half, 0.0), min(middle + half, 1.0)
    return explain("with 95 % confidence", interval(p, 0.0 if met == 0 else low, high))
