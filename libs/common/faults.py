"""Named points at which a process can be made to die, to prove that nothing is lost there.

`BATON_FAULT="relay sent:3"` in the environment: the process kills itself, without a word to
anybody, when it passes the point for the third time. Without the variable a point costs one look.
"""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from libs.common.unusable import Unusable

VARIABLE = "BATON_FAULT"


class Point(StrEnum):
    COMMITTED = "committed"
    "A transaction stands; nobody was told."
    RELAY_READ = "relay read"
    "The relay holds rows that are not sent."
    RELAY_SENT = "relay sent"
    "The bus has them; the outbox has them too."
    CONSUMER_APPLIED = "consumer applied"
    "In the transaction of a batch, which does not stand yet."
    CONSUMER_COMMITTED = "consumer committed"
    "The database has the batch; the group's offset stands before it."
    DOOR_WRITTEN = "door written"
    "In the transaction of a group of reports, which does not stand yet."
    DOOR_COMMITTED = "door committed"
    "The reports stand; their senders have no answer."


class UnknownPoint(Unusable):
    """`BATON_FAULT` names no point, or no number of passes."""


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class Fault:
    """Comes at the last of so many passes of the point."""

    point: Point
    passes: int = 1
    strike: Callable[[], None] = die

    def at(self, point: Point) -> None:
        if point is self.point:
            self.passes -= 1
            if self.passes == 0:
                self.strike()


def fault(text: str) -> Fault | None:
    """From `point` or `point:passes`; none from an empty text."""
    if not text:
        return None
    name, _, passes = text.partition(":")
    known = ", ".join(Point)
    if name not in set(Point):
        raise UnknownPoint(f"{VARIABLE}: there is no point {name!r}; there are {known}.")
    if passes and not (passes.isascii() and passes.isdecimal() and int(passes)):
        raise UnknownPoint(f"{VARIABLE}: {passes!r} is not a number of passes, from 1.")
    return Fault(Point(name), int(passes or 1))


_armed = fault(os.environ.get(VARIABLE, ""))


def reached(point: Point) -> None:
    """One line at the point itself."""
    if _armed is not None:
        _armed.at(point)
