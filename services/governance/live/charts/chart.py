"""A control chart: centre line, limits for every point, and the points that ask for a cause."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from pydantic import BaseModel, ConfigDict

from libs.common.money import half_up
from services.governance.live.charts.run_rules import Deviation, RunRule

PLACES = 6
SIGMAS = 3
FEWEST_POINTS = 2
FIRM_FROM = 20
"Points from which limits are firm. Choice, after the usual advice of 20 to 25 subgroups."
_WIDE = Context(prec=40, rounding=ROUND_HALF_UP)


class Signal(BaseModel):
    """One run of points that a rule speaks of; runs that overlap in one direction are one."""

    model_config = ConfigDict(frozen=True)
    rule: str
    sentence: str
    first: str
    last: str
    "Labels of its first and last point."


class Point(BaseModel):
    model_config = ConfigDict(frozen=True)
    label: str
    value: Decimal
    lower: Decimal
    upper: Decimal


class Chart(BaseModel):
    """Values half-up to six decimals; what signals is judged before rounding."""

    model_config = ConfigDict(frozen=True)
    centre: Decimal
    points: tuple[Point, ...]
    signals: tuple[Signal, ...]
    firm: bool
    "Enough points for limits to go by."
    left_out: tuple[str, ...] = ()
    "Labels of those that have no score."


@dataclass(frozen=True)
class Plotted:
    label: str
    value: Fraction
    variance: Fraction


def chart(
    plotted: Sequence[Plotted],
    centre: Fraction,
    rules: Sequence[RunRule],
    bounds: tuple[Decimal | None, Decimal | None],
    left_out: Sequence[str] = (),
) -> Chart:
    """`bounds`: what a value can never pass, so that no limit does."""
    return Chart(
        centre=decimal(centre),
        points=tuple(_point(one, centre, bounds) for one in plotted),
        signals=tuple(_signals(plotted, centre, rules)),
        firm=len(plotted) >= FIRM_FROM,
        left_out=tuple(left_out),
    )


def decimal(value: Fraction) -> Decimal:
    return half_up(_WIDE.divide(Decimal(value.numerator), Decimal(value.denominator)), PLACES)


def _point(one: Plotted, centre: Fraction, bounds: tuple[Decimal | None, Decimal | None]) -> Point:
    lowest, highest = bounds
    exact = _WIDE.divide(Decimal(one.variance.numerator), Decimal(one.variance.denominator))
    reach = Fraction(_WIDE.sqrt(exact)) * SIGMAS
    lower, upper = decimal(centre - reach), decimal(centre + reach)
    return Point(
        label=one.label,
        value=decimal(one.value),
        lower=lower if lowest is None else max(lower, lowest),
        upper=upper if highest is None else min(upper, highest),
    )


def _signals(
    plotted: Sequence[Plotted], centre: Fraction, rules: Sequence[RunRule]
) -> Iterator[Signal]:
    if len({one.value for one in plotted}) < 2:
        return
    line = [Deviation(one.value, one.value - centre, one.variance) for one in plotted]
    for rule in rules:
        for first, last in _runs(line, rule):
            yield Signal(
                rule=rule.name,
                sentence=rule.sentence,
                first=plotted[first].label,
                last=plotted[last].label,
            )


def _runs(line: Sequence[Deviation], rule: RunRule) -> list[tuple[int, int]]:
    """First and last points; what overlaps in one direction is one run."""
    found: list[tuple[int, int, int]] = []
    for first in range(len(line) - rule.points + 1):
        last = first + rule.points - 1
        if not (direction := rule.direction(line[first : last + 1])):
            continue
        if found and first <= found[-1][1] and direction == found[-1][2]:
            found[-1] = (found[-1][0], last, direction)
        else:
            found.append((first, last, direction))
    return [(first, last) for first, last, _ in found]
