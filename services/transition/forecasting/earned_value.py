"""Earned value: whether what was done is worth what was planned, and what was spent.

Source: earned value management. SPI = EV/PV, CPI = EV/AC, EAC = AC + (BAC − EV)/CPI and its two
usual variants, ETC = EAC − AC, VAC = BAC − EAC, TCPI = (BAC − EV)/(BAC − AC).

Choices: every ratio is taken of unrounded numbers and rounded once. Where a divisor is missing or
nought there is no score. TCPI has none once the budget is spent: no efficiency would do.
"""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from libs.common.money import half_up
from services.transition.forecasting.planned_value import Measure, Values


class EarnedValue(BaseModel):
    """Amounts in money or in working minutes, as `measure` says, half-up to 0.01.

    Indices half-up to 0.0001. None is no score. `eac` takes cost to go on as it did; `eac_at_plan`
    the rest to cost what was planned; `eac_by_both` cost and pace to go on as they did.
    """

    model_config = ConfigDict(frozen=True)
    measure: Measure
    bac: Decimal
    pv: Decimal
    ev: Decimal
    ac: Decimal | None
    spi: Decimal | None
    cpi: Decimal | None
    eac: Decimal | None
    eac_at_plan: Decimal | None
    eac_by_both: Decimal | None
    etc: Decimal | None
    vac: Decimal | None
    tcpi: Decimal | None
    unbudgeted: list[str]
    uncosted: list[str]


@rule("earned_value", version=1)
def earned_value(explain: Explain, values: Values) -> EarnedValue:
    """Amounts in the measure of the values (money or hours), half-up to 0.01; SPI, CPI and TCPI
    without a unit, half-up to 0.0001."""
    bac, pv, ev, ac = values.budget, values.planned, values.earned, values.actual
    explain("value is measured in", values.measure)
    spi, cpi = _ratio(ev, pv), _ratio(ev, ac)
    rest = explain("rest = BAC − EV", bac - ev)
    eac = _plus(ac, _ratio(rest, cpi))
    by_both = _plus(ac, _ratio(rest, _times(spi, cpi)))
    return EarnedValue(
        measure=values.measure,
        bac=half_up(bac, 2),
        pv=half_up(pv, 2),
        ev=half_up(ev, 2),
        ac=_amount(ac),
        spi=explain("SPI = EV/PV", _index(spi)),
        cpi=explain("CPI = EV/AC", _index(cpi)),
        eac=explain("EAC = AC + rest/CPI", _amount(eac)),
        eac_at_plan=explain("EAC, rest as planned = AC + rest", _amount(_plus(ac, rest))),
        eac_by_both=explain("EAC, cost and pace = AC + rest/(SPI × CPI)", _amount(by_both)),
        etc=explain("ETC = EAC − AC", _amount(_minus(eac, ac))),
        vac=explain("VAC = BAC − EAC", _amount(_minus(bac, eac))),
        tcpi=explain("TCPI = rest/(BAC − AC)", _index(_ratio(rest, _left(bac, ac)))),
        unbudgeted=values.unbudgeted,
        uncosted=values.uncosted,
    )


def _ratio(of: Decimal, by: Decimal | None) -> Decimal | None:
    return of / by if by else None


def _times(a: Decimal | None, b: Decimal | None) -> Decimal | None:
    return None if a is None or b is None else a * b


def _plus(a: Decimal | None, b: Decimal | None) -> Decimal | None:
    return None if a is None or b is None else a + b


def _minus(a: Decimal | None, b: Decimal | None) -> Decimal | None:
    return None if a is None or b is None else a - b


def _left(bac: Decimal, ac: Decimal | None) -> Decimal | None:
    return bac - ac if ac is not None and ac < bac else None


def _amount(value: Decimal | None) -> Decimal | None:
    return None if value is None else half_up(value, 2)


def _index(value: Decimal | None) -> Decimal | None:
    return None if value is None else half_up(value, 4)
