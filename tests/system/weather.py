"""Brings a storm over an installation, blow by blow, while something is told on it."""

import time
from collections.abc import Callable, Sequence
from threading import Event

from tests.system.installation import Installation
from tests.system.proxy import State
from tests.system.storm import Blow, Broken, Outage, Struck

STATES = {"cut": State.CUT, "slow": State.SLOW, "hole": State.HOLE}
Say = Callable[[str], None]


class Weather:
    """`over` is set when the story has ended: what is under way is finished, no blow follows."""

    def __init__(self, place: Installation, over: Event, say: Say) -> None:
        self._place, self._over, self._say = place, over, say

    def rage(self, blows: Sequence[Blow]) -> int:
        """How many blows fell."""
        due = self._place.requests
        for fallen, blow in enumerate(blows):
            due += blow.after
            if not self._come(due):
                return fallen
            started = time.monotonic()
            self._fall(blow.what)
            self._say(f"{blow.what} ({time.monotonic() - started:.1f} s)")
        return len(blows)

    def _come(self, requests: int) -> bool:
        """Whether so many requests were made before the story was over."""
        while self._place.requests < requests:
            if self._over.wait(0.02):
                return False
        return not self._over.is_set()

    def _fall(self, what: Struck | Broken) -> None:
        if isinstance(what, Struck):
            process = self._place.processes[what.service]
            process.arm(what.fault)
            if not process.armed:  # else its next life has this one
                process.kill()
        else:
            self._break(what)

    def _break(self, what: Broken) -> None:
        match what.outage:
            case Outage.BROKER_RESTARTED | Outage.BROKER_LOST:
                self._lose_a_broker(what)
            case Outage.POSTGRES_STOPPED | Outage.POSTGRES_CRASHED:
                self._lose_the_database(what)
            case _:
                self._trouble_the_wires(what)

    def _lose_a_broker(self, what: Broken) -> None:
        node = self._place.kafka.nodes[what.broker - 1]
        if what.outage is Outage.BROKER_LOST:
            node.kill()
        else:
            node.stop()
        self._over.wait(what.seconds)
        node.start()

    def _lose_the_database(self, what: Broken) -> None:
        database = self._place.postgres
        if what.outage is Outage.POSTGRES_CRASHED:
            database.crash()
        else:
            database.stop()
        self._over.wait(what.seconds)
        database.start()

    def _trouble_the_wires(self, what: Broken) -> None:
        server, _, how = what.outage.partition(" ")
        wires = [w for name, w in self._place.wires.items() if _leads_to(name, server)]
        for wire in wires:
            wire.state = STATES[how]
        self._over.wait(what.seconds)
        for wire in wires:
            wire.state = State.WHOLE


def _leads_to(wire: str, server: str) -> bool:
    return wire.startswith("broker" if server == "kafka" else server)
