"""How far a seat is: five steps from open to certified."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from libs.common.events.transition.ramp import SeatState

LADDER = (
    SeatState.OPEN,
    SeatState.HIRED,
    SeatState.SCREENED,
    SeatState.ACCESS,
    SeatState.TRAINED,
    SeatState.CERTIFIED,
)
TOP = len(LADDER) - 1
RANK = {state: n for n, state in enumerate(LADDER)}
WEEK = timedelta(days=7)


class Stood(NamedTuple):
    """From which day on a seat stood where."""

    on: date
    state: SeatState


def remaining(states: Iterable[SeatState]) -> int:
    """Steps still to be made, of all seats."""
    return sum(TOP - RANK[state] for state in states)


def weekly_steps(seats: Iterable[Sequence[Stood]], today: date) -> list[int]:
    """Steps made less steps back in each calendar week, Monday to Sunday, from that of the first
    step to the last that has ended."""
    made = [step for seat in seats for step in _steps(seat)]
    if not made:
        return []
    first, this_week = _monday(min(on for on, _ in made)), _monday(today)
    weeks = [0] * ((this_week - first) // WEEK)
    for on, steps in made:
        if (place := (_monday(on) - first) // WEEK) < len(weeks):
            weeks[place] += steps
    return weeks


def standing_on(seats: Iterable[Sequence[Stood]], day: date) -> dict[SeatState, int]:
    """How many stood where at the end of the day; a seat that was not there yet counts nowhere."""
    stood = [_last_until(seat, day) for seat in seats]
    counted = Counter(state for state in stood if state is not None)
    return {state: counted[state] for state in LADDER}


def _last_until(seat: Sequence[Stood], day: date) -> SeatState | None:
    return next((stood.state for stood in reversed(seat) if stood.on <= day), None)


def _steps(seat: Sequence[Stood]) -> Iterator[tuple[date, int]]:
    for before, after in pairwise(seat):
        if steps := RANK[after.state] - RANK[before.state]:
            yield after.on, steps


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
