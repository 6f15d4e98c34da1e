"""What a service costs: by volume, in tiers, or a fixed fee a month.

Choices: a volume of just a tier's bound belongs to that tier; a volume beyond the last bound has
no price and is refused by name; every tier is a line of its own and rounded half-up for itself.
"""

from collections.abc import Callable
from decimal import Context, Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from libs.common.money import Amount
from services.governance.months import Month

ZERO, ONE = Decimal(0), Decimal(1)
_EXACT = Context(prec=80)

Indexed = Callable[[Decimal], Decimal]


class VolumeBeyondTiers(ValueError):
    """More than the last tier covers, or less than nothing: no price is agreed for it."""


class Tiering(StrEnum):
    GRADUATED = "graduated"
    "Each tier's price for the part of the volume within it."
    WHOLE_VOLUME = "whole_volume"
    "The price of the tier that the volume reaches, for all of it."


class Part(NamedTuple):
    quantity: Decimal
    price: Decimal


class Tier(BaseModel):
    model_config = ConfigDict(frozen=True)
    up_to: Amount | None = None
    "With its bound. None: without bound."
    price: Amount


class _Priced(BaseModel):
    model_config = ConfigDict(frozen=True)
    code: str
    first_month: Month | None = None
    last_month: Month | None = None

    def in_force(self, month: str) -> bool:
        return (self.first_month or month) <= month <= (self.last_month or month)


class UnitPrice(_Priced):
    kind: Literal["unit"] = "unit"
    tiers: Annotated[tuple[Tier, ...], Field(min_length=1)]
    tiering: Tiering = Tiering.GRADUATED

    @model_validator(mode="after")
    def _bounds_rise(self) -> Self:
        bounds = [ZERO, *(_bound(tier) for tier in self.tiers)]
        if any(upper <= lower for lower, upper in pairwise(bounds)):
            raise ValueError(f"the bounds of {self.code}'s tiers have to rise")
        return self

    def parts(self, quantity: Decimal, indexed: Indexed) -> list[Part]:
        """The volume by tier; nothing for no volume."""
        if not ZERO <= quantity <= _bound(self.tiers[-1]):
            raise VolumeBeyondTiers(f"{self.code}: no price is agreed for a volume of {quantity}")
        if self.tiering is Tiering.WHOLE_VOLUME:
            reached = next(tier for tier in self.tiers if quantity <= _bound(tier))
            return [Part(quantity, indexed(reached.price))] if quantity else []
        lower = [ZERO, *(_bound(tier) for tier in self.tiers)]
        within = (
            (min(quantity, _bound(tier)) - since, tier)
            for since, tier in zip(lower, self.tiers, strict=False)
        )
        return [Part(some, indexed(tier.price)) for some, tier in within if some > 0]


class FixedFee(_Priced):
    """Choice: a whole month's fee for every month in force; months are not split."""

    kind: Literal["fixed"] = "fixed"
    amount: Amount

    def parts(self, quantity: Decimal, indexed: Indexed) -> list[Part]:
        return [Part(ONE, indexed(self.amount))]


Price = Annotated[UnitPrice | FixedFee, Field(discriminator="kind")]


def times(quantity: Decimal, price: Decimal) -> Decimal:
    """Exact: fifteen digits by fifteen do not fit the usual twenty-eight."""
    return _EXACT.multiply(quantity, price)


def _bound(tier: Tier) -> Decimal:
    return Decimal("Infinity") if tier.up_to is None else tier.up_to
