"""How quickly and how slowly a thing may go on, seen from few or uneven weeks.

A week goes forward or it does not. Of k weeks seen j went forward: the true share of such weeks
lies between the ends of its Wilson interval, with 95 % confidence. Weeks that go forward count with
the mean of those seen, the others with theirs, which is nought or a loss. The pace at a share p is
p·forward + (1 − p)·other; the slowest is that of the interval's lower end, the quickest that of the
upper one.

Choice: it holds from the first week that goes forward, where no mean and no deviation say anything
yet. It bounds how often weeks go forward, not by how much: a week is taken as those before it.
"""

from collections.abc import Sequence
from decimal import Decimal
from math import ceil
from statistics import fmean
from typing import NamedTuple

from services.transition.statistics.wilson import wilson

MOST_FURTHER = 52
"Weeks ahead that are tried for what would bound a pace."


class Pace(NamedTuple):
    """Change a week, at the least and at the most. The slowest may be a loss."""

    slowest: float
    quickest: float


def pace_of(changes: Sequence[float]) -> Pace | None:
    """`changes`: that of each week seen. None where no week went forward."""
    forward = [change for change in changes if change > 0]
    if not forward:
        return None
    other = [change for change in changes if change <= 0]
    gain, loss = fmean(forward), fmean(other) if other else 0.0
    share = wilson(Decimal(len(forward)) / len(changes), len(changes))
    return Pace(*(p * gain + (1 - p) * loss for p in (share.low, share.high)))


def weeks_at(pace: float, to_go: float, most: int) -> int | None:
    """Whole weeks that it takes, rounded up, at least one; none where it takes more than `most`, or
    never comes."""
    if pace <= 0:
        return None
    weeks = max(1, ceil(round(to_go / pace, 6)))
    return weeks if weeks <= most else None


def further_weeks(changes: Sequence[float], to_go: float, most: int) -> int | None:
    """How many more weeks that go forward like those seen give an end within `most` weeks even at
    the slowest pace; none where a year of them does not. What they bring is not taken off, so it
    may be fewer."""
    forward = [change for change in changes if change > 0]
    if not forward:
        return None
    for more in range(1, MOST_FURTHER + 1):
        pace = pace_of([*changes, *[fmean(forward)] * more])
        if pace and weeks_at(pace.slowest, to_go, most) is not None:
            return more
    return None
