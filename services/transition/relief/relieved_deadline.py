"""Until when something is to be done, where the other side took days of the time for it.

Choices: what was agreed stays as it is; beside it stands that day, later by the business days that
delays took. Days that two delays share count once. A delay that begins when the time is up, with
the days that it was given already, takes nothing from it any more.
"""

from collections.abc import Sequence
from datetime import date

from libs.common.explain import Explain, rule
from services.transition.plan.contract_calendar import calendar_of
from services.transition.relief.delay_days import Span, days_in, merged


@rule("relieved_deadline", version=1)
def relieved_deadline(explain: Explain, country: str, agreed: date, delays: Sequence[Span]) -> date:
    """The agreed day, as many business days later as the delays took; in whatever order."""
    relieved = agreed
    for span in merged(delays):
        if span.from_on >= relieved:
            break
        days = explain(f"business days, {span.from_on} to {span.until_on}", days_in(country, *span))
        if days:
            later = calendar_of(country).add_business_days(relieved, days)
            relieved = explain("the deadline, so much later", later)
    return relieved
