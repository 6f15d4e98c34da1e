"""How often each bid wins if nobody had said what the criteria weigh.

Weights are drawn evenly from all that total 100 (a flat Dirichlet: normalised exponential draws),
with a stated seed, so that the same bids always give the same shares. Floats: statistics.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from operator import mul
from random import Random
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from services.vendor.knock_outs import Scores

DRAWS = 2000
SEED = 20250331


class Robustness(BaseModel):
    """Of `draws` weightings, the share that each bid wins."""

    model_config = ConfigDict(frozen=True)
    draws: int
    seed: int
    shares: dict[UUID, Decimal]


@rule("robustness", version=1)
def robustness(
    explain: Explain, scores: Mapping[UUID, Scores], draws: int = DRAWS, seed: int = SEED
) -> Robustness:
    """Shares to 0.001, half to even. A tie in a draw goes to the bid that stands first."""
    bids = list(scores)
    rows = [[float(score) for score in scores[bid].values()] for bid in bids]
    wins = Counter(_winners(rows, draws, Random(seed)))  # noqa: S311
    explain("draws won", {str(bid): wins[place] for place, bid in enumerate(bids)})
    shares = {bid: round(Decimal(wins[place]) / draws, 3) for place, bid in enumerate(bids)}
    return Robustness(draws=draws, seed=seed, shares=shares)


def _winners(rows: Sequence[Sequence[float]], draws: int, random: Random) -> list[int]:
    """The winner's place, draw by draw. Who wins does not depend on what the weights total."""
    if not rows:
        return []
    places, criteria = range(len(rows)), range(len(rows[0]))
    winners = []
    for _ in range(draws):
        weights = [random.expovariate(1.0) for _ in criteria]
        totals = [sum(map(mul, weights, row)) for row in rows]
        winners.append(max(places, key=totals.__getitem__))
    return winners
