"""Why the lines of one code do not come to what is expected of it.

What is billed less what is expected falls into three parts, which add up to it:
volume     the agreed price of the billed volume − of the measured volume
price      quantity × billed price − the agreed price of the billed volume
arithmetic the billed amounts − quantity × billed price
Choices: the last two are one of rounding where neither exceeds the tolerance a line; a line
without a quantity is taken at the measured volume, so that it can differ in price only.
"""

from collections.abc import Sequence
from decimal import Decimal

from libs.common.money import rounded
from services.governance.invoices.differences import Difference, Kind, difference, total
from services.governance.invoices.expected_lines import Basis, ExpectedLine
from services.governance.invoices.invoice import BilledLine
from services.governance.invoices.price_model import PriceModel
from services.governance.invoices.prices import FixedFee, UnitPrice, VolumeBeyondTiers, times


def check_lines(
    lines: Sequence[BilledLine],
    expected: ExpectedLine,
    price: UnitPrice | FixedFee | None,
    model: PriceModel,
    tolerance: Decimal,
) -> list[Difference]:
    """Of one code and the right period, doubles taken out. A credit has no price."""
    apart = total(lines) - expected.amount
    if price is None:
        return _credit(lines, expected, apart)
    if not lines:
        said = f"{expected.amount} is due and not billed"
        return difference(Kind.NOT_BILLED, expected.code, lines, apart, said)
    return _split(lines, expected, price, model, tolerance, apart)


def _credit(
    lines: Sequence[BilledLine], expected: ExpectedLine, apart: Decimal
) -> list[Difference]:
    kind = Kind.MISSING_CREDIT if apart > 0 else Kind.EXCESS_CREDIT
    said = f"a credit of {-expected.amount} is due, {0 - total(lines)} was given"
    return difference(kind, expected.code, lines, apart, said)


def _split(
    lines: Sequence[BilledLine],
    expected: ExpectedLine,
    price: UnitPrice | FixedFee,
    model: PriceModel,
    tolerance: Decimal,
    apart: Decimal,
) -> list[Difference]:
    quantity = _quantity(lines, expected)
    agreed = _agreed(quantity, expected.period, price, model)
    if agreed is None:
        said = f"billed {quantity}, measured {expected.quantity}: no price is agreed for that much"
        return difference(Kind.VOLUME, expected.code, lines, apart, said)
    volume = agreed - expected.amount
    reckoned = sum((_reckoned(line, model) for line in lines), Decimal())
    dearer, arithmetic = reckoned - agreed, total(lines) - reckoned
    said = f"billed {quantity}, measured {expected.quantity}"
    return [
        *difference(Kind.VOLUME, expected.code, lines, volume, said),
        *_price(lines, expected, dearer, arithmetic, tolerance * len(lines)),
    ]


def _price(
    lines: Sequence[BilledLine],
    expected: ExpectedLine,
    price: Decimal,
    arithmetic: Decimal,
    room: Decimal,
) -> list[Difference]:
    code = expected.code
    if max(abs(price), abs(arithmetic), abs(price + arithmetic)) <= room:
        said = f"within the tolerance of {room}"
        return difference(Kind.ROUNDING, code, lines, price + arithmetic, said)
    agreed = " and ".join(str(part.price) for part in expected.parts) or "none"
    billed = " and ".join(str(one) for one in sorted(_prices(lines))) or "none stated"
    said = f"agreed price {agreed}, billed {billed}"
    wrong = "quantity × price does not come to the amount billed"
    return [
        *difference(_kind(Kind.PRICE, price, room), code, lines, price, said),
        *difference(_kind(Kind.ARITHMETIC, arithmetic, room), code, lines, arithmetic, wrong),
    ]


def _kind(kind: Kind, amount: Decimal, room: Decimal) -> Kind:
    return kind if abs(amount) > room else Kind.ROUNDING


def _quantity(lines: Sequence[BilledLine], expected: ExpectedLine) -> Decimal:
    stated = [line.quantity for line in lines if line.quantity is not None]
    if expected.basis is Basis.FIXED or len(stated) < len(lines):
        return expected.quantity
    return sum(stated, Decimal())


def _agreed(
    quantity: Decimal, month: str, price: UnitPrice | FixedFee, model: PriceModel
) -> Decimal | None:
    """What so much may cost; none where no price is agreed for it."""
    try:
        return model.charge(model.parts(price, quantity, month))
    except VolumeBeyondTiers:
        return None


def _reckoned(line: BilledLine, model: PriceModel) -> Decimal:
    if line.quantity is None or line.unit_price is None:
        return line.amount
    return rounded(times(line.quantity, line.unit_price), model.currency)


def _prices(lines: Sequence[BilledLine]) -> set[Decimal]:
    return {line.unit_price for line in lines if line.unit_price is not None}
