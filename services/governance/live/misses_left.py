"""How many cases of the month may still miss their target before a level is lost.

Source: met × 100 ≥ level × cases, in whole cases and exact; a value on the level has reached it.
"""

from decimal import Decimal
from fractions import Fraction
from math import floor

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from libs.common.money import Percentage


class MissesLeft(BaseModel):
    model_config = ConfigDict(frozen=True)
    level: Percentage
    allowed: int
    "In the whole month."
    so_far: int
    left: int
    "Nought where it is lost."
    lost: bool
    "Even if every case to come meets its target."
    sure: bool
    "Even if every case to come misses it."


@rule("misses_left", version=1)
def misses_left(
    explain: Explain, missed: int, counted: int, to_come: int, level: Decimal
) -> MissesLeft | None:
    """None where the month has no cases: there is no score to lose."""
    cases = explain("cases of the month = counted + to come", counted + to_come)
    if not cases:
        return explain("no score: no cases", None)
    budget = error_budget(level, cases)
    allowed = explain("misses allowed = cases × (100 − level) / 100, whole ones", floor(budget))
    room = explain("allowed − missed so far", allowed - missed)
    return MissesLeft(
        level=level,
        allowed=allowed,
        so_far=missed,
        left=max(room, 0),
        lost=room < 0,
        sure=room >= to_come,
    )


def error_budget(level: Decimal, cases: int) -> Fraction:
    """Misses that a level leaves room for, fractions of one included."""
    return (100 - Fraction(level)) * cases / 100
