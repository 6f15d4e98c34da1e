"""How content people are: the mean of their answers, and the share of the two best ones.

Source: CSAT as the share of "top two boxes", 4 and 5 of 5. A scale of two or three points has no
two best answers that say anything, so it is refused.
"""

from collections.abc import Sequence
from decimal import Decimal

from libs.common.explain import Explain, rule
from services.governance.surveys.intervals import of_mean, wilson
from services.governance.surveys.terms import Score, SurveyTerms

MEAN_PLACES, SHARE_PLACES = 2, 1
FEWEST_POINTS = 4


class ScaleTooShort(ValueError):
    """The two best answers of it are half of all or more."""


@rule("survey_mean", version=1)
def survey_mean(explain: Explain, answers: Sequence[int], terms: SurveyTerms) -> Score | None:
    """On the survey's scale, half-up to 0.01, with Student's interval; ends cut at the scale."""
    given = len(terms.checked(answers))
    if not _enough(explain, given, terms):
        return None
    total = explain("sum of the answers", sum(answers))
    low, high = of_mean(answers, float(terms.confidence))
    ends = (max(low, float(terms.lowest)), min(high, float(terms.highest)))
    return explain("sum / answers", Score.of(Decimal(total) / given, ends, given, MEAN_PLACES))


@rule("csat", version=1)
def csat(explain: Explain, answers: Sequence[int], terms: SurveyTerms) -> Score | None:
    """Share of the two best answers in per cent, half-up to 0.1, with Wilson's interval."""
    if terms.highest - terms.lowest + 1 < FEWEST_POINTS:
        raise ScaleTooShort(f"{terms.lowest} to {terms.highest} has no top two boxes")
    given = len(terms.checked(answers))
    if not _enough(explain, given, terms):
        return None
    best = explain("the two best answers", sum(one >= terms.highest - 1 for one in answers))
    low, high = wilson(best, given, float(terms.confidence))
    share = Decimal(best) * 100 / given
    return explain(
        "two best / answers, %", Score.of(share, (100 * low, 100 * high), given, SHARE_PLACES)
    )


def _enough(explain: Explain, given: int, terms: SurveyTerms) -> bool:
    explain("answers", given)
    if given < explain("least number of answers", terms.least_answers):
        return explain("no score: too few answers", False)
    return True
