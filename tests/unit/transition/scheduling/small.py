"""Small networks in plain numbers: minutes around the clock, from 0, or before."""

from itertools import pairwise
from typing import Any

from services.transition.scheduling.network import (
    LOGIC,
    Activity,
    Convention,
    Link,
    LinkKind,
)
from services.transition.scheduling.schedule import Schedule, place

FS, SS, FF, SF = LinkKind


class PlainNumbers:
    """A clock without a calendar, and so without first and last years."""

    def at(self, instant: int) -> int:
        return instant

    begins = ends = at


PLAIN = PlainNumbers()


def task(code: str, work: int = 1, **more: Any) -> Activity:
    return Activity(code, work, PLAIN, **more)


def chain(*codes: str) -> list[Link]:
    return [Link(before, after) for before, after in pairwise(codes)]


def placed(
    activities: list[Activity], links: list[Link] | None = None, convention: Convention = LOGIC
) -> Schedule:
    return place(activities, links or [], 0, convention)
