"""Points at which a process can be made to die."""

import re
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from libs.common.faults import Fault, Point, UnknownPoint, fault

PASSES = "from libs.common.faults import Point, reached\n" + "reached(Point.RELAY_SENT)\n" * 2


def run(armed: str) -> int:
    """How a process ended that passes `relay sent` twice."""
    environment = {"BATON_FAULT": armed}
    done = subprocess.run([sys.executable, "-c", PASSES], env=environment, check=False)
    return done.returncode


def test_nothing_happens_unless_armed() -> None:
    assert run("") == 0


def test_the_process_kills_itself_at_the_pass_that_was_named() -> None:
    assert run("relay sent:2") == -signal.SIGKILL
    assert run("relay sent:3") == 0


def test_another_point_is_passed() -> None:
    assert run("relay read") == 0


def test_it_strikes_once() -> None:
    struck: list[int] = []
    armed = Fault(Point.COMMITTED, 2, lambda: struck.append(1))
    for _ in range(5):
        armed.at(Point.COMMITTED)
    assert struck == [1]


@pytest.mark.parametrize("text", ["relay", "relay sent:0", "relay sent:x", "relay sent:-1"])
def test_what_cannot_be_meant_is_refused(text: str) -> None:
    with pytest.raises(UnknownPoint):
        fault(text)


def test_every_point_has_its_one_place() -> None:
    root = Path(__file__).parents[3]
    code = [
        file.read_text() for part in ("libs", "services") for file in root.glob(f"{part}/**/*.py")
    ]
    passed = Counter(name for text in code for name in re.findall(r"reached\(Point\.(\w+)\)", text))
    assert passed == {point.name: 1 for point in Point}
