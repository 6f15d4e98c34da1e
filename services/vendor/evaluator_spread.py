"""How far evaluators disagree: where they do, the score is an opinion to talk about."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from services.vendor.weighted_sum import millionth

Marks = dict[str, dict[str, Decimal]]
"Scores of one bid: by criterion, by evaluator."


class Spread(BaseModel):
    """Of one bid and criterion: the highest score less the lowest."""

    model_config = ConfigDict(frozen=True)
    bid_id: UUID
    criterion: str
    lowest: Decimal
    highest: Decimal
    spread: Decimal


def means(marks: Marks) -> dict[str, Decimal]:
    """By criterion, over those who scored it; half-up to a millionth."""
    return {
        criterion: millionth(sum(scores.values(), Decimal(0)) / len(scores))
        for criterion, scores in marks.items()
        if scores
    }


@rule("evaluator_spread", version=1)
def evaluator_spread(explain: Explain, marks: Mapping[UUID, Marks]) -> list[Spread]:
    """Widest first; only where at least two scored the same."""
    found = [
        _spread(bid, criterion, list(scores.values()))
        for bid, by_criterion in marks.items()
        for criterion, scores in by_criterion.items()
        if len(scores) > 1
    ]
    return explain("widest first", sorted(found, key=lambda spread: -spread.spread))


def _spread(bid: UUID, criterion: str, scores: list[Decimal]) -> Spread:
    low, high = min(scores), max(scores)
    return Spread(bid_id=bid, criterion=criterion, lowest=low, highest=high, spread=high - low)
