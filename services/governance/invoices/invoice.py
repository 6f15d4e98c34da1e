"""A vendor's invoice as it came, and the credits that are due on it."""

from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from libs.common.money import Amount, Currency, Money
from services.governance.months import Month


class BilledLine(BaseModel):
    """A credit is a line with the credit's reference as its code and a negative amount."""

    model_config = ConfigDict(frozen=True)
    number: str
    "The invoice's own, so that a difference can name it."
    code: str
    period: Month
    quantity: Amount | None = None
    unit_price: Amount | None = None
    amount: Amount


class Invoice(BaseModel):
    """Net of tax; amounts have no more decimals than the currency."""

    model_config = ConfigDict(frozen=True)
    month: Month
    currency: Currency
    lines: tuple[BilledLine, ...]
    total: Amount | None = None
    "As printed at its end. None: not stated."

    @model_validator(mode="after")
    def _in_minor_units(self) -> Self:
        for amount in (*(line.amount for line in self.lines), self.total or 0):
            Money.of(amount, self.currency)
        return self


class DueCredit(BaseModel):
    """An agreed credit, to be taken off the invoice of one month."""

    model_config = ConfigDict(frozen=True)
    reference: str
    due_month: Month
    amount: Money
    "Above nought, as it was agreed."
