"""Until when a claim is to be answered, by whoever's move it is.

Choice: business days are those of the contract's country, counted from the day after the word that
is to be answered, on the wall where the contract lives; time is up when the last of them ends
there, at midnight.
"""

from datetime import date, datetime

from libs.common.explain import Explain, rule
from services.transition.plan.contract_calendar import calendar_of, end_of_day, zone_of


@rule("acceptance_deadline", version=1)
def acceptance_deadline(
    explain: Explain, reported_at: datetime, country: str, days: int
) -> datetime:
    """The end of the nth business day after the claim, in the contract's zone."""
    zone = zone_of(country)
    claimed_on = explain(f"claimed on, in {zone.key}", reported_at.astimezone(zone).date())
    return _end_of_the_last(explain, claimed_on, country, days)


@rule("response_deadline", version=1)
def response_deadline(
    explain: Explain, told_at: datetime, country: str, days: int, awaited: str
) -> datetime:
    """The end of the nth business day after the word that asks for it, in the contract's zone.

    `awaited`: the vendor's answer to a dispute, or the client's decision on an answer.
    """
    zone = zone_of(country)
    told_on = explain(f"{awaited} awaited since, in {zone.key}", told_at.astimezone(zone).date())
    return _end_of_the_last(explain, told_on, country, days)


def _end_of_the_last(explain: Explain, since: date, country: str, days: int) -> datetime:
    last = calendar_of(country).add_business_days(since, days)
    explain(f"{days} business days later", last)
    return explain("the end of that day", end_of_day(country, last))
