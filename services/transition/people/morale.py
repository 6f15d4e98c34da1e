"""How a team feels, from the counts of a short survey.

Source of the interval: Wilson, two-sided 95 %, which holds for small teams too.

Choices: scores 1 to 5; 4 and 5 are favourable. A question that fewer than five answered is left
out, with its count, so that nobody can be told from the others. The whole is the mean of the
questions that are shown; its interval rests on the fewest answers to one of them, for the same
people answer all.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from libs.common.money import half_up
from services.transition.statistics.fewest import FEWEST
from services.transition.statistics.wilson import wilson

TOO_FEW = "not enough answers"


class Spread(BaseModel):
    """`mean` of the scale 1 to 5, to 0.01; `favourable`, and the interval it lies in, as shares 0
    to 1, to 0.0001. None where too few answered."""

    model_config = ConfigDict(frozen=True)
    answers: int | None = None
    mean: Decimal | None = None
    favourable: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    note: str = ""


class Morale(Spread):
    questions: dict[str, Spread]


def shown(counts: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    """The questions that enough answered. No rule sees the others, so no explanation shows them."""
    return {question: list(each) for question, each in counts.items() if sum(each) >= FEWEST}


@rule("morale", version=1)
def morale(explain: Explain, counts: Mapping[str, Sequence[int]]) -> Morale:
    """`counts`: answers by score, 1 to 5, of each question that enough answered."""
    if not counts:
        return Morale(note=explain("note", TOO_FEW), questions={})
    answers = explain("fewest answers", min(sum(each) for each in counts.values()))
    mean = explain("mean of the questions", _mean([_score(each) for each in counts.values()]))
    liked = explain("mean share of 4 and 5", _mean([_favourable(e) for e in counts.values()]))
    return Morale(
        **dict(_spread(answers, mean, liked)),
        questions={
            question: _spread(sum(each), _score(each), _favourable(each))
            for question, each in counts.items()
        },
    )


def _spread(answers: int, mean: Decimal, favourable: Decimal) -> Spread:
    bounds = wilson(favourable, answers)
    return Spread(
        answers=answers,
        mean=half_up(mean, 2),
        favourable=half_up(favourable, 4),
        low=half_up(Decimal(repr(bounds.low)), 4),
        high=half_up(Decimal(repr(bounds.high)), 4),
    )


def _score(counts: Sequence[int]) -> Decimal:
    return Decimal(sum(score * n for score, n in enumerate(counts, 1))) / sum(counts)


def _favourable(counts: Sequence[int]) -> Decimal:
    return Decimal(counts[3] + counts[4]) / sum(counts)


def _mean(values: Sequence[Decimal]) -> Decimal:
    return sum(values, Decimal(0)) / len(values)
