"""How much the price would have to weigh for somebody else to win.

With a price weight of w the others keep their proportions, so a bid's score is the straight line
w × price score + (100 − w) × quality, and two bids break even where their lines cross. Going from
the published weight in either direction, the first line to cross the winner's is the next winner's.
"""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from libs.common.money import cents


class Side(StrEnum):
    ABOVE = "above"
    BELOW = "below"


class Line(BaseModel):
    """A bid as the price weight sees it: both scores 0 to 100."""

    model_config = ConfigDict(frozen=True)
    bid_id: UUID
    vendor: str
    price: Decimal
    quality: Decimal


class Flip(BaseModel):
    """When the price weighs more (`above`) or less (`below`) than this, `vendor` wins."""

    model_config = ConfigDict(frozen=True)
    price_weight: Decimal
    side: Side
    bid_id: UUID
    vendor: str


@rule("flip", version=1)
def flip(
    explain: Explain, price_weight: Decimal, winner: Line, rivals: Sequence[Line]
) -> Flip | None:
    """The nearest to the published weight, half-up to 0.01; none where no weight changes it."""
    found = [crossing for rival in rivals if (crossing := _crossing(winner, rival))]
    for weight, side, rival in found:
        explain(f"breaks even with {rival.vendor}; {rival.vendor} wins {side}", weight)
    if not found:
        return None
    weight, side, rival = min(
        found, key=lambda one: (abs(one[0] - price_weight), -_steepness(winner, one[2]))
    )
    return Flip(price_weight=cents(weight), side=side, bid_id=rival.bid_id, vendor=rival.vendor)


def _steepness(winner: Line, rival: Line) -> Decimal:
    """Where several cross at once, the steepest line is the next winner's."""
    return abs((winner.price - winner.quality) - (rival.price - rival.quality))


def _crossing(winner: Line, rival: Line) -> tuple[Decimal, Side, Line] | None:
    """100 × ΔQ / (ΔQ − ΔP), where Δ is the winner's lead; none outside 0 to 100."""
    quality, price = winner.quality - rival.quality, winner.price - rival.price
    if quality == price:
        return None
    weight = 100 * quality / (quality - price)
    side = Side.ABOVE if price < quality else Side.BELOW
    within = 0 <= weight < 100 if side is Side.ABOVE else 0 < weight <= 100
    return (weight, side, rival) if within else None
