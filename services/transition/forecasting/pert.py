"""Expected work of a task and of a path, and how far it may stray.

Source: PERT, mean (O + 4M + P)/6 and σ (P − O)/6. Along a path means add up, and so do variances,
which takes the tasks to vary apart from each other; where they do not, see `monte_carlo`.
"""

from collections.abc import Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from libs.common.money import half_up
from services.transition.forecasting.estimate import Estimate


class Pert(BaseModel):
    """Minutes, half-up to 0.01."""

    model_config = ConfigDict(frozen=True)
    mean: Decimal
    deviation: Decimal


@rule("pert", version=1)
def pert(explain: Explain, estimate: Estimate) -> Pert:
    """Minutes of work, both half-up to 0.01."""
    mean = explain("mean = (O + 4M + P)/6", half_up(_mean(estimate), 2))
    deviation = explain("σ = (P − O)/6", half_up(_deviation(estimate), 2))
    return Pert(mean=mean, deviation=deviation)


@rule("path_pert", version=1)
def path_pert(explain: Explain, path: Sequence[Estimate]) -> Pert:
    """Of tasks one behind another; rounded once, at the end."""
    mean = explain("mean = Σ means", half_up(sum(map(_mean, path), Decimal(0)), 2))
    variance = sum((_deviation(estimate) ** 2 for estimate in path), Decimal(0))
    explain("variance = Σ σ²", half_up(variance, 4))
    deviation = explain("σ = √variance", half_up(variance.sqrt(), 2))
    return Pert(mean=mean, deviation=deviation)


def _mean(of: Estimate) -> Decimal:
    return Decimal(of.optimistic + 4 * of.most_likely + of.pessimistic) / 6


def _deviation(of: Estimate) -> Decimal:
    return Decimal(of.pessimistic - of.optimistic) / 6
