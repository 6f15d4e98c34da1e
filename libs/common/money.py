"""Amounts of money, and the decimals that rules are written with.

Everything here is a `Decimal`; a float is refused, because 0.1 is not ten cents. Rounding is
half-up, away from zero for negative amounts, as invoices and service credits are rounded.

Source of the minor units: ISO 4217. A currency this table does not name has two decimals.
"""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)

MOST_DIGITS = 15
"Digits before the decimal point. More than this is a mistake, not money."

_EXACT = Context(prec=80, rounding=ROUND_HALF_UP)
_PLAIN = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,30})?")
_CURRENCIES_BY_DECIMALS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_DECIMALS = {
    currency: decimals
    for decimals, currencies in _CURRENCIES_BY_DECIMALS.items()
    for currency in currencies.split()
}


def minor_unit(currency: str) -> int:
    """Decimals of a currency: JPY 0, EUR 2, KWD 3."""
    return _DECIMALS.get(currency, 2)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Half-up to the currency's minor unit: 2.5 JPY is 3, 0.125 EUR is 0.13."""
    return _to_places(amount, minor_unit(currency))


def cents(amount: Decimal) -> Decimal:
    """Half-up to 0.01, whatever the currency: 0.005 is 0.01, −0.005 is −0.01."""
    return _to_places(amount, 2)


def half_up(value: Decimal, places: int) -> Decimal:
    """Half-up to so many decimals, away from zero: 76.25 to one is 76.3, −76.25 is −76.3."""
    return _to_places(value, places)


def _to_places(amount: Decimal, places: int) -> Decimal:
    return _exact(amount).quantize(Decimal(1).scaleb(-places), context=_EXACT)


def _exact(value: object) -> Decimal:
    """A Decimal, an integer, or a plain decimal string such as "-12.50"; nothing else."""
    if isinstance(value, float):
        raise ValueError('write a decimal as a string ("12.50"), not as a floating-point number')
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return Decimal(value)
    if isinstance(value, Decimal) and value.is_finite():
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    raise ValueError(f'{value!r} is not a plain decimal such as "12.50"')


def _plain(value: Decimal) -> str:
    return format(value, "f")


def _schema(pattern: str, example: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, "examples": [example]})


_AS_TEXT = PlainSerializer(_plain, return_type=str, when_used="json")
_UNSIGNED = r"^[0-9]+(\.[0-9]+)?$"

Share = Annotated[
    Decimal, BeforeValidator(_exact), Field(ge=0, le=1), _AS_TEXT, _schema(_UNSIGNED, "0.40")
]
"A part of a whole, 0 to 1. JSON: a string."

Percentage = Annotated[
    Decimal, BeforeValidator(_exact), Field(ge=0, le=100), _AS_TEXT, _schema(_UNSIGNED, "99.5")
]
"A part of a hundred, 0 to 100. JSON: a string."

Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])]
"An ISO 4217 code. Any three capitals pass: the list of currencies changes without us."


def _sensible(amount: Decimal) -> Decimal:
    if amount.adjusted() >= MOST_DIGITS:
        raise ValueError(f"an amount has at most {MOST_DIGITS} digits before the decimal point")
    return amount


Amount = Annotated[
    Decimal,
    BeforeValidator(_exact),
    AfterValidator(_sensible),
    _AS_TEXT,
    _schema(r"^-?[0-9]{1,15}(\.[0-9]{1,4})?$", "12.50"),
]


class CurrencyMismatch(ValueError):
    """Two currencies met where only one can be. No rate is ever assumed."""

    def __init__(self, left: str, right: str) -> None:
        super().__init__(f"{left} and {right} cannot be added or compared: convert one first")
        self.left, self.right = left, right


class Money(BaseModel):
    """An amount in a currency, with exactly the currency's decimals.

    JSON: `{"amount": "12.50", "currency": "EUR"}`. Refuses floats, NaN and infinities, more
    decimals than the currency has, and more than 15 digits before the point.
    """

    model_config = ConfigDict(frozen=True)

    amount: Amount
    currency: Currency

    @model_validator(mode="after")
    def _in_minor_units(self) -> Self:
        places = minor_unit(self.currency)
        if -_exponent(self.amount) > places:
            raise ValueError(
                f"{self.currency} has {places} decimals, not {self.amount}: round first"
            )
        object.__setattr__(self, "amount", _to_places(self.amount, places) + 0)
        return self

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Self:
        return cls(amount=_exact(amount), currency=currency)

    @classmethod
    def zero(cls, currency: str) -> Self:
        return cls.of(0, currency)

    def __add__(self, other: Self) -> Self:
        return self.of(self.amount + self._alike(other), self.currency)

    def __sub__(self, other: Self) -> Self:
        return self.of(self.amount - self._alike(other), self.currency)

    def __neg__(self) -> Self:
        return self.of(-self.amount, self.currency)

    def __mul__(self, factor: Decimal | int) -> Self:
        """Half-up to the minor unit. Refuses a float."""
        product = _EXACT.multiply(self.amount, _exact(factor))
        return self.of(rounded(product, self.currency), self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: Self) -> bool:
        return self.amount < self._alike(other)

    def __le__(self, other: Self) -> bool:
        return self.amount <= self._alike(other)

    def __gt__(self, other: Self) -> bool:
        return self.amount > self._alike(other)

    def __ge__(self, other: Self) -> bool:
        return self.amount >= self._alike(other)

    def __str__(self) -> str:
        return f"{_plain(self.amount)} {self.currency}"

    def _alike(self, other: object) -> Decimal:
        if not isinstance(other, Money):
            raise TypeError(f"{self} can only be added to, or compared with, money: not {other!r}")
        if self.currency != other.currency:
            raise CurrencyMismatch(self.currency, other.currency)
        return other.amount


def _exponent(amount: Decimal) -> int:
    exponent: Any = amount.as_tuple().exponent
    return int(exponent)
