"""A contract's prices, and how they rise from a date on.

Choices: an index takes effect with the first month that begins on its date or later; indices
multiply, and the price is rounded half-up once, after the last; prices are net of tax.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from libs.common.money import Amount, Currency, half_up, rounded
from services.governance.invoices.prices import ONE, FixedFee, Part, Price, UnitPrice, times
from services.governance.months import first_day


class TwoPrices(ValueError):
    """Two prices of one code are in force in the same month."""


class Indexation(BaseModel):
    model_config = ConfigDict(frozen=True)
    from_on: date
    factor: Annotated[Amount, Field(gt=0)]
    "1.025: 2.5 % more."
    codes: frozenset[str] | None = None
    "None: every price."

    def touches(self, code: str, month: str) -> bool:
        return self.from_on <= first_day(month) and (self.codes is None or code in self.codes)


class PriceModel(BaseModel):
    model_config = ConfigDict(frozen=True)
    currency: Currency
    prices: tuple[Price, ...]
    indexations: tuple[Indexation, ...] = ()
    price_places: Annotated[int, Field(ge=0, le=6)] = 4
    "Decimals of an indexed unit price. Choice: four."

    def in_force(self, month: str) -> dict[str, UnitPrice | FixedFee]:
        found: dict[str, UnitPrice | FixedFee] = {}
        for price in self.prices:
            if price.in_force(month):
                if price.code in found:
                    raise TwoPrices(f"{price.code} has two prices in {month}")
                found[price.code] = price
        return found

    def parts(self, price: UnitPrice | FixedFee, quantity: Decimal, month: str) -> list[Part]:
        return price.parts(quantity, lambda base: self._indexed(price, base, month))

    def charge(self, parts: Sequence[Part]) -> Decimal:
        """Each part half-up to the currency's minor unit."""
        charged = (rounded(times(*part), self.currency) for part in parts)
        return sum(charged, rounded(Decimal(0), self.currency))

    def _indexed(self, price: UnitPrice | FixedFee, base: Decimal, month: str) -> Decimal:
        factor = ONE
        for index in self.indexations:
            if index.touches(price.code, month):
                factor = times(factor, index.factor)
        if factor == ONE:
            return base
        return half_up(times(base, factor), self.price_places)
