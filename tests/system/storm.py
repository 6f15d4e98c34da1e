"""What befalls an installation while a story is told on it: chosen by a seed, and told again by it.

Among ten consecutive seeds every kind of outage occurs, and every fault point among seven.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from libs.common.faults import Point
from libs.common.settings import SERVICES


class Outage(StrEnum):
    BROKER_RESTARTED = "broker restarted"
    BROKER_LOST = "broker lost"
    POSTGRES_STOPPED = "postgres stopped"
    POSTGRES_CRASHED = "postgres crashed"
    KAFKA_CUT = "kafka cut"
    KAFKA_SLOW = "kafka slow"
    KAFKA_HOLE = "kafka hole"
    POSTGRES_CUT = "postgres cut"
    POSTGRES_SLOW = "postgres slow"
    POSTGRES_HOLE = "postgres hole"


@dataclass(frozen=True)
class Struck:
    """A service is killed where it happens to be, and dies once more at a named point."""

    service: str
    point: Point
    passes: int

    @property
    def fault(self) -> str:
        return f"{self.point}:{self.passes}"

    def __str__(self) -> str:
        return f"{self.service} dies at {self.fault}"


@dataclass(frozen=True)
class Broken:
    """Something that services need is away for so many seconds. `broker` where it is one."""

    outage: Outage
    seconds: float
    broker: int

    def __str__(self) -> str:
        return f"{self.outage} for {self.seconds:.1f} s (broker {self.broker})"


@dataclass(frozen=True)
class Blow:
    """So many requests after the one before: by progress, to hit the same on any machine."""

    after: int
    what: Struck | Broken

    def __str__(self) -> str:
        return f"+{self.after} {self.what}"


LONGEST = {Outage.POSTGRES_STOPPED: 2.0, Outage.KAFKA_HOLE: 18.0}
"Seconds: of a hole longer than a send may take, what was given up still arrives."

FURTHEST = 100
"Requests between two blows, or none: a demo makes some 340."

MOST_PASSES = {
    Point.COMMITTED: 20,
    Point.RELAY_READ: 5,
    Point.RELAY_SENT: 5,
    Point.CONSUMER_APPLIED: 8,
    Point.CONSUMER_COMMITTED: 8,
    Point.DOOR_WRITTEN: 3,
    Point.DOOR_COMMITTED: 3,
}
WITHOUT_EVENTS = "console"
"Publishes nothing, so its relay never has a row."


def plan(seed: int) -> list[Blow]:
    chance = random.Random(seed)
    outages, points = list(Outage), list(Point)
    blows: list[Struck | Broken] = [
        _broken(outages[seed % len(outages)], chance),
        _broken(chance.choice(outages), chance),
        _struck(points[seed % len(points)], chance),
        _struck(chance.choice(points), chance),
    ]
    chance.shuffle(blows)
    return [Blow(chance.choice((0, chance.randint(1, FURTHEST))), blow) for blow in blows]


def _broken(outage: Outage, chance: random.Random) -> Broken:
    seconds = round(chance.uniform(0.5, LONGEST.get(outage, 6.0)), 1)
    return Broken(outage, seconds, chance.randint(1, 3))


def _struck(point: Point, chance: random.Random) -> Struck:
    service = chance.choice(list(_passing_by(point)))
    return Struck(service, point, chance.randint(1, MOST_PASSES[point]))


def _passing_by(point: Point) -> Iterator[str]:
    for service in SERVICES:
        at_the_door = point in {Point.DOOR_WRITTEN, Point.DOOR_COMMITTED}
        in_the_relay = point in {Point.RELAY_READ, Point.RELAY_SENT}
        if service != "vendor" and at_the_door:
            continue
        if service == WITHOUT_EVENTS and in_the_relay:
            continue
        yield service
