"""When something owed is due, where its days count from an event or a request.

Choice: business days of the contract's country, counted from the day after; due until that day
ends there, at midnight.
"""

from datetime import date

from libs.common.explain import Explain, rule
from services.transition.plan.contract_calendar import calendar_of


@rule("due_day", version=1)
def due_day(explain: Explain, country: str, called_on: date, days: int) -> date:
    """The nth business day after it."""
    return explain(
        f"{days} business days later", calendar_of(country).add_business_days(called_on, days)
    )


@rule("reminder_day", version=1)
def reminder_day(explain: Explain, country: str, due_on: date, days: int) -> date:
    """The nth business day before it is due."""
    label = f"{days} business days before {due_on}"
    return explain(label, calendar_of(country).add_business_days(due_on, -days))
