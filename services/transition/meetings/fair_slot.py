"""When both sides meet on a day: within the hours of both, or else by turns.

Choices: starts are tried at every quarter of an hour and at every opening, on the day of the home
zone. Of those within both sides' hours the one nearest to the wished time counts, without a wish
the earliest. Where there is none, one side bears it: the one that had fewer turns; at a tie the one
that did not have the last; at first the one that is hurt less. It bears as few minutes outside its
hours as possible, and never at night (before 06:00 or after 22:00) where both can share it by day.
Nobody meets on a day on which they do not work at all. As the side behind always comes first, and
what is shared counts for both, no side is ever more than one turn ahead.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from libs.common.calendars import BusinessCalendar
from libs.common.calendars.hours import clock_text, wall_time
from libs.common.events.transition.party import Party
from libs.common.explain import Explain, rule
from services.transition.meetings.wall import at_wall, on_wall
from services.transition.working_agreement.terms import SideHours

QUARTER = timedelta(minutes=15)
MORNING, NIGHT = timedelta(hours=6), timedelta(hours=22)
NO_TIME = timedelta(0)


class Turns(BaseModel):
    """How often each side has met outside its hours, and which did last."""

    model_config = ConfigDict(frozen=True)
    client: int = 0
    vendor: int = 0
    last: Party | None = None

    def of(self, side: Party) -> int:
        return self.client if side is Party.CLIENT else self.vendor

    def after(self, outside: Sequence[Party]) -> "Turns":
        last = outside[0] if len(outside) == 1 else self.last
        return Turns(
            client=self.client + (Party.CLIENT in outside),
            vendor=self.vendor + (Party.VENDOR in outside),
            last=last,
        )


class SlotAsk(BaseModel):
    """`day` and `wished` (`HH:MM`) are on the wall of the home zone."""

    model_config = ConfigDict(frozen=True)
    day: date
    tz: str
    minutes: int
    wished: str | None = None


class Slot(BaseModel):
    """`outside`: minutes outside their hours, of the sides that bear any."""

    model_config = ConfigDict(frozen=True)
    starts_at: datetime
    local: dict[Party, str]
    outside: dict[Party, int]
    why: str


class Tried(NamedTuple):
    starts_at: datetime
    pain: dict[Party, timedelta]
    by_night: frozenset[Party]

    @property
    def bears(self) -> set[Party]:
        return {side for side, pain in self.pain.items() if pain}

    @property
    def worst(self) -> tuple[int, timedelta, timedelta, datetime]:
        each = self.pain.values()
        return (len(self.by_night), max(each), sum(each, NO_TIME), self.starts_at)


@rule("fair_slot", version=1)
def fair_slot(
    explain: Explain, client: SideHours, vendor: SideHours, ask: SlotAsk, turns: Turns
) -> Slot | None:
    """None where somebody does not work on that day, or nothing can be borne fairly."""
    sides = {Party.CLIENT: client, Party.VENDOR: vendor}
    tried = list(_tried({side: each.calendar for side, each in sides.items()}, ask))
    inside = [each for each in tried if not each.bears]
    explain("starts within both sides' hours", len(inside))
    explain("turns so far", turns)
    found, why = _nearest(inside, ask) if inside else _borne(tried, turns)
    explain("why", why)
    return None if found is None else _slot(found, sides, why)


def _tried(calendars: dict[Party, BusinessCalendar], ask: SlotAsk) -> Iterator[Tried]:
    """Starts on that day on which both sides work, with what each bears."""
    length = timedelta(minutes=ask.minutes)
    for starts_at in _starts(calendars, ask):
        pain = {side: pain_of(each, starts_at, length) for side, each in calendars.items()}
        if not all(each is not None for each in pain.values()):
            continue
        borne = {side: each or NO_TIME for side, each in pain.items()}
        night = (s for s, each in borne.items() if each and _by_night(calendars[s], starts_at, ask))
        yield Tried(starts_at, borne, frozenset(night))


def _starts(calendars: dict[Party, BusinessCalendar], ask: SlotAsk) -> list[datetime]:
    zone = ZoneInfo(ask.tz)
    first, after = at_wall(ask.day, NO_TIME, zone), at_wall(ask.day, timedelta(days=1), zone)
    found = {at_wall(ask.day, n * QUARTER, zone) for n in range(96)}
    found |= {at_wall(ask.day, wall_time(ask.wished), zone)} if ask.wished else set()
    for each in calendars.values():
        own = ZoneInfo(each.terms.tz)
        for day in (ask.day + timedelta(days=n) for n in (-1, 0, 1)):
            found |= {at_wall(day, opens, own) for opens, _ in each.hours_on(day)}
    return sorted(start for start in found if first <= start < after)


def pain_of(calendar: BusinessCalendar, start: datetime, length: timedelta) -> timedelta | None:
    """How much of it lies outside; none where the side does not work on that date."""
    if calendar.elapsed(start, start + length) == length:
        return NO_TIME
    day, begins = on_wall(start, ZoneInfo(calendar.terms.tz))
    spans = calendar.hours_on(day)
    ends = begins + length
    over = (
        max(opens - begins, NO_TIME) + max(ends - closes, NO_TIME) or QUARTER
        for opens, closes in spans
    )
    return min(over, default=None)


def _by_night(calendar: BusinessCalendar, start: datetime, ask: SlotAsk) -> bool:
    _, begins = on_wall(start, ZoneInfo(calendar.terms.tz))
    return begins < MORNING or begins + timedelta(minutes=ask.minutes) > NIGHT


def _nearest(inside: Sequence[Tried], ask: SlotAsk) -> tuple[Tried, str]:
    why = "It lies within the hours of both sides."
    if ask.wished is None:
        return inside[0], why
    wished = at_wall(ask.day, wall_time(ask.wished), ZoneInfo(ask.tz))
    return min(inside, key=lambda each: (abs(each.starts_at - wished), each.starts_at)), why


def _borne(tried: Sequence[Tried], turns: Turns) -> tuple[Tried | None, str]:
    """By the side whose turn it is, or by both."""
    alone = {side: _least(tried, lambda each, s=side: each.bears == {s}) for side in Party}  # type: ignore[misc]
    side = _whose_turn(turns, alone)
    one, both = alone[side], _least(tried, lambda each: len(each.bears) == len(Party))
    if both is not None and (one is None or len(both.by_night) < len(one.by_night)):
        return both, "No time lies within the hours of both sides; both meet outside theirs."
    if one is None:
        return None, f"No time of that day can be borne by the {side}, whose turn it is."
    had = f"{turns.client} of the client, {turns.vendor} of the vendor"
    return one, f"No time lies within the hours of both; it is the {side}'s turn (so far {had})."


def _whose_turn(turns: Turns, alone: dict[Party, Tried | None]) -> Party:
    if turns.client != turns.vendor:
        return min(Party, key=turns.of)
    if turns.last is not None:
        return next(side for side in Party if side is not turns.last)
    hurt = {side: each.pain[side] for side, each in alone.items() if each is not None}
    return min(hurt, key=lambda side: hurt[side], default=Party.CLIENT)


def _least(tried: Sequence[Tried], which: Callable[[Tried], bool]) -> Tried | None:
    return min(filter(which, tried), key=lambda each: each.worst, default=None)


def _slot(found: Tried, sides: dict[Party, SideHours], why: str) -> Slot:
    local = {
        side: clock_text(on_wall(found.starts_at, ZoneInfo(each.tz))[1])
        for side, each in sides.items()
    }
    outside = {side: int(pain.total_seconds() // 60) for side, pain in found.pain.items() if pain}
    return Slot(starts_at=found.starts_at, local=local, outside=outside, why=why)
