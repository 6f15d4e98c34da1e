"""A figure with its bounds of confidence."""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.money import half_up


class Interval(BaseModel):
    """`low` and `high`: 95 % confidence. To 0.0001, half-up."""

    model_config = ConfigDict(frozen=True)
    value: Decimal
    low: Decimal
    high: Decimal


def interval(value: Decimal, low: float, high: float) -> Interval:
    return Interval(
        value=half_up(value, 4),
        low=half_up(Decimal(repr(low)), 4),
        high=half_up(Decimal(repr(high)), 4),
    )
