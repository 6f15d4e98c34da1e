"""The ways in which a bill can differ from what was agreed, each with its amount."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.governance.invoices.invoice import BilledLine

ZERO = Decimal(0)


class Kind(StrEnum):
    PRICE = "price"
    VOLUME = "volume"
    ROUNDING = "rounding"
    "Within the tolerance."
    ARITHMETIC = "arithmetic"
    "A line is not its quantity × its price, or the total is not the sum of its lines."
    MISSING_CREDIT = "missing_credit"
    "A credit due is not on the invoice, or not in full."
    EXCESS_CREDIT = "excess_credit"
    UNKNOWN_LINE = "unknown_line"
    DOUBLE = "double"
    WRONG_PERIOD = "wrong_period"
    NOT_BILLED = "not_billed"
    "Agreed and due, but not on the invoice."


class Difference(BaseModel):
    """`amount`: billed less expected; above nought too much was billed."""

    model_config = ConfigDict(frozen=True)
    kind: Kind
    code: str
    lines: tuple[str, ...]
    "Numbers of the invoice's lines that it comes from."
    amount: Decimal
    reason: str


def difference(
    kind: Kind, code: str, lines: Iterable[BilledLine], amount: Decimal, reason: str
) -> list[Difference]:
    """None where there is no amount."""
    numbers = tuple(sorted(line.number for line in lines))
    one = Difference(kind=kind, code=code, lines=numbers, amount=amount, reason=reason)
    return [one] if amount else []


def total(lines: Sequence[BilledLine]) -> Decimal:
    return sum((line.amount for line in lines), ZERO)
