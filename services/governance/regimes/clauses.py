"""The clauses of a regime beside its levels."""

from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, model_validator

from libs.common.money import Share
from services.governance.regimes.numbers import Mode, Number, Stated

MonthCount = Annotated[int, Field(ge=1, le=60)]


class OfFee(Stated):
    """A share of the month's fee, or an amount: one of the two."""

    share_of_fee: Share | None = None
    amount: Number | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.share_of_fee is None) == (self.amount is None):
            raise ValueError("say share_of_fee or amount, one of the two")
        return self

    def of(self, fee: Fraction) -> Fraction:
        if self.amount is not None:
            return Fraction(self.amount)
        return fee * Fraction(self.share_of_fee or 0)


class Sharing(StrEnum):
    IN_ORDER = "in_order"
    "Levels are credited in the order of the regime until nothing is left."
    PRO_RATA = "pro_rata"
    "In proportion; odd cents go to the largest remainders, of equals to the earlier level."


class Cap(OfFee):
    """The most that the credits of one month may come to; rounded down to the minor unit."""

    shared: Sharing = Sharing.PRO_RATA


class SmallVolume(Stated):
    """`no_score_below`: fewer cases are no score. `below` with `allowed_misses`: with fewer
    cases than that, the level is met with so many misses; with more, it is judged as ever."""

    no_score_below: Annotated[int, Field(ge=1)] | None = None
    below: Annotated[int, Field(ge=1)] | None = None
    allowed_misses: Annotated[int, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if (self.below is None) != (self.allowed_misses is None):
            raise ValueError("below and allowed_misses go together")
        if self.below is None and self.no_score_below is None:
            raise ValueError("say no_score_below, or below and allowed_misses")
        return self


class Repeat(Stated):
    """A failure in the month after one costs so many times as much, and each further one."""

    multiplier: Annotated[Number, Field(ge=1)]


class EarnBack(Stated):
    """The credit of a miss between expected and minimum is given back in a later month in which
    the level reaches its `earns_back_at`: one miss a month, the oldest first, none that is older
    than `within_months`, and none where it is chronic: `failures` or more values short of
    expected in the `of_months` months before."""

    within_months: MonthCount
    failures: Annotated[int, Field(ge=1)]
    of_months: MonthCount = 12


class Termination(Stated):
    """When the client may end the contract. Months without a score are neither a failure nor
    the end of a run; only the last `window` months are looked at."""

    consecutive: Annotated[int, Field(ge=1)] | None = None
    "Failures of one level in a row."
    failures: Annotated[int, Field(ge=1)] | None = None
    "Failures of one level in the window."
    points: Number | None = None
    "Of all levels in the window."
    window: MonthCount = 12

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.consecutive is None and self.failures is None and self.points is None:
            raise ValueError("say consecutive, failures or points")
        return self


class MoneyRounding(Stated):
    """Of each level's credit; `places` are the currency's where they are not stated."""

    mode: Mode = Mode.HALF_UP
    places: Annotated[int, Field(ge=0, le=4)] | None = None
