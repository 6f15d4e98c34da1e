"""Which open tickets will miss their due time next, with the business time that is left.

Choices: the order is that of the due times, which is the order in which they will be missed; one
whose clock stands still has no due time and comes in a list of its own; due now is missed.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict

from libs.common.calendars import BusinessCalendar, CalendarTerms
from libs.common.explain import Explain, rule


class UnknownCalendar(ValueError):
    """A ticket runs on a calendar that nobody described."""


class OpenTicket(BaseModel):
    model_config = ConfigDict(frozen=True)
    reference: str
    level: str
    calendar: str
    due: AwareDatetime | None
    "None: its clock stands still."


class Running(BaseModel):
    model_config = ConfigDict(frozen=True)
    reference: str
    level: str
    due: AwareDatetime
    left: timedelta
    "Business time of its calendar until it is due; since then, where it is missed."


class NextBreaches(BaseModel):
    model_config = ConfigDict(frozen=True)
    missed: tuple[Running, ...]
    coming: tuple[Running, ...]
    standing_still: tuple[str, ...]


@rule("breaches_next", version=1)
def breaches_next(
    explain: Explain,
    tickets: Sequence[OpenTicket],
    calendars: Mapping[str, CalendarTerms],
    now: datetime,
) -> NextBreaches:
    """By due time, then by reference."""
    if strange := {ticket.calendar for ticket in tickets} - calendars.keys():
        raise UnknownCalendar(f"no calendar is called {min(strange)}")
    clocks = {name: BusinessCalendar(terms) for name, terms in calendars.items()}
    running = [_running(one, clocks[one.calendar], now) for one in tickets if one.due is not None]
    running.sort(key=lambda one: (one.due.astimezone(UTC), one.reference))
    found = NextBreaches(
        missed=tuple(one for one in running if one.due <= now),
        coming=tuple(one for one in running if one.due > now),
        standing_still=tuple(sorted(one.reference for one in tickets if one.due is None)),
    )
    explain("missed, coming", (len(found.missed), len(found.coming)))
    explain("their clocks stand still", len(found.standing_still))
    return found


def _running(ticket: OpenTicket, clock: BusinessCalendar, now: datetime) -> Running:
    assert ticket.due  # noqa: S101
    left = clock.elapsed(min(now, ticket.due), max(now, ticket.due))
    return Running(reference=ticket.reference, level=ticket.level, due=ticket.due, left=left)
