"""Bounds of how long something takes, from the weeks seen; why there is none, and what would give
one: sentences for people to read."""

from collections.abc import Sequence
from typing import NamedTuple

from services.transition.statistics.pace import Pace, further_weeks, pace_of, weeks_at

FARTHEST = 520
"Weeks ahead: behind ten years nothing is foretold."


class Bounded(NamedTuple):
    """Whole weeks: `early` at the quickest pace, `late` at the slowest. Where `late` is none the
    range is open: `open_because` says why, `closes` what would bound it."""

    pace: Pace | None
    early: int | None
    late: int | None
    open_because: str | None = None
    closes: str | None = None


def bounded(changes: Sequence[float], to_go: float, most: int) -> Bounded:
    """`changes`: that of each week seen. No end lies more than `most` weeks ahead."""
    pace = pace_of(changes)
    if pace is None:
        first = "A first week that goes forward."
        return Bounded(None, None, None, "No week has gone forward yet.", first)
    early, late = weeks_at(pace.quickest, to_go, most), weeks_at(pace.slowest, to_go, most)
    if late is not None:
        return Bounded(pace, early, late)
    because = _because(pace, most)
    return Bounded(pace, early, None, because, _closes(further_weeks(changes, to_go, most)))


def _because(pace: Pace, most: int) -> str:
    rare = "If weeks forward are as rare as those seen permit,"
    if pace.slowest <= 0:
        return f"{rare} the others undo them."
    return f"{rare} it takes more than {most} weeks."


def _closes(more: int | None) -> str:
    if more is None:
        return "A quicker pace: a year of weeks forward like those seen is not enough."
    return f"{more} more {'week' if more == 1 else 'weeks'} forward like those seen."
