"""How sure a share of cases is, by Wilson's score interval."""

from decimal import Decimal

from libs.common.explain import Explain, rule
from services.transition.pilots.interval import Interval, interval
from services.transition.statistics.wilson import wilson


@rule("pilot_share", version=1)
def share(explain: Explain, met: int, cases: int) -> Interval:
    """Of at least one case, 0 to 1."""
    p = explain("share = met / cases", Decimal(met) / cases)
    bounds = wilson(p, cases)
    explain("middle", bounds.middle)
    explain("half the width", bounds.half)
    low = 0.0 if met == 0 else bounds.low
    return explain("with 95 % confidence", interval(p, low, bounds.high))
