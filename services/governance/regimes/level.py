"""One promise of a regime."""

from typing import Annotated

from pydantic import Field

from services.governance.regimes.clauses import SmallVolume
from services.governance.regimes.costs import Cost
from services.governance.regimes.metric import Code, Words
from services.governance.regimes.numbers import Number, Stated


class Level(Stated):
    """Without a minimum, anything short of expected is a breach; without a cost it
    is only reported."""

    code: Code
    title: Words
    metric: Code
    expected: Number
    minimum: Number | None = None
    earns_back_at: Number | None = None
    weight: Annotated[Number, Field(gt=0)] | None = None
    small_volume: SmallVolume | None = None
    cost: Cost | None = None
