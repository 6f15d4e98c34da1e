"""What a round of feedback came to, without telling on anybody.

Choices: mean of scores 1 to 5, half-up to the hundredth. A side of which fewer than five answered
has no number; and nothing is summed over both sides, so that none can be got by taking away. The
trend is against the round before that had a number for the side and theme.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.events.transition.party import Party
from libs.common.explain import Explain, rule
from services.transition.statistics.fewest import FEWEST

SCORES = (1, 2, 3, 4, 5)
Means = Mapping[tuple[Party, str], Decimal]


class Tallies(BaseModel):
    """By side and theme, how often each score was given: five counts."""

    model_config = ConfigDict(frozen=True)
    by_side: dict[Party, dict[str, list[int]]]

    def with_scores(self, side: Party, scores: Mapping[str, int]) -> "Tallies":
        counts = {theme: list(each) for theme, each in self.by_side[side].items()}
        for theme, score in scores.items():
            counts[theme][score - 1] += 1
        return Tallies(by_side={**self.by_side, side: counts})


def blank(themes: Sequence[str]) -> Tallies:
    return Tallies(by_side={side: {theme: [0] * len(SCORES) for theme in themes} for side in Party})


class ThemeResult(BaseModel):
    """`mean` and `answers` are none where fewer than five answered. `trend`: against before."""

    model_config = ConfigDict(frozen=True)
    side: Party
    theme: str
    answers: int | None
    mean: Decimal | None
    trend: Decimal | None
    note: str = ""


@rule("feedback_results", version=1)
def feedback_results(
    explain: Explain, tallies: Tallies, before: Sequence[Tallies] = ()
) -> list[ThemeResult]:
    """`before`: earlier rounds, newest first. What few said is taken out first: see `for_all`."""
    results = [
        _result(side, theme, counts, before)
        for side, themes in tallies.by_side.items()
        for theme, counts in themes.items()
    ]
    return explain(f"mean per side and theme, from {FEWEST} answers", results)


def for_all(tallies: Tallies) -> Tallies:
    """Without the counts of a side of which too few answered."""
    return Tallies(
        by_side={
            side: {t: counts if sum(counts) >= FEWEST else [] for t, counts in themes.items()}
            for side, themes in tallies.by_side.items()
        }
    )


def _result(
    side: Party, theme: str, counts: Sequence[int], before: Sequence[Tallies]
) -> ThemeResult:
    mean = _mean(counts)
    if mean is None:
        note = f"fewer than {FEWEST} answered: no number, so that nobody is known by it"
        return ThemeResult(side=side, theme=theme, answers=None, mean=None, trend=None, note=note)
    was = next((m for each in before if (m := _mean_of(each, side, theme)) is not None), None)
    trend = None if was is None else mean - was
    return ThemeResult(side=side, theme=theme, answers=sum(counts), mean=mean, trend=trend)


def _mean_of(tallies: Tallies, side: Party, theme: str) -> Decimal | None:
    return _mean(tallies.by_side.get(side, {}).get(theme, ()))


def _mean(counts: Sequence[int]) -> Decimal | None:
    if sum(counts) < FEWEST:
        return None
    total = sum(score * count for score, count in zip(SCORES, counts, strict=True))
    return (Decimal(total) / sum(counts)).quantize(Decimal("0.01"), ROUND_HALF_UP)
