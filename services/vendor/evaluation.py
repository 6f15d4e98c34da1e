"""Who offers the best: knock-outs first, then floors, then the ranking by the published weights.

The price score is against the lowest price among the bids that are still in. Ties go to the
earlier bid. Nothing is filled in: a bid that is still in has a score for every criterion.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from libs.common.events.vendor.bids import Criterion
from libs.common.explain import Explain, Explained, rule
from libs.common.money import cents
from services.vendor.evaluator_spread import evaluator_spread, means
from services.vendor.flip import Flip, Line, flip
from services.vendor.knock_outs import (
    KnockOut,
    KnockOuts,
    Scores,
    floors,
    knock_outs,
    technical_minimum,
)
from services.vendor.outcome import Candidate, Excluded, Outcome, Ranked
from services.vendor.price_score import price_score
from services.vendor.red_flags import red_flags
from services.vendor.robustness import robustness
from services.vendor.weighted_sum import weighted_sum

R = TypeVar("R")


class NotScored(ValueError):
    """A bid that is still in lacks scores."""

    def __init__(self, vendor: str, criteria: Sequence[str]) -> None:
        super().__init__(f"{vendor} has no score for {', '.join(criteria)}")


@rule("evaluation", version=1)
def evaluation(
    explain: Explain,
    criteria: list[Criterion],
    demands: KnockOuts,
    candidates: list[Candidate],
    on: date,
) -> Outcome:
    """Ranks on scores to a millionth. Raises `NotScored` where a bid that is in lacks scores."""
    out = {c.bid_id: _grounds(explain, c, criteria, demands, on) for c in candidates}
    standing = [c for c in candidates if not out[c.bid_id]]
    scores = _scores(explain, criteria, standing)
    totals = {c.bid_id: _total(explain, c, criteria, scores[c.bid_id]) for c in standing}
    ranking = sorted(standing, key=lambda c: (-totals[c.bid_id], c.submitted_at, c.bid_id))
    explain("ranking; ties to the earlier bid", [c.vendor for c in ranking])
    ordered = {c.bid_id: scores[c.bid_id] for c in ranking}
    prices = {c.bid_id: c.price.amount for c in candidates}
    return Outcome(
        ranking=[
            _ranked(place, c, totals[c.bid_id], scores[c.bid_id])
            for place, c in enumerate(ranking, start=1)
        ],
        knocked_out=[_excluded(c, out[c.bid_id]) for c in candidates if out[c.bid_id]],
        flip=_flip(explain, criteria, ranking, scores),
        robustness=_noted(explain, "robustness", robustness.explained(ordered)),
        disagreement=evaluator_spread({c.bid_id: c.marks for c in candidates}),
        red_flags=_noted(explain, "red flags", red_flags.explained(prices)),
    )


def _noted(explain: Explain, label: str, explained: Explained[R]) -> R:
    """Keeps how a part came about within the explanation of the whole."""
    explain(label, explained.explanation)
    return explained.value


def _grounds(
    explain: Explain,
    candidate: Candidate,
    criteria: list[Criterion],
    demands: KnockOuts,
    on: date,
) -> list[KnockOut]:
    out = knock_outs.explained(demands, candidate.standing, on)
    if grounds := _noted(explain, f"{candidate.vendor}: knock-outs", out):
        return grounds
    scores = _scored(candidate, criteria)
    minimum = technical_minimum.explained(demands.minimum_technical_score, criteria, scores)
    if below := _noted(explain, f"{candidate.vendor}: technical minimum", minimum):
        return [below]
    return _noted(explain, f"{candidate.vendor}: floors", floors.explained(criteria, scores))


def _scored(candidate: Candidate, criteria: list[Criterion]) -> Scores:
    scores = means(candidate.marks)
    if missing := [c.code for c in criteria if not c.is_price and c.code not in scores]:
        raise NotScored(candidate.vendor, missing)
    return scores


def _scores(
    explain: Explain, criteria: list[Criterion], standing: list[Candidate]
) -> dict[UUID, Scores]:
    """By bid and criterion, that of the price included, in the order of the criteria."""
    lowest = min((c.price.amount for c in standing), default=Decimal(0))
    explain("lowest price among the bids that are in", lowest)
    return {
        c.bid_id: {
            criterion.code: price_score(c.price.amount, lowest)
            if criterion.is_price
            else scores[criterion.code]
            for criterion in criteria
        }
        for c in standing
        for scores in [means(c.marks)]
    }


def _total(
    explain: Explain, candidate: Candidate, criteria: list[Criterion], scores: Scores
) -> Decimal:
    total = weighted_sum.explained({c.code: c.weight for c in criteria}, scores)
    return _noted(explain, f"{candidate.vendor}: weighted sum", total)


def _flip(
    explain: Explain,
    criteria: list[Criterion],
    ranking: list[Candidate],
    scores: dict[UUID, Scores],
) -> Flip | None:
    price = next((c for c in criteria if c.is_price), None)
    quality = {c.code: c.weight for c in criteria if not c.is_price}
    if price is None or not quality or not ranking:
        return None
    lines = [_line(c, price.code, quality, scores[c.bid_id]) for c in ranking]
    return _noted(explain, "flip", flip.explained(price.weight, lines[0], lines[1:]))


def _line(candidate: Candidate, price: str, quality: dict[str, Decimal], scores: Scores) -> Line:
    return Line(
        bid_id=candidate.bid_id,
        vendor=candidate.vendor,
        price=scores[price],
        quality=weighted_sum(quality, scores),
    )


def _ranked(rank: int, candidate: Candidate, total: Decimal, scores: Scores) -> Ranked:
    return Ranked(rank=rank, score=cents(total), scores=scores, **_named(candidate))


def _excluded(candidate: Candidate, reasons: list[KnockOut]) -> Excluded:
    return Excluded(reasons=reasons, **_named(candidate))


def _named(candidate: Candidate) -> dict[str, Any]:
    names = ("bid_id", "vendor_id", "vendor", "price")
    return {name: getattr(candidate, name) for name in names}
