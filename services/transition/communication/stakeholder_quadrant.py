"""How a stakeholder is dealt with: the quadrant of influence and interest.

Source: the power and interest grid of Mendelow (1991).

Choice: on the scale of 1 to 5 the middle counts as high, for whoever is overlooked costs more than
whoever is told too much.
"""

from enum import StrEnum

from libs.common.explain import Explain, rule

HIGH = 3


class Quadrant(StrEnum):
    MANAGE_CLOSELY = "manage_closely"
    KEEP_SATISFIED = "keep_satisfied"
    KEEP_INFORMED = "keep_informed"
    MONITOR = "monitor"


QUADRANTS = {
    (True, True): Quadrant.MANAGE_CLOSELY,
    (True, False): Quadrant.KEEP_SATISFIED,
    (False, True): Quadrant.KEEP_INFORMED,
    (False, False): Quadrant.MONITOR,
}


@rule("stakeholder_quadrant", version=1)
def stakeholder_quadrant(explain: Explain, influence: int, interest: int) -> Quadrant:
    has_influence = explain(f"influence of at least {HIGH}", influence >= HIGH)
    is_interested = explain(f"interest of at least {HIGH}", interest >= HIGH)
    return explain("quadrant", QUADRANTS[has_influence, is_interested])
