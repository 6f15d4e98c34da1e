"""How a miss costs: a share of a pool, by weight, points by bands, or a ladder of charges."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from libs.common.money import Share
from services.governance.regimes.bounds import Bounds
from services.governance.regimes.metric import Code
from services.governance.regimes.numbers import Number, Stated

NOTHING = Decimal(0)


class PoolAllocation(Stated):
    """pool share × allocation × at-risk amount (Texas DIR outsourcing clause)."""

    by: Literal["pool_allocation"]
    pool: Code
    allocation: Share
    between: Share = NOTHING
    "Of the credit, for a miss between expected and minimum."


class WeightOfAtRisk(Stated):
    """at-risk amount × weight / weights of all levels that cost by weight."""

    by: Literal["weight_of_at_risk"]
    between: Share = NOTHING


class Band(Bounds):
    points: Number


class PointsByBands(Stated):
    """Points of the band in which the value lies; a value in no band is undefined."""

    by: Literal["points_by_bands"]
    bands: Annotated[tuple[Band, ...], Field(min_length=1, max_length=50)]


class Rung(Bounds):
    """Open to the bad side: `below` where high is better, `above` where low is."""

    share_of_charges: Share


class LadderOfCharges(Stated):
    """The dearest rung reached, of the level's charges (the month's fee where none are named)."""

    by: Literal["ladder_of_charges"]
    rungs: Annotated[tuple[Rung, ...], Field(min_length=1, max_length=50)]


Cost = Annotated[
    PoolAllocation | WeightOfAtRisk | PointsByBands | LadderOfCharges, Field(discriminator="by")
]
