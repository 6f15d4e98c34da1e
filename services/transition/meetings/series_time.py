"""At what time a series is to be held: the one wished, or one within the hours of both sides.

Refuses a time outside a side's hours where one inside exists, and names that one.
"""

from itertools import islice

from libs.common.events.transition.party import Party
from libs.common.problems import Problem, invalid, refused
from services.transition.meetings.coming import works_for
from services.transition.meetings.fair_slot import Slot, SlotAsk, fair_slot
from services.transition.meetings.rhythm import days_from
from services.transition.meetings.wall import wall_text
from services.transition.models import MeetingSeries, Plan
from services.transition.working_agreement.terms import AgreementTerms


def time_of(series: MeetingSeries, wished: str | None, plan: Plan, terms: AgreementTerms) -> str:
    """`HH:MM` on the wall of its home zone, judged by its first day."""
    slot = _first_slot(series, wished, plan, terms)
    if slot is None:
        return _unjudged(series, wished)
    if slot.outside and not series.by_turns:
        raise _no_common_hours(slot)
    found = wall_text(slot.starts_at, series.tz)
    if wished is not None and found != wished and not series.by_turns:
        local = " and ".join(f"{at} for the {side}" for side, at in slot.local.items())
        detail = f"At {wished} somebody is outside their hours; {local} would suit both."
        raise invalid("/at", detail)
    return wished or found


def _first_slot(
    series: MeetingSeries, wished: str | None, plan: Plan, terms: AgreementTerms
) -> Slot | None:
    client, vendor = terms.client_hours, terms.vendor_hours
    days = islice(days_from(series.rhythm, series.starts_on, works_for(plan, terms)), 1)
    day = next(days, None)
    if client is None or vendor is None or day is None:
        return None
    ask = SlotAsk(day=day, tz=series.tz, minutes=series.minutes, wished=wished)
    return fair_slot(client, vendor, ask, series.turns)


def _unjudged(series: MeetingSeries, wished: str | None) -> str:
    if series.by_turns:
        raise refused(
            "hours-unknown",
            "By turns needs the working hours of both sides, and a day on which both work.",
            do="Agree on them in the working agreement, or state a time.",
        )
    if wished is None:
        raise invalid("/at", "No working hours are agreed from which a time could be found.")
    return wished


def _no_common_hours(slot: Slot) -> Problem:
    sides = " and ".join(side for side in Party if side in slot.outside)
    return refused(
        "no-common-hours",
        f"No time lies within the hours of both sides: the {sides} would be outside.",
        do="Plan it `by_turns`, so that the sides bear it in turn.",
    )
