"""How many business days a delay took.

Choice: it begins with the day on which something was due or lost, and ends with the day on which
it was made good. The first does not count, since it was still time; the last does. Days that two
delays share count once.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from libs.common.explain import Explain, rule
from services.transition.plan.contract_calendar import calendar_of


class Span(NamedTuple):
    from_on: date
    until_on: date


@rule("delay_days", version=1)
def delay_days(explain: Explain, country: str, from_on: date, until_on: date) -> int:
    """Business days of the contract's country after the first, up to and with the last."""
    between = days_in(country, from_on, until_on)
    return explain(f"business days after {from_on}, up to and with {until_on}", between)


def days_in(country: str, from_on: date, until_on: date) -> int:
    if until_on <= from_on:
        return 0
    return calendar_of(country).business_days_between(from_on, until_on)


def merged(spans: Iterable[Span]) -> list[Span]:
    """In order of days, those that meet as one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.from_on <= found[-1].until_on:
            found[-1] = Span(found[-1].from_on, max(found[-1].until_on, span.until_on))
        else:
            found.append(span)
    return found


def days_of(country: str, spans: Iterable[Span]) -> int:
    """Each day once."""
    return sum(days_in(country, *span) for span in merged(spans))


def within(spans: Sequence[Span], from_on: date, until_on: date) -> list[Span]:
    """What of them lies after the first day, up to and with the last."""
    cut = [Span(max(span.from_on, from_on), min(span.until_on, until_on)) for span in spans]
    return [span for span in cut if span.from_on < span.until_on]
