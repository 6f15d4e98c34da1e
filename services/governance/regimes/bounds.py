"""Between which values something holds."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Self

from pydantic import model_validator

from services.governance.regimes.metric import Better
from services.governance.regimes.numbers import Number, Stated


def reaches(value: Fraction, bound: Number, better: Better) -> bool:
    """A value on a boundary has reached it."""
    exact = Fraction(bound)
    return value >= exact if better is Better.HIGH else value <= exact


class Bounds(Stated):
    """`at_least` and `at_most` hold on the boundary, `above` and `below` do not."""

    at_least: Number | None = None
    above: Number | None = None
    at_most: Number | None = None
    below: Number | None = None

    @model_validator(mode="after")
    def _is_somewhere(self) -> Self:
        if wrong := next(self._impossible(), None):
            raise ValueError(wrong)
        return self

    def _impossible(self) -> Iterator[str]:
        if self.at_least is not None and self.above is not None:
            yield "say at_least or above, not both"
        if self.at_most is not None and self.below is not None:
            yield "say at_most or below, not both"
        if self.low is None and self.high is None:
            yield "a band needs a boundary"
        if self.low is not None and self.high is not None and not self._has_room:
            yield f"no value lies {self.said}"

    @property
    def low(self) -> Number | None:
        return self.above if self.at_least is None else self.at_least

    @property
    def high(self) -> Number | None:
        return self.below if self.at_most is None else self.at_most

    @property
    def _has_room(self) -> bool:
        low, high = self.low or 0, self.high or 0
        return low < high or (low == high and self.above is None and self.below is None)

    def holds(self, value: Fraction) -> bool:
        return self._from_below(value) and self._from_above(value)

    def meets(self, other: "Bounds") -> bool:
        """Whether a value can lie in both."""
        return not (self._ends_before(other) or other._ends_before(self))

    @property
    def said(self) -> str:
        names = ("at_least", "above", "at_most", "below")
        stated = ((name, getattr(self, name)) for name in names)
        return ", ".join(f"{name.replace('_', ' ')} {v}" for name, v in stated if v is not None)

    def _from_below(self, value: Fraction) -> bool:
        if self.above is not None:
            return value > Fraction(self.above)
        return self.at_least is None or value >= Fraction(self.at_least)

    def _from_above(self, value: Fraction) -> bool:
        if self.below is not None:
            return value < Fraction(self.below)
        return self.at_most is None or value <= Fraction(self.at_most)

    def _ends_before(self, other: "Bounds") -> bool:
        if self.high is None or other.low is None:
            return False
        touching = self.below is None and other.above is None
        return self.high < other.low or (self.high == other.low and not touching)
