"""A plan's network drawn by lot: the same seed gives the same network.

About two links a task, from tasks not far before it: plans grow by what goes on side by side more
than by what waits for each other. One office calendar with a country's public holidays.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from libs.common.calendars.public_holidays import public_holidays
from services.transition.exchange.plan_document import PlannedCalendar
from services.transition.plan.clock import clock_of
from services.transition.scheduling.network import Activity, Link, LinkKind
from services.transition.scheduling.work_time import ELAPSED, instant

START = datetime.fromisoformat("2026-01-05T08:00")
COUNTRY, YEARS = "NL", range(2026, 2046)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
HOURS = (("08:00", "12:00"), ("13:00", "17:00"))
OFFICE = PlannedCalendar(
    code="office",
    week=dict.fromkeys(WEEKDAYS, HOURS),
    country=COUNTRY,
)
DAY = 480
HOUR = 60
KINDS = (LinkKind.FS, LinkKind.SS, LinkKind.FF, LinkKind.SF)
SHARES = (70, 13, 13, 4)
LAGGED = 0.3
"The share of links that have a lag."


@dataclass(frozen=True)
class RandomNetwork:
    activities: list[Activity]
    links: list[Link]

    @property
    def starts_at(self) -> int:
        return instant(START)

    def finish_to_start(self) -> "RandomNetwork":
        """The same tasks, day and night, each after the finish of those that it is linked to."""
        tasks = [replace(task, clock=ELAPSED) for task in self.activities]
        return RandomNetwork(tasks, [Link(link.before, link.after) for link in self.links])

    def lines(self) -> Iterator[str]:
        """As the other scheduler reads it."""
        yield f"start {START:%Y-%m-%dT%H:%M}"
        for year in YEARS:
            yield from (f"closed {day}" for day in sorted(public_holidays(COUNTRY, None, year)))
        yield from (f"task {task.code} {task.work}" for task in self.activities)
        for link in self.links:
            yield f"{link.kind} {link.before} {link.after} {link.lag}"


def random_network(size: int, seed: int = 1) -> RandomNetwork:
    chance, clock = random.Random(seed), clock_of(OFFICE)
    tasks = [Activity(f"t{n}", chance.randrange(1, 10 * 8 + 1) * HOUR, clock) for n in range(size)]
    return RandomNetwork(tasks, [link for n in range(size) for link in _links(n, size, chance)])


def _links(n: int, size: int, chance: random.Random) -> Iterator[Link]:
    reach = min(n, max(size // 20, 10))
    for before in sorted({n - chance.randint(1, reach) for _ in range(2) if reach}):
        (kind,) = chance.choices(KINDS, SHARES)
        lag = chance.randint(-4, 24) * HOUR if chance.random() < LAGGED else 0
        yield Link(f"t{before}", f"t{n}", kind, lag)
