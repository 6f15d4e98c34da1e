"""A clock for many instants at once. Imports numpy: only to be imported where it is needed."""

from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from services.transition.scheduling.work_time import Clock, NeverOpen

Marks = NDArray[np.int64]
MARGIN = 60_000
"Open minutes, some half year, by which the known time reaches further than was asked for."
REMEMBERED = 4
"Lengths of open spans that are tried before one is searched for."


class OpenTime:
    """The open spans of a clock, found through its public questions, as far as they are needed.

    The same answers as the clock's own, for arrays.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._low = self._high = 0
        self._marks = self._opens = np.empty(0, np.int64)

    def at(self, instants: Marks) -> Marks:
        self._reach(
            self._clock.at(int(instants.min())) - 1, self._clock.at(int(instants.max())) + 1
        )
        n = np.searchsorted(self._opens, instants, "right") - 1
        marks: Marks = np.minimum(self._marks[n] + instants - self._opens[n], self._marks[n + 1])
        return marks

    def begins(self, marks: Marks) -> Marks:
        return self._instants(marks, "right")

    def ends(self, marks: Marks) -> Marks:
        return self._instants(marks, "left")

    def _instants(self, marks: Marks, side: Literal["left", "right"]) -> Marks:
        self._reach(int(marks.min()) - 1, int(marks.max()) + 1)
        n = np.searchsorted(self._marks, marks, side) - 1
        instants: Marks = self._opens[n] + marks - self._marks[n]
        return instants

    def _reach(self, low: int, high: int) -> None:
        if self._low <= low and high <= self._high and len(self._marks):
            return
        if len(self._marks):
            low, high = min(low, self._low), max(high, self._high)
        try:
            spans = list(_spans(self._clock, low - MARGIN, high + MARGIN))
            self._low, self._high = low - MARGIN, high + MARGIN
        except NeverOpen:
            spans = list(_spans(self._clock, low, high))
            self._low, self._high = low, high
        self._marks = np.array([mark for mark, _ in spans], np.int64)
        self._opens = np.array([opening for _, opening in spans], np.int64)


def _spans(clock: Clock, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Mark and instant of each opening, from the minute after `low` on; then one past `high`."""
    lengths: list[int] = []
    mark, opening = low, clock.begins(low)
    while mark <= high:
        yield mark, opening
        end = _end_of_span(clock, mark, opening, high + 1, lengths)
        if end - mark not in lengths:
            lengths = [end - mark, *lengths[: REMEMBERED - 1]]
        mark, opening = end, _opening(clock, end, opening + end - mark)
    yield mark, opening


def _opening(clock: Clock, mark: int, otherwise: int) -> int:
    """Past the last open minute there is no opening: where work stops then stands for it."""
    try:
        return clock.begins(mark)
    except NeverOpen:
        return otherwise


def _end_of_span(clock: Clock, mark: int, opening: int, last: int, lengths: list[int]) -> int:
    """The mark at which work stops next, or `last`."""
    for length in lengths:
        stops, expected = mark + length, opening + length
        if stops < last and clock.ends(stops) == expected and clock.begins(stops) > expected:
            return stops
    step = 1
    while mark + step < last and clock.begins(mark + step) == opening + step:
        step *= 2
    low, high = mark + step // 2, min(mark + step, last)
    while high - low > 1:
        middle = (low + high) // 2
        if clock.begins(middle) == opening + middle - mark:
            low = middle
        else:
            high = middle
    return high
