"""A chart of single values, as the time a day's cases took: individuals and moving ranges.

Source: Wheeler and Chambers, Understanding Statistical Process Control: limits at the mean
± 2.66 × the mean moving range, and 3.267 × that for the ranges themselves.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from services.governance.live.charts.chart import (
    FEWEST_POINTS,
    SIGMAS,
    Chart,
    Plotted,
    chart,
    decimal,
)
from services.governance.live.charts.run_rules import BEYOND, RULES, RuleSet, RunRule

OF_VALUES, OF_RANGES = Fraction("2.66"), Fraction("3.267")
NOUGHT = Decimal(0)


class Single(BaseModel):
    model_config = ConfigDict(frozen=True)
    label: str
    value: Decimal


class Xmr(BaseModel):
    model_config = ConfigDict(frozen=True)
    values: Chart
    ranges: Chart
    "Each by the label of the later of its two values. Only its upper limit signals."


@rule("xmr_chart", version=1)
def xmr_chart(
    explain: Explain,
    singles: Sequence[Single],
    rules: RuleSet = RuleSet.WESTERN_ELECTRIC,
    lowest: Decimal | None = NOUGHT,
) -> Xmr | None:
    """`lowest`: what a value cannot fall below. None with fewer than two values."""
    if explain("values", len(singles)) < FEWEST_POINTS:
        return explain("no chart: too few", None)
    values = [Fraction(one.value) for one in singles]
    moves = [abs(later - one) for one, later in pairwise(values)]
    mean = sum(values, Fraction()) / len(values)
    move = sum(moves, Fraction()) / len(moves)
    explain("mean", decimal(mean))
    explain("mean moving range", decimal(move))
    labels = [one.label for one in singles]
    return Xmr(
        values=_values(labels, values, mean, move, RULES[rules], lowest),
        ranges=_ranges(labels[1:], moves, move),
    )


def _values(
    labels: Sequence[str],
    values: Sequence[Fraction],
    mean: Fraction,
    move: Fraction,
    rules: Sequence[RunRule],
    lowest: Decimal | None,
) -> Chart:
    variance = (OF_VALUES * move / SIGMAS) ** 2
    plotted = [Plotted(*one, variance) for one in zip(labels, values, strict=True)]
    return chart(plotted, mean, rules, (lowest, None))


def _ranges(labels: Sequence[str], moves: Sequence[Fraction], move: Fraction) -> Chart:
    variance = ((OF_RANGES - 1) * move / SIGMAS) ** 2
    plotted = [Plotted(*one, variance) for one in zip(labels, moves, strict=True)]
    return chart(plotted, move, [BEYOND], (NOUGHT, None))
