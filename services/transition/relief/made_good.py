"""When something owed would have been there without some of its delays.

Choices: delays that follow on one another are a chain, which begins on the day on which it was due
or lost. Without some of them the others take as many business days as they took, from that day on.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from libs.common.events.transition.party import Party
from services.transition.plan.contract_calendar import calendar_of
from services.transition.relief.delay_days import Span, days_of

Cause = Party | int
"A side; or the number of one period, where it is asked what that did by itself."


class Late(NamedTuple):
    """`side`: none where nobody answers for it. `until_on`: none while it goes on."""

    from_on: date
    until_on: date | None
    side: Cause | None


def made_good_without(
    country: str, there_on: date, delays: Sequence[Late], removed: frozenset[Cause]
) -> date | None:
    """None where nothing would be otherwise. `there_on`: when it is there; what was lost after
    that kept nothing waiting."""
    chain = _last_chain([late for late in delays if late.from_on <= there_on], there_on)
    if not any(late.side in removed for late in chain):
        return None
    kept = days_of(country, [_span(late, there_on) for late in chain if late.side not in removed])
    begins = chain[0].from_on
    there = calendar_of(country).add_business_days(begins, kept) if kept else begins
    return min(there, there_on)


def _last_chain(delays: Sequence[Late], there_on: date) -> list[Late]:
    chain: list[Late] = []
    for late in sorted(delays, key=lambda late: (late.from_on, late.until_on or there_on)):
        if chain and late.from_on > (chain[-1].until_on or there_on):
            chain = []
        chain.append(late)
    return chain


def _span(late: Late, there_on: date) -> Span:
    return Span(late.from_on, min(late.until_on or there_on, there_on))
