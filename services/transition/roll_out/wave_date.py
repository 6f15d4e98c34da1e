"""The new date of a wave that cannot keep its old one."""

from collections.abc import Sequence
from datetime import date

from libs.common.explain import Explain, rule
from services.transition.plan.contract_calendar import calendar_of
from services.transition.roll_out.freeze import FreezeSpan, behind_freezes


@rule("wave_date", version=1)
def wave_date(
    explain: Explain,
    country: str,
    rework_from: date,
    rework_days: int,
    not_before: date | None,
    freezes: Sequence[FreezeSpan],
) -> date:
    """`rework_from` plus the business days of rework, or `not_before` if that is stated; then the
    first business day that freezes leave."""
    calendar = calendar_of(country)
    if not_before is None:
        label = f"{rework_from} + {rework_days} business days of rework"
        earliest = explain(label, calendar.add_business_days(rework_from, rework_days))
    else:
        earliest = explain("not before, as stated", not_before)
    return behind_freezes(explain, calendar, earliest, freezes)
