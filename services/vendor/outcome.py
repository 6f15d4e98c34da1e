"""What goes into the evaluation of a lot and what comes out."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from libs.common.money import Money
from services.vendor.evaluator_spread import Marks, Spread
from services.vendor.flip import Flip
from services.vendor.knock_outs import KnockOut, Scores, Standing
from services.vendor.red_flags import RedFlag
from services.vendor.robustness import Robustness


class Candidate(BaseModel):
    """A bid with all that is known for judging it."""

    model_config = ConfigDict(frozen=True)
    bid_id: UUID
    vendor_id: UUID
    vendor: str
    price: Money
    submitted_at: datetime
    standing: Standing
    marks: Marks


class Ranked(BaseModel):
    """`score` half-up to 0.01; `scores` by criterion, means over the evaluators."""

    model_config = ConfigDict(frozen=True)
    rank: int
    bid_id: UUID
    vendor_id: UUID
    vendor: str
    price: Money
    score: Decimal
    scores: Scores


class Excluded(BaseModel):
    model_config = ConfigDict(frozen=True)
    bid_id: UUID
    vendor_id: UUID
    vendor: str
    price: Money
    reasons: list[KnockOut]


class Outcome(BaseModel):
    """`flip` is none where no price weight changes the winner, or the price is no criterion."""

    model_config = ConfigDict(frozen=True)
    method: str = "weighted sum"
    ranking: list[Ranked]
    knocked_out: list[Excluded]
    flip: Flip | None
    robustness: Robustness
    disagreement: list[Spread]
    red_flags: list[RedFlag]
