"""Three points for the work of a task, in minutes: optimistic, most likely, pessimistic.

Choice: where only the most likely is known, the work is taken to lie between 10 % below and 30 %
above it (`USUAL`, version 1): work runs over more often, and by more, than it runs under. The
figures are ours; a plan may state its own.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from pydantic import BaseModel, ConfigDict, Field


class BadEstimate(ValueError):
    """The three points are negative, or not in order."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Minutes of work. Raises `BadEstimate`."""

    optimistic: int
    most_likely: int
    pessimistic: int

    def __post_init__(self) -> None:
        if not 0 <= self.optimistic <= self.most_likely <= self.pessimistic:
            raise BadEstimate(
                f"{self.optimistic}, {self.most_likely} and {self.pessimistic} minutes are not "
                "optimistic, most likely and pessimistic in this order"
            )


class Spread(BaseModel):
    """Shares of the most likely by which work may stay below and run above it."""

    model_config = ConfigDict(frozen=True)
    version: int
    below: Decimal = Field(ge=0, le=1)
    above: Decimal = Field(ge=0)


USUAL = Spread(version=1, below=Decimal("0.10"), above=Decimal("0.30"))
NONE = Spread(version=1, below=Decimal(0), above=Decimal(0))


def estimate_of(
    most_likely: int,
    optimistic: int | None = None,
    pessimistic: int | None = None,
    spread: Spread = USUAL,
) -> Estimate:
    """What is not stated follows from the spread, half-up to the minute.

    Raises `BadEstimate`.
    """
    if optimistic is None:
        optimistic = _minutes(most_likely * (1 - spread.below))
    if pessimistic is None:
        pessimistic = _minutes(most_likely * (1 + spread.above))
    return Estimate(optimistic, most_likely, pessimistic)


def _minutes(work: Decimal) -> int:
    return int(work.to_integral_value(ROUND_HALF_UP))
