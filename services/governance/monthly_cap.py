"""The most that the credits of one month may come to.

Source: the sum of a month's credits is capped at the at-risk amount. Months are closed service
level by service level, so the cap takes from the credits that come last.
"""

from libs.common.explain import Explain, rule
from libs.common.money import Money


@rule("monthly_cap", version=1)
def monthly_cap(explain: Explain, credit: Money, credited_before: Money, at_risk: Money) -> Money:
    """What is left of a credit beside those that the contract's month has already."""
    explain("at-risk amount of the month", at_risk)
    explain("credited in this month before", credited_before)
    room = explain(
        "left under the cap", max(at_risk - credited_before, Money.zero(credit.currency))
    )
    capped = min(credit, room)
    explain("taken by the cap", credit - capped)
    return explain("credit after the cap", capped)
