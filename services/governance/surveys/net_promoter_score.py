"""How many would recommend the service, less those who would warn of it.

Source: Reichheld's net promoter score, on 0 to 10: 9 and 10 promote, 0 to 6 detract; per cent of
all answers. No other scale is taken.
"""

from collections.abc import Sequence
from decimal import Decimal

from libs.common.explain import Explain, rule
from services.governance.surveys.intervals import of_net_promoters
from services.governance.surveys.terms import Score, SurveyTerms

PROMOTES_FROM, DETRACTS_UP_TO = 9, 6
SCALE = (0, 10)
PLACES = 1


class NotItsScale(ValueError):
    """A net promoter score is asked from 0 to 10."""


@rule("net_promoter_score", version=1)
def net_promoter_score(
    explain: Explain, answers: Sequence[int], terms: SurveyTerms
) -> Score | None:
    """−100 to 100, half-up to 0.1; none below the least number of answers."""
    if (terms.lowest, terms.highest) != SCALE:
        raise NotItsScale(f"asked from {terms.lowest} to {terms.highest}, not from 0 to 10")
    given = explain("answers", len(terms.checked(answers)))
    if given < explain("least number of answers", terms.least_answers):
        return explain("no score: too few answers", None)
    up = explain("promoters, 9 and 10", sum(one >= PROMOTES_FROM for one in answers))
    down = explain("detractors, 0 to 6", sum(one <= DETRACTS_UP_TO for one in answers))
    low, high = of_net_promoters(up, down, given, float(terms.confidence))
    net = Decimal(up - down) * 100 / given
    return explain(
        "(promoters − detractors) / answers, %",
        Score.of(net, (100 * low, 100 * high), given, PLACES),
    )
