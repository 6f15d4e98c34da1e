"""Until when a milestone claim is to be accepted or disputed.

Choice: business days are those of the contract's country, counted from the day after the claim on
the wall where the contract lives; time is up when the last of them ends there, at midnight.
"""

from datetime import datetime

from libs.common.explain import Explain, rule
from services.transition.contract_calendar import calendar_of, end_of_day, zone_of


@rule("acceptance_deadline", version=1)
def acceptance_deadline(
    explain: Explain, reported_at: datetime, country: str, days: int
) -> datetime:
    """The end of the nth business day after the claim, in the contract's zone."""
    zone = zone_of(country)
    claimed_on = explain(f"claimed on, in {zone.key}", reported_at.astimezone(zone).date())
    last = calendar_of(country).add_business_days(claimed_on, days)
    explain(f"{days} business days later", last)
    return explain("the end of that day", end_of_day(country, last))
