"""How many of those asked answered.

Choice: what it needs is invitations, not answers: three answers to a hundred invitations are 3 %.
"""

from decimal import Decimal

from libs.common.explain import Explain, rule
from services.governance.surveys.intervals import wilson
from services.governance.surveys.terms import MoreAnswersThanAsked, Score, SurveyTerms

PLACES = 1


@rule("response_rate", version=1)
def response_rate(explain: Explain, answers: int, asked: int, terms: SurveyTerms) -> Score | None:
    """In per cent, half-up to 0.1, with Wilson's interval; none below the least number asked."""
    if answers > asked:
        raise MoreAnswersThanAsked(f"{answers} answers, but only {asked} were asked")
    explain("answers", answers)
    if explain("asked", asked) < explain("least number", terms.least_answers):
        return explain("no score: too few were asked", None)
    low, high = wilson(answers, asked, float(terms.confidence))
    rate = Decimal(answers) * 100 / asked
    return explain("answers / asked, %", Score.of(rate, (100 * low, 100 * high), answers, PLACES))
