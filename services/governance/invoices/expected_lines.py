"""What a vendor may bill for a month: its volumes at their prices, fees, less the credits due.

A unit price without a measured volume is refused by name: nobody knows what may be billed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from libs.common.money import CurrencyMismatch, rounded
from services.governance.invoices.invoice import BilledLine, DueCredit, Invoice
from services.governance.invoices.price_model import PriceModel
from services.governance.invoices.prices import ONE, FixedFee, Part, UnitPrice, times


class VolumeMissing(ValueError):
    """A price by volume, and no volume was measured. None is not nought."""


class NotPriced(ValueError):
    """A volume was measured of something that has no price by volume in that month."""


class CreditTwice(ValueError):
    """Two credits, or a credit and a price, go by one reference."""


class Basis(StrEnum):
    VOLUME = "volume"
    FIXED = "fixed"
    CREDIT = "credit"


class ExpectedLine(BaseModel):
    """`parts`: quantity and unit price by tier, as JSON pairs."""

    model_config = ConfigDict(frozen=True)
    code: str
    period: str
    basis: Basis
    quantity: Decimal
    parts: tuple[Part, ...]
    amount: Decimal


@rule("expected_lines", version=1)
def expected_lines(
    explain: Explain,
    month: str,
    model: PriceModel,
    volumes: Mapping[str, Decimal],
    credits: Sequence[DueCredit] = (),
) -> list[ExpectedLine]:
    """By code, credits last; amounts in the model's currency, half-up to its minor unit."""
    in_force = model.in_force(month)
    _all_measured(month, in_force, volumes)
    lines = []
    for code, price in sorted(in_force.items()):
        basis = Basis.VOLUME if code in volumes else Basis.FIXED
        parts = model.parts(price, volumes.get(code, ONE), month)
        lines.append(_line(model, month, basis, code, parts))
    lines += _credits(model, month, credits, in_force.keys())
    for line in lines:
        explain(f"{line.code}: {_said(line)}", line.amount)
    explain("expected in all", sum((line.amount for line in lines), Decimal()))
    return lines


def _all_measured(
    month: str, in_force: Mapping[str, UnitPrice | FixedFee], volumes: Mapping[str, Decimal]
) -> None:
    by_volume = {code for code, price in in_force.items() if isinstance(price, UnitPrice)}
    if stray := volumes.keys() - by_volume:
        raise NotPriced(f"{min(stray)} has no price by volume in {month}")
    if missing := by_volume - volumes.keys():
        raise VolumeMissing(f"no volume of {min(missing)} was measured in {month}")


def as_billed(month: str, currency: str, lines: Sequence[ExpectedLine]) -> Invoice:
    """The invoice that has no differences: a line for each tier, fee and credit."""
    parts = ((line, part) for line in lines for part in line.parts)
    billed = (
        BilledLine(
            number=str(number),
            code=line.code,
            period=line.period,
            quantity=part.quantity,
            unit_price=part.price,
            amount=rounded(times(*part), currency),
        )
        for number, (line, part) in enumerate(parts, 1)
    )
    return Invoice(month=month, currency=currency, lines=tuple(billed))


def _credits(
    model: PriceModel, month: str, credits: Sequence[DueCredit], priced: Iterable[str]
) -> Iterator[ExpectedLine]:
    seen: set[str] = set(priced)
    for credit in sorted(credits, key=lambda one: one.reference):
        if credit.reference in seen:
            raise CreditTwice(f"{credit.reference} stands for more than one thing")
        seen.add(credit.reference)
        if credit.amount.currency != model.currency:
            raise CurrencyMismatch(credit.amount.currency, model.currency)
        if credit.due_month == month:
            parts = [Part(ONE, -credit.amount.amount)]
            yield _line(model, month, Basis.CREDIT, credit.reference, parts)


def _line(
    model: PriceModel, month: str, basis: Basis, code: str, parts: Sequence[Part]
) -> ExpectedLine:
    return ExpectedLine(
        code=code,
        period=month,
        basis=basis,
        quantity=sum((part.quantity for part in parts), Decimal()),
        parts=tuple(parts),
        amount=model.charge(parts),
    )


def _said(line: ExpectedLine) -> str:
    if line.basis is not Basis.VOLUME:
        return "credit due" if line.basis is Basis.CREDIT else "fee of the month"
    return " + ".join(f"{part.quantity} × {part.price}" for part in line.parts) or "no volume"
