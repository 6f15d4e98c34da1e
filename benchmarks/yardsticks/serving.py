"""The plain handler as a process of its own."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.places import Place
from benchmarks.processes import Process
from tests.kafka.broker import free_port


@contextmanager
def plain_process(place: Place, door: str) -> Iterator[Process]:
    """Started, not waited for. `door`: whose tokens it takes."""
    port, module = free_port(), "benchmarks.yardsticks.plain"
    command = [sys.executable, "-m", module, str(port), place.settings.database_for("toy"), door]
    process = Process(command, place.environment, port, place.data / "plain.log")
    try:
        yield process
    finally:
        process.stop()


@contextmanager
def plain_running(place: Place, door: str) -> Iterator[Process]:
    with plain_process(place, door) as process:
        process.wait_until_answering("/health")
        yield process
