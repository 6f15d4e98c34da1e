"""How often one caller may ask: a moving window of a minute, in this process."""

import time
from collections import deque
from collections.abc import Callable

from libs.common.auth.actor import Actor
from libs.common.problems import Problem

WINDOW = 60
"Seconds."


class _Window:
    """What one caller asked of late: a count for each second in which it did."""

    __slots__ = ("_counts", "_seconds", "_total")

    def __init__(self) -> None:
        self._seconds: deque[int] = deque()
        self._counts: deque[int] = deque()
        self._total = 0

    def takes(self, second: int, most: int) -> bool:
        self._forget(second - WINDOW)
        if self._total >= most:
            return False
        if not self._seconds or self._seconds[-1] != second:
            self._seconds.append(second)
            self._counts.append(0)
        self._counts[-1] += 1
        self._total += 1
        return True

    def _forget(self, before: int) -> None:
        while self._seconds and self._seconds[0] <= before:
            self._seconds.popleft()
            self._total -= self._counts.popleft()

    def is_empty(self, second: int) -> bool:
        return not self._seconds or self._seconds[-1] <= second - WINDOW


class Rate:
    """Costs a caller the same memory whatever the rate; who stays away for a minute costs none."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = per_minute, clock
        self._windows: dict[str, _Window] = {}
        self._tidied = int(clock())

    def hold(self, actor: Actor) -> None:
        self.hold_key(f"{actor.tenant}/{actor.vendor}/{actor.id}")

    def hold_key(self, key: str) -> None:
        """Refuses (429, Retry-After in seconds) what is above the rate."""
        second = int(self._clock())
        if second >= self._tidied + WINDOW:
            self._tidy(second)
        window = self._windows.get(key)
        if window is None:
            window = self._windows[key] = _Window()
        if not window.takes(second, self._most):
            raise too_many(self._most)

    def _tidy(self, second: int) -> None:
        self._windows = {k: w for k, w in self._windows.items() if not w.is_empty(second)}
        self._tidied = second


def too_many(most: int) -> Problem:
    return Problem(
        429,
        "too-many-requests",
        "Too many requests",
        f"More than {most} in a minute.",
        do="Wait a little; send many events as one batch.",
        headers={"Retry-After": "5"},
    )
