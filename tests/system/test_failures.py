"""The demo over five processes while they are killed, and what they need is taken from them.

Seeded: `BATON_SEEDS=1-20`, or `BATON_SEED=7` for one storm again, which is printed. Every seed is a
demo of a tenant of its own on one installation, and is given up after some minutes.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from tests.system.checker import Evidence, findings
from tests.system.evidence import collect, settled
from tests.system.installation import Installation, installation, wait
from tests.system.mortal import BATON
from tests.system.storm import Blow, plan
from tests.system.weather import Weather

pytest_plugins = ("tests.servers",)

LONGEST = 360.0
"Seconds after which a demo is given up."
SETTLES_WITHIN = 90.0
PATIENCE = "150"


def seeds() -> list[int]:
    text = os.environ.get("BATON_SEED") or os.environ.get("BATON_SEEDS") or "1-2"
    first, _, last = text.partition("-")
    return list(range(int(first), int(last or first) + 1))


def say(text: str) -> None:
    """Seen as it happens with `pytest -s`, else only where a seed fails."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stdout.flush()


@pytest.fixture(scope="module")
def place(
    tmp_path_factory: pytest.TempPathFactory, kafka_and_postgres: None
) -> Iterator[Installation]:
    with installation(tmp_path_factory.mktemp("installation")) as made:
        say("five services run")
        yield made


@pytest.fixture(scope="module")
def calm(place: Installation) -> Evidence:
    told = Telling(place, "calm").under([])
    assert findings(told) == [], place.logs()
    return told


@pytest.mark.parametrize("seed", seeds())
def test_nothing_is_lost_and_nothing_comes_twice(
    place: Installation, calm: Evidence, seed: int
) -> None:
    told = Telling(place, f"seed-{seed}").under(plan(seed))
    wrong = findings(told, calm)
    say(f"seed {seed}: {'; '.join(wrong) or 'nothing wrong'}")
    assert not wrong, "\n".join([f"seed {seed}:", *wrong, place.logs()])


class Telling:
    """One demo, in a tenant named like its run."""

    def __init__(self, place: Installation, name: str) -> None:
        self._place, self._name = place, name
        self._started = time.monotonic()

    def under(self, blows: list[Blow]) -> Evidence:
        """What the installation holds of it once all has settled."""
        self._say("; ".join(str(blow) for blow in blows) or "calm weather")
        outcome = self._told(blows)
        self._place.mend()
        wait(lambda: settled(self._place), "everything sent and read", SETTLES_WITHIN)
        found = collect(self._place, self._name, outcome)
        ended = ", ".join(f"{how} ×{n}" for how, n in sorted(self._place.ended().items()))
        events = len(found.topics) - found.sent_again
        self._say(f"{events} events, {found.sent_again} sent again; ended: {ended or 'nobody'}")
        return found

    def _told(self, blows: list[Blow]) -> dict[str, object]:
        over = Event()
        weather = Weather(self._place, over, self._say)
        with (self._place.data / f"{self._name}.log").open("w") as errors:
            demo = subprocess.Popen(
                self._command(), stdout=subprocess.PIPE, stderr=errors, text=True
            )
        with ThreadPoolExecutor(1) as beside:
            storm = beside.submit(weather.rage, blows)
            try:
                output, _ = demo.communicate(timeout=LONGEST)
            finally:
                demo.kill()
                demo.wait()
                over.set()
            fallen = storm.result(LONGEST)  # raises what went wrong with the storm itself
        assert fallen or not blows, f"{self._name}: not one blow of {len(blows)} fell"
        self._say(f"{fallen} of {len(blows)} blows fell")
        said = (self._place.data / f"{self._name}.log").read_text()
        assert output, f"{self._name}: {said}\n{self._place.logs()}"
        return dict(json.loads(output))

    def _command(self) -> list[str]:
        where = ["--url", self._place.url, "--data", str(self._place.data)]
        whose = ["--run", self._name, "--tenant", self._name]
        how = ["--json", "--patience", PATIENCE]
        return [*BATON, "demo", *where, *whose, *how]

    def _say(self, text: str) -> None:
        say(f"{self._name} at {time.monotonic() - self._started:.0f} s: {text}")
