"""How hard the path that is left must be pressed to keep the finish.

Source: critical path length index, (CPL + TF)/CPL: 80 days left with 20 of float give 1.25.
"""

from decimal import Decimal

from libs.common.explain import Explain, rule
from libs.common.money import half_up


@rule("path_length_index", version=1)
def path_length_index(explain: Explain, length: Decimal, total_float: Decimal) -> Decimal | None:
    """Both in working days: from now to the finish as planned now, and from there to the finish
    that was promised (negative: past it). Half-up to 0.0001; no score where nothing is left."""
    if length <= 0:
        return explain("nothing is left of the critical path", None)
    return explain("CPLI = (CPL + TF)/CPL", half_up((length + total_float) / length, 4))
