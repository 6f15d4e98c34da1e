"""Exact values and how a regime rounds them.

A value such as met / counted seldom ends as a decimal; it is kept as a fraction and compared so.
"""

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from libs.common.money import Amount

SHOWN = 6
"Decimals at most of a fraction in an explanation; half-up."

Number = Annotated[Amount, Field(ge=0)]
"A value, bound, amount or count of points. JSON: a string."


class Stated(BaseModel):
    """A part of a regime: nothing in it changes, nothing unknown passes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Mode(StrEnum):
    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    UP = "up"
    DOWN = "down"


class Rounding(Stated):
    """To so many decimals. `up` is away from zero, `down` towards it; nothing is below zero."""

    places: Annotated[int, Field(ge=0, le=6)]
    mode: Mode = Mode.HALF_UP


def to_places(value: Fraction, places: int, mode: Mode = Mode.HALF_UP) -> Decimal:
    """98.95 to one decimal: half_up 99.0, half_even 99.0 (98.85: 98.8), up 99.0, down 98.9."""
    return Decimal(f"{_whole(value * 10**places, mode)}e-{places}")


def shown(value: Fraction) -> Decimal:
    """For people: without needless zeros, half-up to six decimals."""
    text = format(to_places(value, SHOWN), "f")
    return Decimal(text.rstrip("0").rstrip("."))


def _whole(value: Fraction, mode: Mode) -> int:
    below = floor(value)
    rest = value - below
    if mode is Mode.DOWN or rest == 0:
        return below
    if mode is Mode.UP or rest > Fraction(1, 2):
        return below + 1
    is_half = rest == Fraction(1, 2)
    return below + int(is_half and (mode is Mode.HALF_UP or below % 2 == 1))
